import Domain
import HTTP
import Support
import Testing

/// A studio with a writer that follows its script, and a chat.
struct ChatSetting {
  let studio: TestStudio
  let writer: ScriptedWriter
  let workspace: String
  let chat: String

  var client: TestClient { studio.client }

  init(_ writer: ScriptedWriter = ScriptedWriter("muse"), others: [ScriptedWriter] = []) async throws {
    self.writer = writer
    studio = try await TestStudio(kinds: ([writer] + others).map(\.kind))
    for each in [writer] + others {
      let made = await studio.client.send(
        .post, "/api/v1/providers",
        json: ["kind": .string(each.provider), "name": .string(each.provider), "apiKey": .string(Self.key)])
      #expect(made.status == 201, "\(made.text)")
    }
    workspace = await studio.client.makeWorkspace()
    chat = await studio.client.send(.post, "/api/v1/workspaces/\(workspace)/chats", json: [:]).json["id"]?.string ?? ""
  }

  static let key = "sk-never-to-be-seen-0123456789"

  func say(_ text: String, _ more: JSON = [:], headers: KeyValuePairs<String, String> = [:]) async -> TestResponse {
    var body: JSON.Object = ["text": .string(text)]
    if case .object(let object) = more { for member in object.members { body.append(member.name, member.value) } }
    return await client.send(.post, "/api/v1/chats/\(chat)/messages", headers: headers, json: .object(body))
  }

  /// Says it and reads the reply as it comes.
  func stream(_ text: String, headers: KeyValuePairs<String, String> = [:]) async throws -> EventReader {
    let all = [("accept", "text/event-stream")] + headers.map { ($0.key, $0.value) }
    var request = TestClient.request(
      .post, "/api/v1/chats/\(chat)/messages", body: JSON.object(["text": .string(text)]).bytes)
    for (name, value) in all { request.headers.add(name, value) }
    return try #require(EventReader(await client.respond(to: request)))
  }

  func follow(_ id: String) async throws -> EventReader {
    try #require(EventReader(await client.get("/api/v1/messages/\(id)/stream").raw))
  }

  func message(_ id: String) async -> JSON { await client.get("/api/v1/messages/\(id)").json }

  var messages: [JSON] {
    get async { await client.get("/api/v1/chats/\(chat)/messages").json["items"]?.array ?? [] }
  }
}

/// One event of a reply's stream.
struct Told: Equatable {
  let event: String
  let data: JSON

  init?(_ fields: [String: String]?) {
    guard let fields, let data = try? JSON(parsing: Array((fields["data"] ?? "").utf8)) else { return nil }
    self.event = fields["event"] ?? "message"
    self.data = data
  }
}

extension EventReader {
  func told() async -> Told? { Told(await next()) }

  /// All events until the end.
  func rest() async -> [Told] {
    var all: [Told] = []
    while let told = await told() { all.append(told) }
    return all
  }
}

extension [Told] {
  var text: String { filter { $0.event == "delta" }.compactMap { $0.data["text"]?.string }.joined() }
  var last: JSON? { self[indices].last?.data }
  var events: [String] { map(\.event) }
}
