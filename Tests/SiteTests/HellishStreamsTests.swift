import Domain
import Foundation
import HTTP
import StandIn
import Storage
import Studio
import Support
import Testing

/// Replies over real sockets, from providers that do wrong whatever can be done wrong.
@Suite("Streams from hell", .timeLimit(.minutes(3))) struct HellishStreamsTests {
  private static let key = "sk-never-to-be-seen-98765"

  private struct Scene {
    let standIn: StandIn
    let studio: TestStudio
    let chat: String
    var client: TestClient { studio.client }

    init(patience: Int64 = 60) async throws {
      standIn = try StandIn(key: key)
      studio = try await TestStudio()
      let made = await studio.client.send(
        .post, "/api/v1/providers",
        json: [
          "kind": "openai", "id": "hell", "baseUrl": .string(standIn.base(of: "openai")), "apiKey": .string(key),
          "options": ["timeoutSeconds": .int(patience)],
        ])
      #expect(made.status == 201, "\(made.text)")
      #expect(await studio.client.send(.post, "/api/v1/providers/hell/models/refresh").status == 200)
      let workspace = await studio.client.makeWorkspace()
      let json: JSON = ["model": "hell/gpt-4o"]
      let chats = "/api/v1/workspaces/\(workspace)/chats"
      chat = await studio.client.send(.post, chats, json: json).json["id"]?.string ?? ""
    }

    func say(_ text: String) async -> TestResponse {
      await client.send(.post, "/api/v1/chats/\(chat)/messages", json: ["text": .string(text)])
    }

    func begin(_ text: String) async throws -> (reader: EventReader, id: String) {
      var request = TestClient.request(
        .post, "/api/v1/chats/\(chat)/messages", body: JSON.object(["text": .string(text)]).bytes)
      request.headers.add("accept", "text/event-stream")
      let reader = try #require(EventReader(await client.respond(to: request)))
      _ = await reader.told()
      return (reader, try #require(await reader.told()?.data["id"]?.string))
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let fault: Fault
    var place = Place.reply
    /// Nil when the reply is to be whole.
    var code: String?
    /// Whether the guide answers instead, which it does for a provider that was not there.
    var isStoodInFor = false

    var testDescription: String { "\(fault)".replacing(key, with: "KEY") }

    /// Where some words are kept though it fails.
    var keepsText: Bool {
      [.stream(.unended), .stream(.broken), .stream(.stall), .stream(.error), .stream(.halfLetter)].contains(fault)
    }

    /// How long it is waited for, in seconds.
    var patience: Int64 { fault == .stream(.stall) || fault == .silence ? 1 : 60 }
  }

  static let cases: [Case] =
    [.bytewise, .keepAlives, .garbled, .doubled, .slow].map { Case(fault: .stream($0)) }
    + [.unended, .broken, .stall, .halfLetter].map { Case(fault: .stream($0), code: "interrupted") }
    + [
      Case(fault: .stream(.error), code: "provider_unavailable"),
      Case(fault: .stream(.keyAtOnce), code: "provider_unavailable", isStoodInFor: true),
      Case(fault: .silence, place: .submission, code: "outcome_unknown", isStoodInFor: true),
      Case(fault: .cut(taken: true), place: .submission, code: "outcome_unknown", isStoodInFor: true),
    ]
    + [Case(fault: .stream(.longLine), code: "provider_garbage")]
    + [.html, .nothing, .noise, .strange].map { Case(fault: $0, place: .submission, code: "provider_garbage") }
    + [
      (401, nil, "provider_unauthorized"), (402, nil, "provider_out_of_credit"),
      (404, nil, "provider_refused"), (404, "<html>Not Found</html>", "provider_refused"),
      (403, "Who is Bearer \(key)?", "provider_unauthorized"),
      (200, #"{"error":{"message":"No such model.","code":"model_not_found"}}"#, "provider_refused"),
      (400, #"{"error":{"message":"x","code":"context_length_exceeded"}}"#, "provider_refused"),
    ].map { status, body, code in
      Case(fault: .status(status, body: body), place: .submission, code: code)
    }
    + [(429, "provider_rate_limited"), (500, "provider_unavailable"), (503, "provider_unavailable")].map {
      Case(fault: .status($0, body: "Who is \(key)?"), place: .submission, code: $1, isStoodInFor: true)
    }

  @Test(
    "each ends in a clear state with a sentence, keeps what came and what was said, and tells no key", arguments: cases)
  func faults(_ hell: Case) async throws {
    let scene = try await Scene(patience: hell.patience)
    scene.standIn.stage.play(hell.place, hell.fault)
    let answer = await scene.say("Do not lose this")
    #expect(answer.status == 201)
    let message = answer.json["message"], said = answer.json["userMessage"]
    #expect(said?["state"] == "complete" && said?["text"] == "Do not lose this")
    #expect(message?["state"]?.string == (hell.code == nil || hell.isStoodInFor ? "complete" : "failed"))
    if hell.isStoodInFor {
      #expect(message?["model"] == "builtin/guide" && message?["error"] == .null)
      #expect(message?["fallbackFrom"] == ["model": "hell/gpt-4o", "code": .string(hell.code ?? "")])
      let attempt = message?["attempts"]?.array?.first
      #expect(attempt?["model"] == "hell/gpt-4o" && attempt?["code"]?.string == hell.code)
      let sentence = try #require(attempt?["detail"]?.string)
      #expect(sentence.hasSuffix(".") && message?["text"]?.string?.contains(sentence) == true)
    } else if hell.code == nil {
      #expect(message?["error"] == .null && message?["text"]?.string?.contains("wö") == true)
    } else {
      let error = message?["error"]
      #expect(error?["code"]?.string == hell.code, "\(answer.text.prefix(900))")
      #expect(error?["detail"]?.string?.hasSuffix(".") == true)
    }
    if hell.keepsText { #expect(message?["text"]?.string?.hasPrefix("Hel") == true) }
    // What is shown, kept and told holds no key.
    let events = try await scene.studio.store.read { try $0.events.after(0, limit: 2_000) }
    let file = try await scene.client.get("/api/v1/chats/\(scene.chat)/export?format=json").whole()
    let texts = [answer.text, "\(events)", String(decoding: file, as: UTF8.self)] + scene.studio.log.all
    for text in texts { #expect(!text.contains(Self.key)) }
    await scene.standIn.stop()
  }

  @Test("what the provider declines to say is content_refused, and an address where nobody is says so")
  func refusedAndLost() async throws {
    let scene = try await Scene()
    let refused = await scene.say("Something forbidden").json
    #expect(refused["message"]?["state"] == "failed" && refused["message"]?["error"]?["code"] == "content_refused")
    #expect(refused["message"]?["error"]?["detail"]?.string?.contains("declined") == true)
    #expect(refused["userMessage"]?["text"] == "Something forbidden")
    await scene.standIn.stop()
    let lost = await scene.say("Anybody?").json
    #expect(lost["userMessage"]?["state"] == "complete" && lost["message"]?["model"] == "builtin/guide")
    let attempt = lost["message"]?["attempts"]?.array?.first
    #expect(attempt?["model"] == "hell/gpt-4o" && attempt?["code"] == "provider_unavailable")
    #expect(attempt?["detail"]?.string?.contains("cannot be reached") == true, "\(attempt ?? .null)")
  }

  @Test("stop takes less than a second, whatever the provider does", arguments: [Fault.silence, .stream(.stall)])
  func stopInTime(_ fault: Fault) async throws {
    let scene = try await Scene()
    scene.standIn.stage.play(fault == .silence ? .submission : .reply, fault)
    let (reader, id) = try await scene.begin("Go")
    await scene.standIn.stage.hears(.submission)
    let begin = ContinuousClock.now
    let stopped = await scene.client.send(.post, "/api/v1/messages/\(id)/stop")
    #expect(ContinuousClock.now - begin < .seconds(1))
    #expect(stopped.json["state"] == "stopped" && stopped.json["error"] == .null)
    #expect(await reader.rest().events.last == "done")
    #expect(scene.studio.conversation.count == 0)
    await scene.standIn.stop()
  }

  @Test("stop ends the call at the provider, and the text stays")
  func stop() async throws {
    let scene = try await Scene()
    scene.standIn.stage.play(.reply, .stream(.stall))
    let (reader, id) = try await scene.begin("Go")
    #expect(await reader.told()?.event == "delta")
    let stopped = await scene.client.send(.post, "/api/v1/messages/\(id)/stop")
    #expect(stopped.json["state"] == "stopped" && stopped.json["text"]?.string?.hasPrefix("Hel") == true)
    // Nothing else would ever end it.
    await scene.standIn.stage.hears(.leaving)
    #expect(await reader.rest().events.last == "done")
    await scene.standIn.stop()
  }

  @Test("two who attach at once are told the same, what was written first, and no letter twice")
  func attached() async throws {
    let scene = try await Scene()
    scene.standIn.stage.play(.reply, .stream(.slow))
    let (reader, id) = try await scene.begin("Go")
    let first = try #require(await reader.told()?.data["text"]?.string)
    // Its client leaves in the middle.
    reader.stop()
    async let one = EventReader(await scene.client.get("/api/v1/messages/\(id)/stream").raw)?.rest()
    async let two = EventReader(await scene.client.get("/api/v1/messages/\(id)/stream").raw)?.rest()
    for told in [try #require(await one), try #require(await two)] {
      let begun = try #require(told.first?.data["text"]?.string)
      #expect(told.first?.event == "message" && begun.hasPrefix(first))
      #expect(begun + told.text == "Hello, wörld — 🌊\n\"you\" said: Go")
      #expect(told.last?["text"]?.string == begun + told.text && told.last?["state"] == "complete")
    }
    await scene.standIn.stop()
  }
}
