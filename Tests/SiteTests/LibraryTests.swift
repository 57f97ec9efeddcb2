import Domain
import HTTP
import Site
import Storage
import Support
import Testing

@Suite("The library over HTTP")
struct LibraryTests {
  let studio: TestStudio
  let workspace: String
  var client: TestClient { studio.client }
  var list: String { "/api/v1/workspaces/\(workspace)/images" }

  init() async throws {
    studio = try await TestStudio()
    workspace = await studio.client.makeWorkspace()
  }

  private func makeImages(_ count: Int) async -> [String] {
    let form = Form(pictures: (0..<count).map { Specimen.png(seed: UInt64($0)) })
    return await client.upload(form, to: workspace).json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
  }

  private func say(_ patch: JSON, of id: String) async -> TestResponse {
    await client.send(.patch, "/api/v1/images/\(id)", json: patch)
  }

  private func bulk(_ ids: [String], _ more: JSON.Object) async -> TestResponse {
    var body = more
    body.append("ids", .array(ids.map { .string($0) }))
    return await client.send(.post, "/api/v1/images/bulk", json: .object(body))
  }

  private func makeAlbum(_ name: String) async -> String {
    await client.send(.post, "/api/v1/workspaces/\(workspace)/albums", json: ["name": .string(name)]).json["id"]?.string
      ?? ""
  }

  @Test("every filter finds what it should, alone and with others")
  func filters() async throws {
    let ids = await makeImages(5)
    let album = await makeAlbum("Show")
    _ = await say(["title": "Рыжая лиса", "tags": ["night sky", "a/b"], "favorite": true, "rating": 5], of: ids[0])
    _ = await say(["title": "Red fox", "tags": ["night sky"], "rating": 3, "albumIds": [.string(album)]], of: ids[1])
    _ = await say(["title": "Foxglove", "rating": 3], of: ids[2])
    _ = await client.send(.delete, "/api/v1/images/\(ids[4])")
    let expected: [(String, [Int])] = [
      ("", [3, 2, 1, 0]), ("sort=oldest", [0, 1, 2, 3]), ("sort=rating", [0, 2, 1, 3]), ("q=fox", [2, 1]),
      ("q=FOX+RED", [1]), ("q=red+fox", [1]), ("q=%D0%BB%D0%B8%D1%81", [0]), ("q=sky", [1, 0]), ("q=%22%2A", []),
      ("q=+", [3, 2, 1, 0]), ("favorite=true", [0]), ("favorite=false", [3, 2, 1]), ("minRating=3", [2, 1, 0]),
      ("minRating=3&sort=rating", [0, 2, 1]), ("tag=night+sky", [1, 0]), ("tag=night+sky&tag=a%2Fb", [0]),
      ("tag=Night+sky", []), ("albumId=\(album)", [1]), ("albumId=\(ids[0])", []), ("source=uploaded", [3, 2, 1, 0]),
      ("source=generated", []), ("width=8&height=8", [3, 2, 1, 0]), ("width=9", []), ("seed=18446744073709551615", []),
      ("model=a%2Fb", []), ("provider=builtin", []), ("generationId=\(ids[0])", []), ("parentImageId=\(ids[0])", []),
      ("trashed=true", [4]), ("trashed=true&favorite=true", []), ("trashed=true&width=8", [4]),
      ("from=2000-01-01&to=2100-01-01", [3, 2, 1, 0]), ("from=2100-01-01", []), ("to=2000-01-01T00:00:00%2B03:00", []),
      ("q=fox&minRating=2&tag=night+sky&albumId=\(album)&sort=oldest", [1]),
    ]
    for (query, places) in expected {
      #expect(await client.ids("\(list)?\(query)") == places.map { ids[$0] }, "\(query)")
      #expect(await client.ids("/api/v1/images?\(query)") == places.map { ids[$0] }, "\(query) everywhere")
    }
  }

