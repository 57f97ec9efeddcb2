import Domain
import HTTP
import Providers
import Raster
import StandIn
import Testing

/// What goes wrong at a provider, and what every kind makes of it.
@Suite("Faults of providers", .timeLimit(.minutes(5)))
struct FaultTests {
  struct Case: Sendable {
    let fault: Fault
    let code: ProviderFailure.Code
    let effect: ProviderFailure.Effect
    var retryAfter: Int?
  }

  /// A received status is an answer, and nothing was taken; silence after sending is not knowing; a good status that
  /// cannot be read was taken.
  static let ofSubmissions: [Case] = [
    Case(fault: .status(400), code: .refused, effect: .notTaken),
    Case(
      fault: .status(400, body: #"{"error":{"message":"No.","code":"moderation_blocked"}}"#), code: .contentRefused,
      effect: .notTaken),
    Case(fault: .status(401), code: .unauthorized, effect: .notTaken),
    Case(fault: .status(402), code: .outOfCredit, effect: .notTaken),
    Case(
      fault: .status(403, body: #"{"error":"The balance is insufficient to proceed with this operation."}"#),
      code: .outOfCredit, effect: .notTaken),
    Case(fault: .status(403), code: .unauthorized, effect: .notTaken),
    Case(fault: .status(404), code: .refused, effect: .notTaken),
    Case(
      fault: .status(422, body: #"{"detail":[{"loc":["body","x"],"msg":"bad"}]}"#), code: .refused, effect: .notTaken),
    Case(fault: .status(429, retryAfter: "7"), code: .rateLimited, effect: .notTaken, retryAfter: 7),
    Case(
      fault: .status(429, body: #"{"error":{"code":"insufficient_quota","message":"Pay."}}"#), code: .outOfCredit,
      effect: .notTaken),
    Case(fault: .status(500), code: .unavailable, effect: .notTaken),
    Case(fault: .status(502, body: "<html><title>Bad gateway</title></html>"), code: .unavailable, effect: .notTaken),
    Case(fault: .status(503, retryAfter: "3", body: ""), code: .unavailable, effect: .notTaken, retryAfter: 3),
    Case(fault: .redirect(to: "http://127.0.0.1:1/"), code: .refused, effect: .notTaken),
    Case(fault: .cut(taken: true), code: .outcomeUnknown, effect: .unknown),
    Case(fault: .cut(taken: false), code: .outcomeUnknown, effect: .unknown),
    Case(fault: .cutWithin, code: .outcomeUnknown, effect: .unknown),
    Case(fault: .html, code: .garbage, effect: .taken),
    Case(fault: .nothing, code: .garbage, effect: .taken),
    Case(fault: .noise, code: .garbage, effect: .taken),
    Case(fault: .strange, code: .garbage, effect: .taken),
  ]

  @Test("each fault of a submission has its code, its effect and a sentence", arguments: Subject.all)
  func submissions(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      for fault in Self.ofSubmissions where !(subject.namesItsWork && fault.fault.losesOnlyTheAnswer) {
        rig.stage.play(.submission, fault.fault)
        let failure = try await rig.failure(request)
        let name = Comment(rawValue: "\(fault.fault)")
        #expect(failure?.code == fault.code, name)
        #expect(failure?.effect == fault.effect, name)
        #expect(failure?.retryAfter == fault.retryAfter, name)
        #expect(failure?.complaints == [], name)
        let mayRetry = fault.code == .rateLimited || fault.code == .unavailable
        #expect(failure?.mayRetry == mayRetry, name)
      }
      rig.stage.play([])
      #expect(try await rig.run(request).images.count == 1)
    }
  }

  @Test(
    "work that was named before it was sent is found again when only the answer is lost",
    arguments: Subject.all.filter(\.namesItsWork))
  func lostAnswers(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      for (number, fault) in [Fault.cut(taken: true), .cutWithin].enumerated() {
        rig.stage.play(.submission, fault)
        let another = rig.request("lost answer \(number)", of: request.card)
        let told = try await rig.run(another)
        #expect(told.images.count == 1, "\(fault)")
        #expect(rig.stage.submissions["lost answer \(number)"] == 1)
      }
    }
  }

  @Test("a provider that is not there has taken nothing", arguments: Subject.all)
  func nobody(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      let gone = try Rig(subject, rig.standIn, base: "http://127.0.0.1:1")
      let failure = try await gone.failure(request)
      #expect(failure?.code == .unavailable && failure?.effect == .notTaken && failure?.mayRetry == true)
    }
  }

  @Test("a provider that says nothing for too long may have done the work", arguments: Subject.all)
  func silence(_ subject: Subject) async throws {
    try await Rig.with(subject, options: ["timeoutSeconds": 1]) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play(.submission, .silence)
      let failure = try await rig.failure(request)
      #expect(failure?.code == .outcomeUnknown && failure?.effect == .unknown)
    }
  }

  @Test("a slow provider is waited for", arguments: Subject.all)
  func slow(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      rig.stage.play(.submission, .delay(milliseconds: 300))
      let request = rig.request(of: try await rig.card())
      #expect(try await rig.run(request).images.count == 1)
    }
  }

