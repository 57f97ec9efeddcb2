import Domain
import HTTP
import Providers
import StandIn
import Support
import Synchronization
import Testing

/// What every kind that writes has to do, whatever its protocol.
@Suite("Contract of providers that write", .timeLimit(.minutes(5)))
struct TextContractTests {
  @Test("every kind of the roster that writes is tried here")
  func everyKindIsTried() {
    let kinds = Roster.kinds(client: Client()).filter { $0.text != nil }.map(\.id)
    let tried = Set(TextSubject.all.map(\.kind) + TextSubject.withoutServer)
    #expect(kinds.filter { !tried.contains($0) } == [])
  }

  @Test("models are listed with what the provider says of them, and only those that write", arguments: TextSubject.all)
  func models(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let cards = try await rig.adapter.models()
      #expect(Set(cards.map(\.id)).count == cards.count && cards.allSatisfy { $0.kind == .text })
      for card in cards { #expect(card.complaints == [], "\(card.id)") }
      for option in rig.kind.options { #expect(option.complaints == [], "\(option.name)") }
      let odd = ["embed", "image", "dall-e", "paint", "nomic", "old"]
      #expect(cards.filter { card in odd.contains { card.model.lowercased().contains($0) } } == [])
      let card = try #require(cards.first { $0.model == subject.model })
      #expect(cards.contains { $0.model == subject.plain })
      #expect(card.capabilities.isSuperset(of: [.chat, .streaming, .tools]))
      #expect(card.capabilities.contains(.vision) == subject.sees)
      #expect(!subject.thinks || !subject.hasModes || card.capabilities.contains(.reasoning))
      #expect(card.contextWindow == subject.window && card.price == subject.price)
      #expect(card.parameter("mode") != nil || !card.capabilities.contains(.reasoning))
    }
  }

  @Test("an answer is the same, whether it is streamed or comes whole", arguments: TextSubject.all)
  func alike(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let card = try await rig.card()
      let streamed = try await rig.run(rig.request(of: card))
      let plain = try await rig.run(rig.request(of: card, streams: false))
      #expect(streamed.content == plain.content && streamed.receipt == plain.receipt)
      #expect(streamed.text == TextRig.answer() && streamed.thought == (subject.thinks ? TextRig.thought : ""))
      #expect(streamed.pieces > 4 && plain.pieces == 1)
      let receipt = streamed.receipt
      #expect(receipt.finish == .stop && receipt.costMicros == subject.costMicros)
      #expect(receipt.usage.inputTokens == Speech.input && receipt.usage.outputTokens == Speech.output)
      #expect(receipt.usage.cachedTokens == (subject.countsCached ? Speech.cached : nil))
      let thinking = receipt.usage.reasoningTokens ?? 0
      #expect(thinking == (subject.thinks && subject.countsThoughts ? Speech.thinking : 0))
      #expect(rig.stage.submissions["Hello"] == subject.calls)
    }
  }

