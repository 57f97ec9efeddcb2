import Domain
import HTTP
import Storage
import Studio
import Support
import Testing

@Suite("Workspaces over HTTP")
struct WorkspacesTests {
  let studio: TestStudio
  var client: TestClient { studio.client }

  init() async throws { studio = try await TestStudio() }

  @Test("a fresh studio has one workspace")
  func fresh() async throws {
    let list = await client.get("/api/v1/workspaces")
    #expect(list.status == 200)
    #expect(list.json["items"]?.array?.map { $0["name"] } == ["My studio"])
    #expect(list.json["nextCursor"] == .null)
    #expect(list["cache-control"] == "no-store")
  }

  @Test("what is made can be read, with its version and its place")
  func create() async throws {
    let made = await client.send(.post, "/api/v1/workspaces", json: ["name": "Ж 😀", "settings": ["width": 640]])
    #expect(made.status == 201)
    #expect(made["etag"] == "\"v1\"")
    let id = try #require(made.json["id"]?.string)
    #expect(made["location"] == "/api/v1/workspaces/\(id)")
    let read = await client.get("/api/v1/workspaces/\(id)")
    #expect(read.json == made.json)
    #expect(read.json["counts"] == ["chats": 0, "images": 0, "prompts": 0, "generations": 0])
    #expect(read.json["settings"]?["width"] == 640)
    #expect(read.json["createdAt"]?.string == studio.time.clock.now.text)
  }

  @Test("a merge patch is taken under both its names and bumps the version")
  func patch() async throws {
    let id = await client.makeWorkspace()
    studio.time.advance(seconds: 5)
    let first = await client.send(.patch, "/api/v1/workspaces/\(id)", json: ["description": "d", "archived": true])
    #expect(first.status == 200)
    #expect(first["etag"] == "\"v2\"")
    #expect(first.json["archivedAt"]?.string == studio.time.clock.now.text)
    let second = await client.send(
      .patch, "/api/v1/workspaces/\(id)", headers: ["content-type": "application/merge-patch+json; charset=UTF-8"],
      json: ["archived": false, "description": nil])
    #expect(second.json["archivedAt"] == .null)
    #expect(second.json["description"] == "")
    #expect(second.json["version"] == 3)
    let nothing = await client.send(.patch, "/api/v1/workspaces/\(id)", json: [:])
    #expect(nothing.json == second.json)
  }

  @Test(
    "If-Match lets a change through only for the version that is there",
    arguments: [
      ("\"v1\"", 200), ("*", 200), ("\"v7\", \"v1\"", 200), ("\"v2\"", 412), ("W/\"v1\"", 412), ("v1", 412),
      ("\"v1", 412),
    ])
  func ifMatch(value: String, status: Int) async {
    let id = await client.makeWorkspace()
    let patched = await client.send(
      .patch, "/api/v1/workspaces/\(id)", headers: ["if-match": value], json: ["name": "B"])
    #expect(patched.status == status)
    let stored = await client.get("/api/v1/workspaces/\(id)").json["name"]
    #expect(stored == (status == 200 ? "B" : "A"))
  }

  @Test("If-Match also guards the trash, and an unknown id is not found before it is compared")
  func ifMatchElsewhere() async {
    let id = await client.makeWorkspace()
    #expect(await client.send(.delete, "/api/v1/workspaces/\(id)", headers: ["if-match": "\"v9\""]).status == 412)
    #expect(await client.send(.delete, "/api/v1/workspaces/\(id)", headers: ["if-match": "\"v1\""]).status == 204)
    let path = "/api/v1/workspaces/\(id)/restore"
    #expect(await client.send(.post, path, headers: ["if-match": "\"v1\""]).status == 412)
    #expect(await client.send(.post, path, headers: ["if-match": "\"v2\""]).status == 200)
    let unknown = await client.send(
      .patch, "/api/v1/workspaces/\(Identifier())", headers: ["if-match": "\"v1\""], json: [:])
    #expect(unknown.status == 404)
  }

  @Test("a client that has the version is not sent it again", arguments: ["\"v1\"", "W/\"v1\"", "*", "\"v3\", \"v1\""])
  func ifNoneMatch(value: String) async {
    let id = await client.makeWorkspace()
    let answer = await client.get("/api/v1/workspaces/\(id)", headers: ["if-none-match": value])
    #expect(answer.status == 304)
    #expect(answer["etag"] == "\"v1\"")
    #expect(answer.bytes.isEmpty)
    #expect(await client.get("/api/v1/workspaces/\(id)", headers: ["if-none-match": "\"v2\""]).status == 200)
  }