  @Test("a question about a job that fails for a while loses nothing", arguments: Subject.all.filter(\.hasTickets))
  func polls(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      for fault in [Fault.status(500), .status(429), .html, .nothing, .strange, .cut(taken: false), .cutWithin] {
        rig.stage.play(.poll, fault, times: 2)
        #expect(try await rig.run(request).images.count == 1, "\(fault)")
      }
      rig.stage.play(.poll, .status(401))
      let failure = try await rig.failure(request)
      #expect(failure?.code == .unauthorized && failure?.effect != .notTaken)
    }
  }

  @Test("what is no picture, or one of a strange format, is garbage that was paid", arguments: Subject.all)
  func pictures(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      for fault in [Fault.html, .nothing, .noise, .foreign, .strange] {
        rig.stage.play(.picture, fault)
        let failure = try await rig.failure(request)
        #expect(failure?.code == .garbage && failure?.effect == .taken, "\(fault)")
        #expect(failure?.complaints == [], "\(fault)")
      }
      rig.stage.play(.picture, .otherSize)
      let image = try #require(try await rig.run(request).images.first)
      #expect(try PictureFile(bytes: image.bytes).probe.width == 40)
    }
  }

  @Test(
    "a picture's address that fails, lags or wanders is told apart",
    arguments: Subject.all.filter(\.keepsFiles))
  func files(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play(.picture, .status(404), times: 2)
      #expect(try await rig.run(request).images.count == 1)
      let cases: [(Fault, ProviderFailure.Code)] = [
        (.status(404), .unavailable), (.status(403), .refused), (.cutWithin, .unavailable),
        (.redirect(to: "http://127.0.0.1:1/x.png"), .refused), (.redirect(to: "https://127.0.0.1:1/x.png"), .refused),
        (.redirect(to: "file:///etc/passwd"), .refused),
        (.redirect(to: rig.standIn.base(of: subject.kind) + "/files/0.png"), .refused),
      ]
      for (fault, code) in cases {
        rig.stage.play(.picture, fault)
        let failure = try await rig.failure(request)
        #expect(failure?.code == code && failure?.effect == .taken, "\(fault)")
        #expect(failure?.complaints == [], "\(fault)")
      }
    }
  }

  @Test("the key goes to the provider's calls alone, and comes back in no sentence", arguments: Subject.all)
  func keys(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      _ = try await rig.run(request)
      for call in rig.stage.heard(.picture) { #expect(!call.transcript.contains(Rig.key)) }
      for call in rig.stage.heard() { #expect(!(call.path + (call.query ?? "")).contains(Rig.key)) }
      let bodies = [
        #"{"error":{"message":"\#(Rig.key) is wrong"}}"#, "<title>\(Rig.key)</title>", "Who is Bearer \(Rig.key)?",
        #"{"detail":"\#(String(repeating: "x", count: 290))\#(Rig.key)"}"#,
      ]
      for body in bodies {
        rig.stage.play([.init(.submission, .status(401, body: body)), .init(.question, .status(401, body: body))])
        #expect(try await rig.failure(request)?.complaints == [], "\(body)")
      }
    }
  }

  @Test("an answer of any bytes ends in pictures or in a failure", arguments: Subject.all)
  func fuzz(_ subject: Subject) async throws {
    try await Rig.with(subject) { rig in
      var small = rig.request(of: try await rig.card())
      (small.width, small.height) = (64, 64)
      let request = small
      let places = subject.hasTickets ? [Place.submission, .poll] : [.submission]
      for place in places {
        rig.stage.play((0..<25).map { Fault.Plan(place, .mangled(UInt64($0)), times: 1) })
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<25 {
            group.addTask {
              do {
                let told = try await rig.run(request)
                #expect(told.images.allSatisfy { ImageFormat(sniffing: $0.bytes) != nil })
              } catch let failure as ProviderFailure {
                #expect(failure.complaints == [])
              }
            }
          }
          try await group.waitForAll()
        }
      }
    }
  }
}

extension Fault {
  /// The work was taken, and only the answer did not come.
  fileprivate var losesOnlyTheAnswer: Bool { self == .cut(taken: true) || self == .cutWithin }
}

extension ProviderFailure {
  /// What a person should not be shown; empty when all is well.
  var complaints: [String] {
    var complaints: [String] = []
    if !detail.hasSuffix(".") || detail.count > 300 { complaints.append("no sentence: \(detail)") }
    if let words = providerMessage, words.isEmpty || words.count > 500 { complaints.append("words: \(words)") }
    for text in [detail, providerMessage ?? ""] where text.contains(Rig.key.prefix(12)) {
      complaints.append("tells the key: \(text)")
    }
    for letter in (detail + (providerMessage ?? "")).unicodeScalars where letter.value < 32 {
      complaints.append("has a control character")
    }
    return complaints
  }
}
