import Domain
import HTTP
import Site
import Support
import Testing

@Suite("Images over HTTP")
struct ImagesTests {
  let studio: TestStudio
  let workspace: String
  var client: TestClient { studio.client }
  var list: String { "/api/v1/workspaces/\(workspace)/images" }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
  }

  private func makeImages(_ count: Int, in workspace: String) async -> [String] {
    let form = Form(pictures: (0..<count).map { Specimen.png(seed: UInt64($0)) })
    return await client.upload(form, to: workspace).json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
  }

  @Test("a list goes from the newest to the oldest, page by page, whatever comes and goes meanwhile")
  func pages() async throws {
    let ids = await makeImages(7, in: workspace)
    var seen: [String] = []
    var target = "\(list)?limit=3"
    for _ in 0..<3 {
      let page = await client.get(target)
      #expect(page.status == 200)
      seen += page.json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
      if seen.count == 3 {
        _ = await client.upload(Specimen.png(seed: 99), to: workspace)
        _ = await client.send(.delete, "/api/v1/images/\(seen[2])")
      }
      guard let cursor = page.json["nextCursor"]?.string else { break }
      target = "\(list)?limit=3&cursor=\(cursor)"
    }
    #expect(seen == ids.reversed())
  }

  @Test("a cursor fits only the list that gave it")
  func cursors() async throws {
    _ = await makeImages(3, in: workspace)
    let other = await client.makeWorkspace()
    let cursor = try #require(await client.get("\(list)?limit=1").json["nextCursor"]?.string)
    for target in [
      "/api/v1/images", "/api/v1/workspaces/\(other)/images", "/api/v1/trash", "/api/v1/workspaces",
      "\(list)?trashed=true",
    ] {
      let answer = await client.get("\(target)\(target.contains("?") ? "&" : "?")cursor=\(cursor)")
      #expect(answer.code == "invalid_query", "\(target)")
    }
  }

  @Test("the list of all leaves out the workspaces in the trash")
  func all() async throws {
    let other = await client.makeWorkspace()
    let here = await makeImages(2, in: workspace)
    studio.time.advance(seconds: 1)
    let there = await makeImages(1, in: other)
    #expect(await client.ids("/api/v1/images") == (here + there).reversed())
    #expect(await client.ids(list) == here.reversed())
    _ = await client.send(.delete, "/api/v1/workspaces/\(other)")
    #expect(await client.ids("/api/v1/images") == here.reversed())
    #expect(await client.get("/api/v1/workspaces/\(Identifier())/images").status == 404)
  }

  @Test("a patch changes what it names; the version guards it")
  func patch() async throws {
    let path = await client.makeImage(in: workspace)
    let patch: JSON = ["title": "Dusk", "favorite": true, "rating": 4, "tags": [" sea ", "dusk", "sea"], "alt": "A"]
    let first = await client.send(.patch, path, headers: ["if-match": "\"v1\""], json: patch)
    #expect(first.status == 200)
    #expect(first["etag"] == "\"v2\"")
    #expect(first.json["tags"] == ["sea", "dusk"])
    #expect(first.json["rating"] == 4)
    #expect(await client.send(.patch, path, headers: ["if-match": "\"v1\""], json: patch).status == 412)
    let second = await client.send(.patch, path, json: ["rating": nil, "tags": nil, "title": nil])
    #expect(second.json["rating"] == 0 && second.json["tags"] == [] && second.json["title"] == "")
    #expect(second.json["favorite"] == true)
    #expect(await client.get(path, headers: ["if-none-match": "\"v3\""]).status == 304)
    #expect(await client.send(.patch, path, json: [:]).json == second.json)
  }

  static let refused: [(body: String, status: Int, field: String)] = [
    (#"{"rating": 6}"#, 422, "/rating too_large"), (#"{"rating": -1}"#, 422, "/rating too_small"),
    (#"{"favorite": 1}"#, 422, "/favorite type"), (#"{"tags": "sea"}"#, 422, "/tags type"),
    (#"{"tags": ["a", 1]}"#, 422, "/tags/1 type"), (#"{"tags": [""]}"#, 422, "/tags/0 too_short"),
    (#"{"width": 1}"#, 422, "/width read_only"), (#"{"sha256": "x"}"#, 422, "/sha256 read_only"),
    (#"{"fileUrl": "x"}"#, 422, "/fileUrl read_only"), (#"{"nonsense": 1}"#, 422, "/nonsense unknown_field"),
    ("[]", 422, " type"), ("{", 400, ""),
  ]

  @Test("a patch that cannot be taken changes nothing and names the field", arguments: refused)
  func refusals(body: String, status: Int, field: String) async {
    let path = await client.makeImage(in: workspace)
    let answer = await client.send(.patch, path, body: Array(body.utf8))
    #expect(answer.status == status)
    #expect(answer.fields == (field.isEmpty ? [] : [field]), "\(body)")
    #expect(await client.get(path).json["version"] == 1)
  }

  @Test("what is trashed leaves the list and the count, and comes back")
  func trash() async throws {
    let path = await client.makeImage(in: workspace)
    let id = String(path.split(separator: "/").last ?? "")
    #expect(await client.send(.delete, path, headers: ["if-match": "\"v9\""]).status == 412)
    #expect(await client.send(.delete, path).status == 204)
    #expect(await client.ids(list) == [])
    #expect(await client.ids("\(list)?trashed=true") == [id])
    #expect(await client.ids("/api/v1/images?trashed=true") == [id])
    #expect(await client.get(path).json["deletedAt"]?.string == studio.time.clock.now.text)
    #expect(await client.get("/api/v1/workspaces/\(workspace)").json["counts"]?["images"] == 0)
    let restored = await client.send(.post, "\(path)/restore")
    #expect(restored.status == 200)
    #expect(restored.json["deletedAt"] == .null)
    #expect(await client.ids(list) == [id])
    #expect(await client.send(.delete, "\(path)?permanent=true").status == 204)
    #expect(await client.get(path).status == 404)
    #expect(await client.send(.post, "\(path)/restore").status == 404)
  }

  @Test("the trash is one list of workspaces and images, the last deleted first")
  func oneTrash() async throws {
    let images = await makeImages(5, in: workspace)
    var expected: [String] = []
    for (number, id) in images.enumerated() {
      studio.time.advance(seconds: 1)
      if number % 2 == 0 {
        let other = await client.makeWorkspace("W\(number)")
        _ = await client.send(.delete, "/api/v1/workspaces/\(other)")
        expected.append("workspace \(other)")
      }
      _ = await client.send(.delete, "/api/v1/images/\(id)")
      expected.append("image \(id)")
    }
    var seen: [String] = []
    var target = "/api/v1/trash?limit=3"
    while true {
      let page = await client.get(target)
      for item in page.json["items"]?.array ?? [] {
        seen.append("\(item["type"]?.string ?? "") \(item["id"]?.string ?? "")")
        if item["type"] == "image" { #expect(item["workspaceId"]?.string == workspace) }
      }
      guard let cursor = page.json["nextCursor"]?.string else { break }
      target = "/api/v1/trash?limit=3&cursor=\(cursor)"
    }
    // Of the same moment, the later made first: the workspace is younger than the image.
    #expect(Set(seen) == Set(expected))
    #expect(seen.count == expected.count)
    let times = await client.get("/api/v1/trash").json["items"]?.array?.compactMap { $0["deletedAt"]?.string } ?? []
    #expect(times == times.sorted(by: >))
    #expect(await client.send(.delete, "/api/v1/trash").status == 204)
    #expect(await client.ids("/api/v1/trash") == [])
    #expect(await client.get("/api/v1/images/\(images[0])").status == 404)
  }

  @Test("the trash does not tell what lies in a trashed workspace")
  func nested() async {
    let path = await client.makeImage(in: workspace)
    _ = await client.send(.delete, path)
    _ = await client.send(.delete, "/api/v1/workspaces/\(workspace)")
    #expect(await client.ids("/api/v1/trash") == [workspace])
    _ = await client.send(.post, "/api/v1/workspaces/\(workspace)/restore")
    #expect(await client.ids("/api/v1/trash").count == 1)
  }
}
