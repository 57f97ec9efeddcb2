import Domain
import HTTP
import Providers
import StandIn
import Support
import Testing

/// What goes wrong with those that write, and what every kind makes of it.
@Suite("Faults of providers that write", .timeLimit(.minutes(5)))
struct TextFaultTests {
  private typealias Case = FaultTests.Case

  /// What some say in their own words, beside what all providers may say.
  private static let ofWords: [Case] = [
    (400, #"{"error":{"message":"Too long.","code":"context_length_exceeded"}}"#, .contextTooLong),
    (400, #"{"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#, .contextTooLong),
    (
      400, #"{"error":{"message":"The input token count (12) exceeds the maximum number of tokens allowed (9)."}}"#,
      .contextTooLong
    ),
    (400, #"{"message":"Input is too long for requested model."}"#, .contextTooLong),
    (400, #"{"code":"Client specified an invalid argument","error":"Incorrect API key provided: x"}"#, .unauthorized),
    (
      400, #"[{"error":{"code":400,"message":"API key not valid.","details":[{"reason":"API_KEY_INVALID"}]}}]"#,
      .unauthorized
    ),
    (429, #"{"error":{"message":"Stop.","code":"enforced_spend_limit_reached"}}"#, .outOfCredit),
    (529, #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, .unavailable),
    (404, #"{"error":"model 'x' not found"}"#, .refused),
  ].map { status, body, code in Case(fault: .status(status, body: body), code: code, effect: .notTaken) }

  @Test("each fault of a call has its code, its effect and a sentence", arguments: TextSubject.all)
  func calls(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      // A stream that was cut has begun; that is told below.
      for fault in FaultTests.ofSubmissions + Self.ofWords where fault.fault != .cutWithin {
        rig.stage.play(.submission, fault.fault)
        let name = Comment(rawValue: "\(fault.fault)")
        let failure = try #require(try await rig.failure(request), name).failure
        #expect(failure.code == fault.code && failure.effect == fault.effect, name)
        #expect(failure.retryAfter == fault.retryAfter && failure.complaints == [], name)
        #expect(failure.mayRetry == (fault.code == .rateLimited || fault.code == .unavailable), name)
      }
      rig.stage.play([])
      #expect(try await rig.run(request).text == TextRig.answer())
    }
  }

  @Test("a provider that is not there, or says nothing for too long", arguments: TextSubject.all)
  func silence(_ subject: TextSubject) async throws {
    try await TextRig.with(subject, options: ["timeoutSeconds": 1]) { rig in
      let request = rig.request(of: try await rig.card())
      let gone = try TextRig(subject, rig.standIn, base: "http://127.0.0.1:1")
      let nobody = try await gone.failure(request)?.failure
      #expect(nobody?.code == .unavailable && nobody?.mayRetry == true)
      rig.stage.play(.submission, .silence)
      async let silent = rig.failure(request)?.failure
      #expect(try await silent?.code == .outcomeUnknown)
      #expect(try await silent?.effect == .unknown)
      rig.stage.play(.reply, .stream(.stall))
      let stalled = try #require(try await rig.failure(request))
      #expect(stalled.failure.code == .interrupted && stalled.failure.effect == .taken)
      #expect(!stalled.said.text.isEmpty || !stalled.said.thought.isEmpty)
      await rig.stage.hears(.leaving)
    }
  }

  @Test("what ends before it is whole is no success, and keeps what came", arguments: TextSubject.all)
  func interrupted(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      for fault in [StreamFault.unended, .broken] {
        rig.stage.play(.reply, .stream(fault))
        let end = try #require(try await rig.failure(request), "\(fault)")
        #expect(end.failure.code == .interrupted && end.failure.effect == .taken, "\(fault)")
        #expect(end.failure.complaints == [] && !end.failure.mayRetry, "\(fault)")
        if fault == .unended { #expect(end.said.text == TextRig.answer()) }
        #expect(!(end.said.text + end.said.thought).isEmpty, "\(fault)")
      }
    }
  }

  @Test("a stream that says with a good status that it failed", arguments: TextSubject.all)
  func errorsWithin(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      for (fault, effect) in [(StreamFault.error, ProviderFailure.Effect.taken), (.errorAtOnce, .notTaken)] {
        rig.stage.play(.reply, .stream(fault))
        let failure = try #require(try await rig.failure(request), "\(fault)").failure
        #expect(failure.code == .unavailable && failure.effect == effect, "\(fault)")
        #expect(failure.providerMessage == "The engine fell over." && failure.complaints == [], "\(fault)")
      }
    }
  }

  @Test("pieces may come in any way", arguments: TextSubject.all)
  func pieces(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      for fault in [StreamFault.bytewise, .keepAlives, .slow] {
        rig.stage.play(.reply, .stream(fault))
        let said = try await rig.run(request)
        #expect(said.text == TextRig.answer() && said.receipt.finish == .stop, "\(fault)")
        #expect(said.receipt.usage.outputTokens == Speech.output, "\(fault)")
      }
    }
  }

  @Test(
    "what nobody understands is passed over, unless a checksum says that it was damaged", arguments: TextSubject.all)
  func garbled(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play(.reply, .stream(.garbled))
      if subject.framing == .frames {
        let failure = try await rig.failure(request)?.failure
        #expect(failure?.code == .garbage && failure?.effect == .taken)
      } else {
        #expect(try await rig.run(request).text == TextRig.answer())
      }
    }
  }

  @Test("pieces that come twice do no harm beyond what they say", arguments: TextSubject.all)
  func doubled(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play(.reply, .stream(.doubled))
      let said = try await rig.run(request)
      #expect(said.receipt.finish == .stop && said.receipt.usage.outputTokens == Speech.output)
      if subject.isCumulative { #expect(said.text == TextRig.answer()) }
      if subject.dropsRepeatedThoughts {
        #expect(said.thought == "First I look at it. Then I Then I décide.décide.")
      }
    }
  }

  @Test("a piece of ten megabytes arrives whole", arguments: TextSubject.oneOfEach)
  func longLine(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play(.reply, .stream(.longLine))
      #expect(try await rig.run(request).text.utf8.count > 10 << 20)
    }
  }

  @Test("a line that never ends is given up", arguments: TextSubject.oneOfEach)
  func endlessLine(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play(.reply, .stream(.endlessLine))
      let failure = try await rig.failure(request)?.failure
      #expect(failure?.code == .garbage && failure?.effect == .taken && failure?.complaints == [])
      await rig.stage.hears(.leaving)
    }
  }

  @Test("the key goes to the provider alone, and comes back in no sentence", arguments: TextSubject.all)
  func keys(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      for call in rig.stage.heard() { #expect(!(call.path + (call.query ?? "")).contains(Rig.key)) }
      let bodies = [
        #"{"error":{"message":"\#(Rig.key) is wrong"}}"#, "<title>\(Rig.key)</title>", "Who is Bearer \(Rig.key)?",
        #"{"detail":"\#(String(repeating: "x", count: 290))\#(Rig.key)"}"#,
      ]
      for body in bodies {
        rig.stage.play([.init(.submission, .status(403, body: body)), .init(.question, .status(403, body: body))])
        let failure = try await rig.failure(request)?.failure
        #expect(failure?.complaints == [], "\(body)")
      }
      // What a key was exchanged for is as secret.
      let token = "giga-token-\(rig.stage.heard(.token).count)"
      rig.stage.play(.submission, .status(400, body: #"{"message":"\#(token) has ended"}"#))
      let words = try await rig.failure(request)?.failure.providerMessage
      #expect(words?.hasSuffix(" has ended") == true && (subject.kind != "gigachat" || words?.contains(token) == false))
      rig.stage.play(.reply, .stream(.keyAtOnce))
      #expect(try await rig.failure(request)?.failure.complaints == [])
    }
  }

  @Test("a stream of any bytes ends in words or in a failure", arguments: TextSubject.all)
  func fuzz(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play((0..<25).map { Fault.Plan(.submission, .mangled(UInt64($0)), times: 1) })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<25 {
          group.addTask { if let end = try await rig.failure(request) { #expect(end.failure.complaints == []) } }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("a token that has ended is got anew, once")
  func tokens() async throws {
    let subject = try #require(TextSubject.all.first { $0.kind == "gigachat" })
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play(.submission, .status(401), times: 1)
      #expect(try await rig.run(request).text == TextRig.answer())
      #expect(rig.stage.heard(.token).count == 2)
      rig.stage.play(.submission, .status(401))
      #expect(try await rig.failure(request)?.failure.code == .unauthorized)
      #expect(rig.stage.heard(.token).count == 3)
      rig.stage.play([.init(.token, .status(500)), .init(.submission, .status(401), times: 1)])
      #expect(try await rig.failure(request)?.failure.mayRetry == true)
    }
  }
}