  @Test("an emoji is found, alone and beside letters, however new it is")
  func emoji() async throws {
    let ids = await makeImages(3)
    let titles = ["sly🦊 one", "a 🦊 in snow", "🎨sketch"]
    for (id, title) in zip(ids, titles) { _ = await say(["title": .string(title)], of: id) }
    let expected: [(String, [Int])] = [
      ("sly%F0%9F%A6%8A", [0]), ("sly", [0]), ("%F0%9F%A6%8A", [1]), ("%F0%9F%A6%8A+snow", [1]), ("sketch", [2]),
      ("%F0%9F%8E%A8+sketch", [2]),
    ]
    for (words, places) in expected {
      #expect(await client.ids("\(list)?q=\(words)") == places.map { ids[$0] }, "\(words)")
    }
  }

  @Test("a value that makes no sense is refused with its name")
  func refusals() async throws {
    let wrong = [
      "favorite=yes", "minRating=6", "minRating=-1", "minRating=", "albumId=x", "source=drawn", "width=0", "width=+1",
      "height=1.5", "seed=-1", "seed=18446744073709551616", "from=yesterday", "to=2026-13-01", "from=2026-02-30",
      "to=2026-11-21T25:00:00Z", "generationId=", "parentImageId=1", "sort=best", "tag=",
      "tag=\(String(repeating: "a", count: 101))",
      "q=\(String(repeating: "a", count: 501))", "model=", "trashed=1", "cursor=AAAA", "limit=0", "limit=201",
      "color=red",
      "sort=newest&sort=oldest", "q=a&q=b", "q=%ff",
    ]
    for query in wrong {
      for target in [list, "/api/v1/images"] {
        let answer = await client.get("\(target)?\(query)")
        #expect(answer.status == 400 && answer.code == "invalid_query", "\(query): \(answer.status)")
      }
    }
    #expect(await client.get("\(list)/facets?limit=1").code == "invalid_query")
    #expect(await client.get("\(list)/timeline?sort=newest").code == "invalid_query")
  }

  @Test("a cursor fits only the very question that gave it")
  func cursors() async throws {
    let ids = await makeImages(5)
    for query in ["", "&q=upload", "&sort=rating", "&sort=oldest", "&favorite=false"] {
      if query == "&q=upload" { for id in ids { _ = await say(["title": "an upload"], of: id) } }
      var seen: [String] = []
      var target = "\(list)?limit=2\(query)"
      while true {
        let page = await client.get(target)
        #expect(page.status == 200)
        seen += page.json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
        guard let cursor = page.json["nextCursor"]?.string else { break }
        target = "\(list)?limit=2\(query)&cursor=\(cursor)"
        for other in ["&q=fox", "&sort=newest", "&favorite=false&width=8", "&tag=a"] {
          #expect(await client.get("\(list)?limit=2\(other)&cursor=\(cursor)").code == "invalid_query")
        }
      }
      #expect(seen == (query == "&sort=oldest" ? ids : ids.reversed()), "\(query)")
    }
  }

  @Test("whatever is asked, the answer is a list or a clear refusal")
  func fuzz() async throws {
    _ = await makeImages(3)
    var dice = SplitMix(state: 11)
    let parts = [
      "\"", "*", "^", "-", "(", ")", "{", "}", ":", "AND", "OR", "NOT", "NEAR(", "text:", "marks:", "fox", "лис", "%00",
      "%25",
      "'", ";", "\\", "+", "%F0%9F%A6%8A", "%E0%B5%8E", "%E0%B5%8E%22", "%D0%B9", "a%CC%88", "%E2%80%8B", "[", "NULL",
      "x1", "--", "%0A", "kept",
    ]
    let names = ImageFiltersNames.all
    for _ in 0..<600 {
      var query: [String] = []
      for _ in 0..<Int.random(in: 1...3, using: &dice) {
        let value = (0..<Int.random(in: 0...5, using: &dice)).map { _ in parts.randomElement(using: &dice) ?? "" }
        let name = Bool.random(using: &dice) ? "q" : names.randomElement(using: &dice) ?? ""
        query.append(name + "=" + value.joined(separator: Bool.random(using: &dice) ? "" : "+"))
      }
      let target = query.joined(separator: "&")
      for path in [list, "\(list)/facets", "\(list)/timeline", "/api/v1/workspaces/\(workspace)/tags"] {
        let answer = await client.get("\(path)?\(target)")
        #expect(answer.status == 200 || answer.code == "invalid_query", "\(path)?\(target): \(answer.status)")
        #expect(!answer.text.contains("SELECT") && !answer.text.contains("fts5"), "\(target)")
      }
    }
  }