  @Test("the trash takes, gives back and forgets")
  func trash() async throws {
    let id = await client.makeWorkspace("Gone")
    #expect(await client.send(.delete, "/api/v1/workspaces/\(id)").status == 204)
    #expect(await client.send(.delete, "/api/v1/workspaces/\(id)").status == 204)
    let gone = await client.get("/api/v1/workspaces/\(id)")
    #expect(gone.status == 200)
    #expect(gone.json["deletedAt"]?.string == studio.time.clock.now.text)
    #expect(await names("/api/v1/workspaces") == ["My studio"])
    #expect(await names("/api/v1/workspaces?trashed=true") == ["Gone"])
    let item = try #require(await client.get("/api/v1/trash").json["items"]?.array?.first)
    #expect(item["type"] == "workspace")
    #expect(item["id"]?.string == id)
    #expect(item["title"] == "Gone")
    let restored = await client.send(.post, "/api/v1/workspaces/\(id)/restore")
    #expect(restored.json["deletedAt"] == .null)
    #expect(await client.send(.post, "/api/v1/workspaces/\(id)/restore").json == restored.json)
    #expect(await client.send(.delete, "/api/v1/workspaces/\(id)?permanent=true").status == 204)
    #expect(await client.get("/api/v1/workspaces/\(id)").status == 404)
  }

  @Test("a large workspace is purged in parts, and is gone with all its pictures when that is acknowledged")
  func large() async throws {
    let id = await client.makeWorkspace()
    let workspace = try #require(Identifier(id))
    let vault = studio.pictures.vault
    let incoming = try await vault.stage()
    try await incoming.write(Specimen.png())
    let staged = try incoming.finish()
    let file = try await vault.keep(staged, as: .png)
    try await studio.store.write { writing in
      for number in 0..<601 {
        var picture = Picture(
          id: Identifier(), workspaceId: workspace, source: .uploaded, format: .png, width: 8, height: 8,
          bytes: staged.bytes, sha256: file.sha256, placeholder: [1], createdAt: writing.now)
        if number % 3 == 0 { picture.deletedAt = writing.now }
        try writing.images.insert(picture, of: file)
      }
    }
    let other = await client.makeWorkspace()
    let before = try await studio.store.read { try $0.events.newestId() }
    #expect(await client.send(.delete, "/api/v1/workspaces/\(id)?permanent=true").status == 204)
    #expect(await client.send(.delete, "/api/v1/workspaces/\(other)?permanent=true").status == 204)
    let told = try await studio.store.read { try $0.events.after(before, limit: 10).map(\.type) }
    #expect(told == ["workspace.deleted", "workspace.purged", "workspace.purged"])
    #expect(await client.get("/api/v1/workspaces/\(id)").status == 404)
    for query in ["", "?trashed=true"] {
      #expect(await client.get("/api/v1/images\(query)").json["items"]?.array?.isEmpty == true)
    }
    while try await vault.sweep() != nil {}
    #expect(try studio.files(in: "images").isEmpty)
  }

  @Test("emptying the trash takes what is in it and nothing else")
  func empty() async {
    for _ in 0..<205 {
      let id = await client.makeWorkspace()
      _ = await client.send(.delete, "/api/v1/workspaces/\(id)")
    }
    #expect(await client.send(.delete, "/api/v1/trash").status == 204)
    #expect(await names("/api/v1/workspaces?trashed=true").isEmpty)
    #expect(await names("/api/v1/workspaces") == ["My studio"])
  }

  @Test("archived ones are found by their filter")
  func archived() async {
    let id = await client.makeWorkspace("Old")
    _ = await client.send(.patch, "/api/v1/workspaces/\(id)", json: ["archived": true])
    #expect(await names("/api/v1/workspaces") == ["Old", "My studio"])
    #expect(await names("/api/v1/workspaces?archived=true") == ["Old"])
    #expect(await names("/api/v1/workspaces?archived=false") == ["My studio"])
  }

  private func names(_ target: String) async -> [String] {
    await client.get(target).json["items"]?.array?.compactMap { $0["name"]?.string } ?? ["failed"]
  }
}
