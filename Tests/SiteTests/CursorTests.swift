import Domain
import HTTP
import Support
import Testing

@Suite("Lists and cursors")
struct CursorTests {
  let studio: TestStudio
  var client: TestClient { studio.client }

  init() async throws { studio = try await TestStudio() }

  private func walk(_ target: String, limit: Int) async -> [String] {
    var names: [String] = []
    var cursor = ""
    repeat {
      let mark = target.contains("?") ? "&" : "?"
      let page = await client.get("\(target)\(mark)limit=\(limit)" + (cursor.isEmpty ? "" : "&cursor=\(cursor)")).json
      names += page["items"]?.array?.compactMap { ($0["name"] ?? $0["title"])?.string } ?? ["failed"]
      cursor = page["nextCursor"]?.string ?? ""
    } while !cursor.isEmpty && names.count < 1_000
    return names
  }

  @Test("every page size gives every item once, newest first", arguments: [1, 2, 3, 7, 8, 200])
  func pages(limit: Int) async {
    for number in 1...7 { _ = await client.makeWorkspace("w\(number)") }
    let expected = (1...7).reversed().map { "w\($0)" } + ["My studio"]
    #expect(await walk("/api/v1/workspaces", limit: limit) == expected)
  }

  @Test("the trash is walked by the time of deletion, ties included")
  func trash() async {
    for number in 1...6 {
      let id = await client.makeWorkspace("t\(number)")
      _ = await client.send(.delete, "/api/v1/workspaces/\(id)")
      if number.isMultiple(of: 2) { studio.time.advance(seconds: 1) }
    }
    let expected = ["t6", "t5", "t4", "t3", "t2", "t1"]
    #expect(await walk("/api/v1/trash", limit: 1) == expected)
    #expect(await walk("/api/v1/workspaces?trashed=true", limit: 4) == expected)
  }

  @Test("what comes and goes between two pages neither doubles nor hides the rest")
  func moving() async {
    var ids: [String] = []
    for number in 1...4 { ids.append(await client.makeWorkspace("w\(number)")) }
    let first = await client.get("/api/v1/workspaces?limit=2").json
    _ = await client.makeWorkspace("new")
    _ = await client.send(.delete, "/api/v1/workspaces/\(ids[2])?permanent=true")
    let second = await client.get("/api/v1/workspaces?cursor=\(first["nextCursor"]?.string ?? "")").json
    #expect(second["items"]?.array?.compactMap { $0["name"]?.string } == ["w2", "w1", "My studio"])
  }

  @Test("a cursor that was touched in any place, or belongs to another list, is refused")
  func tamper() async throws {
    for _ in 0..<3 {
      let id = await client.makeWorkspace()
      _ = await client.send(.delete, "/api/v1/workspaces/\(id)")
      _ = await client.makeWorkspace()
    }
    let cursor = try #require(await client.get("/api/v1/workspaces?limit=1").json["nextCursor"]?.string)
    #expect(await client.get("/api/v1/workspaces?cursor=\(cursor)").status == 200)
    for place in cursor.indices {
      var touched = cursor
      touched.replaceSubrange(place...place, with: cursor[place] == "A" ? "B" : "A")
      let answer = await client.get("/api/v1/workspaces?cursor=\(touched)")
      #expect(answer.status == 400)
      #expect(answer.code == "invalid_query")
    }
    for other in ["\(cursor)A", String(cursor.dropLast()), cursor + cursor, String(repeating: "A", count: 5_000)] {
      #expect(await client.get("/api/v1/workspaces?cursor=\(other)").status == 400)
    }
    for list in ["/api/v1/trash?", "/api/v1/workspaces?trashed=true&", "/api/v1/workspaces?archived=false&"] {
      #expect(await client.get("\(list)cursor=\(cursor)").status == 400)
    }
  }

  @Test("a cursor is still good after a restart")
  func restart() async throws {
    for _ in 0..<3 { _ = await client.makeWorkspace() }
    let cursor = try #require(await client.get("/api/v1/workspaces?limit=1").json["nextCursor"]?.string)
    let again = try await studio.restarted()
    #expect(await again.client.get("/api/v1/workspaces?cursor=\(cursor)").json["items"]?.array?.count == 3)
  }
}