  @Test("bulk does every action, tells of it once, and says how many changed")
  func bulk() async throws {
    let ids = await makeImages(3)
    let album = await makeAlbum("Show")
    let other = await client.makeWorkspace("Other")
    let first = try await studio.store.read { try $0.events.newestId() }
    let steps: [(JSON.Object, Int)] = [
      (["action": "favorite"], 3), (["action": "favorite"], 0), (["action": "unfavorite"], 3),
      (["action": "rate", "rating": 4], 3), (["action": "addTags", "tags": ["a", "b"]], 3),
      (["action": "removeTags", "tags": ["b"]], 3), (["action": "addToAlbum", "albumId": .string(album)], 3),
      (["action": "delete"], 3), (["action": "restore"], 3),
      (["action": "removeFromAlbum", "albumId": .string(album)], 3),
      (["action": "addToAlbum", "albumId": .string(album)], 3),
      (["action": "move", "workspaceId": .string(other)], 3),
    ]
    for (body, changed) in steps {
      let answer = await bulk(ids + [ids[0]], body)
      #expect(answer.status == 200 && answer.json["matched"] == 3, "\(body)")
      #expect(answer.json["changed"] == .int(Int64(changed)), "\(body): \(answer.text)")
    }
    for id in ids {
      let image = await client.get("/api/v1/images/\(id)").json
      #expect(image["rating"] == 4 && image["favorite"] == false && image["tags"] == ["a"] && image["albumIds"] == [])
      #expect(image["workspaceId"] == .string(other))
    }
    let events = try await studio.store.read { try $0.events.after(first, limit: 100) }
    // One for each step that changed something; a move is heard in both workspaces.
    #expect(events.count == 12)
    #expect(events.allSatisfy { $0.subject["ids"]?.array?.count == 3 })
    #expect(await client.get("/api/v1/albums/\(album)").json["imageCount"] == 0)
    #expect(await client.get("/api/v1/workspaces/\(other)").json["counts"]?["images"] == 3)
    #expect(await client.ids("/api/v1/workspaces/\(other)/images?tag=a") == ids.reversed())
  }