  @Test("a server that cannot stream is understood when it answers whole", arguments: TextSubject.all)
  func unstreamed(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let card = try await rig.card()
      rig.stage.isWhole = true
      let said = try await rig.run(rig.request(of: card))
      #expect(said.text == TextRig.answer() && said.receipt.finish == .stop)
      #expect(rig.stage.heard(.submission).count <= 3)
    }
  }

  @Test("the whole conversation is sent, in its order", arguments: TextSubject.all)
  func conversation(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      var request = rig.request("And now?", of: try await rig.card())
      request.turns = [
        TextTurn(.user, [.text("First.")]), TextTurn(.assistant, [.reasoning("hm"), .text("Second.")]),
        request.turns[0],
      ]
      #expect(try await rig.run(request).text == TextRig.answer(to: "And now?"))
      let body = String(decoding: try #require(rig.stage.heard(.submission).last).body, as: UTF8.self)
      let places = ["First.", "Second.", "And now?"].map { body.firstRange(of: $0)?.lowerBound }
      #expect(!places.contains(nil) && places.compactMap(\.self) == places.compactMap(\.self).sorted())
    }
  }

  @Test("pictures reach a model that sees", arguments: TextSubject.all.filter(\.sees))
  func pictures(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let card = try await rig.card()
      let said = try await rig.run(rig.request("Look", of: card, pictures: 2))
      #expect(said.text == TextRig.answer(to: "Look", pictures: 2))
    }
  }

  @Test("a tool is called alike, whether it is streamed or comes whole", arguments: TextSubject.all)
  func tools(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      var request = rig.request(of: try await rig.card())
      request.tools = [TextTool(name: "look_up", detail: "Looks it up.", parameters: ["type": "object"])]
      let streamed = try await rig.run(request)
      request.streams = false
      let plain = try await rig.run(request)
      #expect(streamed.calls.count == 1 && streamed.calls[0]?[0] == "look_up" && streamed.receipt.finish == .toolCalls)
      for said in [streamed, plain] {
        let arguments = try JSON(parsing: Array((said.calls[0]?[1] ?? "").utf8))
        #expect(arguments == ["query": "ä"])
      }
      #expect(plain.receipt.finish == .toolCalls)
    }
  }

  @Test("an answer that was cut by its own limit says so", arguments: TextSubject.all)
  func length(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      var request = rig.request(of: try await rig.card(subject.plain))
      request.mode = nil
      request.maxTokens = 2
      let said = try await rig.run(request)
      #expect(said.text == "Hello, wö" && said.receipt.finish == .length)
    }
  }

  @Test("content that is refused is told apart from a failure", arguments: TextSubject.all.filter(\.refuses))
  func refused(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      var request = rig.request("forbidden", of: try await rig.card(subject.plain))
      request.mode = nil
      do {
        #expect(try await rig.run(request).receipt.finish == .contentRefused)
      } catch let failure as ProviderFailure {
        #expect(failure.code == .contentRefused && failure.complaints == [])
      }
    }
  }

  @Test("every mode and every parameter is taken", arguments: TextSubject.all)
  func modes(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      for model in Set([subject.model, subject.plain]) {
        let card = try await rig.card(model)
        for mode in TextMode.allCases {
          var request = rig.request(of: card)
          request.mode = mode
          request.temperature = 0.5
          request.topP = 0.9
          request.maxTokens = 5_000
          // A model that knows no system prompt finds it in what it is told first.
          #expect(try await rig.run(request).text.hasPrefix("Hello, wörld"), "\(model) \(mode)")
        }
      }
    }
  }

  @Test("stopping in the middle keeps what came and ends the call at the provider", arguments: TextSubject.all)
  func stop(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play(.reply, .stream(.stall))
      let (pieces, begun) = AsyncStream<Void>.makeStream()
      let task = Task { try await rig.adapter.write(request) { _ in begun.yield() } }
      for await _ in pieces { break }
      task.cancel()
      await #expect(throws: CancellationError.self) { _ = try await task.value }
      await rig.stage.hears(.leaving)
    }
  }

  @Test("who is told can end it by throwing", arguments: TextSubject.oneOfEach)
  func thrown(_ subject: TextSubject) async throws {
    struct Enough: Error {}
    try await TextRig.with(subject) { rig in
      let request = rig.request(of: try await rig.card())
      rig.stage.play(.reply, .stream(.stall))
      await #expect(throws: Enough.self) { try await rig.adapter.write(request) { _ in throw Enough() } }
      await rig.stage.hears(.leaving)
    }
  }

  @Test("the base URL may end in a slash, in a version or in neither", arguments: TextSubject.all)
  func baseURLs(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      for ending in ["", "/", "/v1", "/v1/"] {
        let rig = try TextRig(subject, rig.standIn, base: ending)
        #expect(try await rig.run(rig.request(of: rig.card())).text == TextRig.answer(), "\(ending)")
      }
    }
  }

  @Test("a check costs nothing and says what it found", arguments: TextSubject.all)
  func check(_ subject: TextSubject) async throws {
    try await TextRig.with(subject) { rig in
      #expect(try await !rig.adapter.check().isEmpty)
      #expect(rig.stage.heard(.submission).isEmpty)
      let gone = try TextRig(subject, rig.standIn, base: "http://127.0.0.1:1")
      let failure = await #expect(throws: ProviderFailure.self) { try await gone.adapter.check() }
      #expect(failure?.code == .unavailable)
    }
  }
}