  @Test("bulk is all or nothing, whatever is wrong with one of them")
  func allOrNothing() async throws {
    let ids = await makeImages(3)
    let foreign = await client.makeWorkspace("Other")
    let stranger =
      await client.send(
        .post, "/api/v1/workspaces/\(foreign)/albums", json: ["name": "X"]
      ).json["id"]?.string ?? ""
    let full = JSON.array((0..<64).map { .string("t\($0)") })
    _ = await say(["tags": full], of: ids[2])
    let newest = try await studio.store.read { try $0.events.newestId() }
    let unknown = Identifier().text
    let wrong: [([String], JSON.Object, String)] = [
      (ids + [unknown], ["action": "favorite"], "/ids/3"),
      (ids, ["action": "addTags", "tags": ["one more"]], "/ids/2"),
      (ids, ["action": "addToAlbum", "albumId": .string(stranger)], "/ids/0"),
      (ids, ["action": "addToAlbum", "albumId": .string(unknown)], "/albumId"),
      (ids, ["action": "move", "workspaceId": .string(unknown)], "/workspaceId"),
      (ids, ["action": "rate"], "/rating"), (ids, ["action": "rate", "rating": 6], "/rating"),
      (ids, ["action": "addTags", "tags": []], "/tags"), (ids, ["action": "addTags", "tags": nil], "/tags"),
      (ids, ["action": "paint"], "/action"), (ids, [:], "/action"), ([], ["action": "delete"], "/ids"),
      (ids, ["action": "delete", "rating": 1], "/rating"),
      (Array(repeating: ids[0], count: 1_001), ["action": "delete"], "/ids"),
    ]
    for (ids, body, pointer) in wrong {
      let answer = await bulk(ids, body)
      #expect(answer.status == 422, "\(body)")
      #expect(answer.json["errors"]?.array?.contains { $0["pointer"] == .string(pointer) } == true, "\(answer.text)")
    }
    for id in ids.prefix(2) { #expect(await client.get("/api/v1/images/\(id)").json["version"] == 1) }
    #expect(try await studio.store.read { try $0.events.newestId() } == newest)
  }

  @Test("a thousand at once, and the same request sent again changes nothing")
  func thousand() async throws {
    var ids: [String] = []
    for part in 0..<4 {
      let form = Form(pictures: (0..<250).map { Specimen.png(width: 2, height: 2, seed: UInt64(part * 250 + $0)) })
      ids += await client.upload(form, to: workspace).json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
    }
    #expect(Set(ids).count == 1_000)
    let body: JSON = ["ids": .array(ids.map { .string($0) }), "action": "addTags", "tags": ["all"]]
    for _ in 0..<2 {
      let answer = await client.send(.post, "/api/v1/images/bulk", headers: ["idempotency-key": "k"], json: body)
      #expect(answer.json["changed"] == 1_000)
    }
    #expect(await client.get("\(list)/facets").json["tags"] == [["value": "all", "count": 1_000]])
  }

  @Test("an album has a name, a count and a cover; its pictures stay when it goes, and are in it when it comes back")
  func albums() async throws {
    let ids = await makeImages(3)
    let albums = "/api/v1/workspaces/\(workspace)/albums"
    let made = await client.send(.post, albums, json: ["name": " Show "])
    #expect(made.status == 201 && made.json["name"] == "Show" && made.json["coverImageId"] == .null)
    let album = made.json["id"]?.string ?? ""
    let path = "/api/v1/albums/\(album)"
    #expect(made["location"] == path)
    #expect(await client.get(path, headers: ["if-none-match": "\"v1\""]).status == 304)
    #expect(await client.send(.post, albums, json: ["name": "SHOW"]).status == 422)
    #expect(await client.send(.post, albums, json: ["name": ""]).status == 422)
    for id in ids.prefix(2) { #expect(await say(["albumIds": [.string(album)]], of: id).status == 200) }
    #expect(await client.get(path).json["imageCount"] == 2)
    #expect(await client.get(path).json["coverImageId"] == .string(ids[1]))
    let chosen = await client.send(
      .patch, path, headers: ["if-match": "\"v1\""], json: ["coverImageId": .string(ids[0])])
    #expect(chosen.json["coverImageId"] == .string(ids[0]) && chosen.json["version"] == 2)
    #expect(await client.send(.patch, path, headers: ["if-match": "\"v1\""], json: ["name": "X"]).status == 412)
    #expect(await client.send(.patch, path, json: ["coverImageId": .string(ids[2])]).status == 422)
    #expect(await client.send(.patch, path, json: ["imageCount": 3]).status == 422)
    _ = await client.send(.delete, "/api/v1/images/\(ids[0])")
    #expect(await client.get(path).json["coverImageId"] == .string(ids[1]))
    #expect(await client.get(path).json["imageCount"] == 1)
    _ = await client.send(.post, "/api/v1/images/\(ids[0])/restore")

    // What an image shows of its albums changes with them, so it is another version of it.
    func version() async -> Int64? { await client.get("/api/v1/images/\(ids[1])").json["version"]?.int }
    let before = (shown: await version(), other: await client.get("/api/v1/images/\(ids[2])").json["version"])
    #expect(await client.send(.delete, path).status == 204)
    #expect(await version() == before.shown.map { $0 + 1 })
    #expect(await client.get("/api/v1/images/\(ids[2])").json["version"] == before.other)
    #expect(await client.get(path).json["deletedAt"] != .null)
    #expect(await client.get(albums).json["items"] == [])
    #expect(await client.ids("\(albums)?trashed=true") == [album])
    #expect(await client.get("/api/v1/trash").json["items"]?.array?.first?["type"] == "album")
    #expect(await client.get("/api/v1/images/\(ids[1])").json["albumIds"] == [])
    // A change meanwhile does not forget what is hidden.
    _ = await say(["albumIds": [], "title": "T"], of: ids[1])
    #expect(await say(["albumIds": [.string(album)]], of: ids[2]).status == 422)
    #expect(await client.send(.post, "\(path)/restore").json["imageCount"] == 2)
    #expect(await client.send(.post, "\(path)/restore").status == 200)
    #expect(await version() == before.shown.map { $0 + 3 })
    #expect(await client.ids("\(list)?albumId=\(album)") == [ids[1], ids[0]])

    #expect(await client.send(.delete, "\(path)?permanent=true").status == 204)
    #expect(await client.get(path).status == 404)
    #expect(await client.get("/api/v1/images/\(ids[0])").json["albumIds"] == [])
    #expect(await version() == before.shown.map { $0 + 4 })
    #expect(await client.ids(list) == ids.reversed())
  }

  @Test("a tag is renamed, becomes one with another, and is taken away, with every picture that has it")
  func tags() async throws {
    let ids = await makeImages(4)
    let tags = "/api/v1/workspaces/\(workspace)/tags"
    _ = await say(["tags": ["a/b", "sea"]], of: ids[0])
    _ = await say(["tags": ["sea", "зима"]], of: ids[1])
    _ = await say(["tags": ["ocean"]], of: ids[2])
    _ = await say(["tags": ["sea"]], of: ids[3])
    _ = await client.send(.delete, "/api/v1/images/\(ids[3])")
    func all() async -> [String] {
      (await client.get(tags).json["items"]?.array ?? []).map {
        "\($0["name"]?.string ?? "") \($0["count"]?.int ?? -1)"
      }
    }
    #expect(await all() == ["a/b 1", "ocean 1", "sea 2", "зима 1"])
    #expect(await client.get("\(tags)?q=se").json["items"] == [["name": "sea", "count": 2]])
    let page = await client.get("\(tags)?limit=3")
    let cursor = try #require(page.json["nextCursor"]?.string)
    #expect(await client.get("\(tags)?limit=3&cursor=\(cursor)").json["items"] == [["name": "зима", "count": 1]])

    let renamed = await client.send(.patch, "\(tags)/a%2Fb", json: ["name": "ab"])
    #expect(renamed.json == ["name": "ab", "count": 1])
    let merged = await client.send(.patch, "\(tags)/sea", json: ["name": "ocean"])
    #expect(merged.json == ["name": "ocean", "count": 3])
    #expect(await all() == ["ab 1", "ocean 3", "зима 1"])
    #expect(await client.get("/api/v1/images/\(ids[0])").json["tags"] == ["ab", "ocean"])
    #expect(await client.get("/api/v1/images/\(ids[3])").json["tags"] == ["ocean"])
    #expect(await client.ids("\(list)?q=ocean") == [ids[2], ids[1], ids[0]])
    #expect(await client.send(.delete, "\(tags)/ocean").status == 204)
    #expect(await all() == ["ab 1", "зима 1"])
    #expect(await client.send(.delete, "\(tags)/ocean").status == 404)
    #expect(await client.send(.patch, "\(tags)/ab", json: ["name": " "]).status == 422)
    #expect(await client.send(.patch, "\(tags)/ab", json: [:]).status == 422)
  }

  @Test("facets and the timeline count, for all and for a question")
  func counts() async throws {
    let ids = await makeImages(3)
    studio.time.advance(seconds: 86_400)
    let late = await client.upload(Specimen.png(width: 9, height: 5, seed: 77), to: workspace).json["id"]?.string ?? ""
    _ = await say(["tags": ["sea"], "favorite": true], of: ids[0])
    let facets = await client.get("\(list)/facets").json
    #expect(facets["sizes"] == [["value": "8x8", "count": 3], ["value": "9x5", "count": 1]])
    #expect(facets["tags"] == [["value": "sea", "count": 1]])
    #expect(facets["sources"] == [["value": "uploaded", "count": 4]])
    #expect(facets["models"] == [] && facets["providers"] == [])
    #expect(await client.get("\(list)/facets?favorite=true").json["sizes"] == [["value": "8x8", "count": 1]])
    let days = await client.get("\(list)/timeline").json["items"]?.array ?? []
    #expect(days.compactMap { $0["count"]?.int } == [1, 3])
    let day = try #require(days.first?["date"]?.string)
    #expect(await client.ids("\(list)?from=\(day)&to=\(day)") == [late])
    #expect(await client.get("\(list)/timeline?favorite=true").json["items"]?.array?.count == 1)
    _ = await client.send(.delete, "/api/v1/images/\(late)")
    #expect(await client.get("\(list)/timeline").json["items"]?.array?.count == 1)
    #expect(await client.get("/api/v1/workspaces/\(Identifier())/images/facets").status == 404)
    #expect(await client.get("/api/v1/workspaces/\(Identifier())/images/timeline").status == 404)
  }

  @Test("an image that looks the same is found from the other, and others are not")
  func similar() async throws {
    func add(_ seed: UInt64, _ texts: [(String, String)] = []) async -> String {
      let png = Specimen.png(width: 64, height: 64, seed: seed, texts: texts)
      return await client.upload(png, to: workspace).json["id"]?.string ?? ""
    }
    let first = await add(3), copy = await add(3, [("Comment", "another file")])
    _ = await add(4)
    let answer = await client.get("/api/v1/images/\(first)/similar?limit=5")
    #expect(answer.status == 200 && answer.json["nextCursor"] == .null && answer.breaches == [])
    let items = answer.json["items"]?.array ?? []
    #expect(items.map { $0["id"]?.string } == [copy] && items.first?["distance"] == 0)
    #expect(await client.get("/api/v1/images/\(Identifier())/similar").status == 404)
    #expect(await client.get("/api/v1/images/\(first)/similar?q=a").code == "invalid_query")
  }

  @Test("a search is kept under a name as long as the list takes it")
  func savedSearches() async throws {
    let searches = "/api/v1/workspaces/\(workspace)/searches"
    let made = await client.send(.post, searches, json: ["name": "Best", "query": "q=fox&tag=a&tag=b&sort=rating"])
    #expect(made.status == 201)
    let path = try #require(made["location"])
    #expect(await client.get(path).json["query"] == "q=fox&tag=a&tag=b&sort=rating")
    #expect(await client.ids(searches) == [made.json["id"]?.string])
    for query in ["color=red", "minRating=9", "limit=3", "cursor=AAAA", "q=%ff"] {
      let answer = await client.send(.post, searches, json: ["name": "X", "query": .string(query)])
      #expect(answer.status == 422 && answer.text.contains("/query"), "\(query)")
    }
    #expect(await client.send(.patch, path, json: ["query": "tag="]).status == 422)
    #expect(await client.send(.patch, path, json: ["name": "Better"]).json["version"] == 2)
    #expect(await client.send(.delete, path).status == 204)
    #expect(await client.get(path).status == 404)
  }

  @Test("who deletes everything in a studio by mistake gets everything back")
  func disaster() async throws {
    let ids = await makeImages(6)
    let album = await makeAlbum("Show")
    _ = await bulk(ids, ["action": "addToAlbum", "albumId": .string(album)])
    _ = await bulk(Array(ids.prefix(3)), ["action": "addTags", "tags": ["sea"]])
    let room = "/api/v1/workspaces/\(workspace)"
    func make(_ path: String, _ json: JSON) async throws -> String {
      let answer = await client.send(.post, "\(room)/\(path)", json: json)
      #expect(answer.status == 201, "\(path)")
      return try #require(answer.json["id"]?.string)
    }
    let chatId = try await make("chats", ["title": "Plans"])
    let said = await client.send(.post, "/api/v1/chats/\(chatId)/messages", json: ["text": "Which fox?"])
    let messageId = try #require(said.json["message"]?["id"]?.string)
    let prompt = try await make("prompts", ["title": "Fox", "text": "a fox in {{place}}", "tags": ["animals"]])
    #expect(await client.send(.patch, "/api/v1/prompts/\(prompt)", json: ["text": "a red fox"]).status == 200)
    let style = try await make("styles", ["name": "Ink", "positive": "ink drawing of {prompt}"])
    let words = try await make("wordlists", ["name": "places", "words": ["wood", "field"]])
    func state() async -> [JSON] {
      var state = [await client.get("\(list)/facets").json, await client.get("\(list)/timeline").json]
      for path in ["images", "albums", "chats", "tags", "prompts", "styles", "wordlists"] {
        // Versions and times tell of the mistake; nothing else does.
        let items = await client.get("/api/v1/workspaces/\(workspace)/\(path)").json["items"]?.array ?? []
        state += items.map { item in
          guard case .object(let object) = item else { return item }
          var kept = JSON.Object()
          for member in object.members where !["version", "updatedAt"].contains(member.name) {
            kept.append(member.name, member.value)
          }
          return .object(kept)
        }
      }
      state.append(await client.get("/api/v1/chats/\(chatId)/messages").json)
      state.append(await client.get("/api/v1/prompts/\(prompt)/versions").json)
      state.append(await client.get("/api/v1/workspaces/\(workspace)").json["counts"] ?? .null)
      return state
    }
    let before = await state()

    #expect(await bulk(ids, ["action": "delete"]).json["changed"] == 6)
    for path in [
      "albums/\(album)", "prompts/\(prompt)", "styles/\(style)", "wordlists/\(words)", "messages/\(messageId)",
      "chats/\(chatId)", "workspaces/\(workspace)",
    ] {
      studio.time.advance(seconds: 1)
      #expect(await client.send(.delete, "/api/v1/\(path)").status == 204)
    }
    #expect(await client.get("/api/v1/images").json["items"] == [])
    let lost = await client.get("/api/v1/trash").json["items"]?.array ?? []
    #expect(lost.compactMap { $0["type"]?.string } == ["workspace"])

    // Back in any order, here as the trash shows it.
    var rounds = 0
    while let item = await client.get("/api/v1/trash").json["items"]?.array?.first, rounds < 20 {
      let kind = item["type"]?.string ?? "", id = item["id"]?.string ?? ""
      #expect(await client.send(.post, "/api/v1/\(kind.lowercased())s/\(id)/restore").status == 200, "\(kind)")
      rounds += 1
    }
    let after = await state()
    for (now, then) in zip(after, before) { #expect(now == then) }
    #expect(after.count == before.count)
    #expect(rounds == 13)
  }
}

/// Every name that a list of images takes.
enum ImageFiltersNames {
  static let all = [
    "q", "model", "provider", "favorite", "minRating", "tag", "albumId", "source", "width", "height", "seed", "from",
    "to",
    "generationId", "parentImageId", "trashed", "sort", "cursor", "limit",
  ]
}
