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

  func makeImages(_ count: Int) async -> [String] {
    let form = Form(pictures: (0..<count).map { Specimen.png(seed: UInt64($0)) })
    return await client.upload(form, to: workspace).json["items"]?.array?.compactMap { $0["id"]?.string } ?? []
  }

  func say(_ patch: JSON, of id: String) async -> TestResponse {
    await client.send(.patch, "/api/v1/images/\(id)", json: patch)
  }

  func bulk(_ ids: [String], _ more: JSON.Object) async -> TestResponse {
    var body = more
    body.append("ids", .array(ids.map { .string($0) }))
    return await client.send(.post, "/api/v1/images/bulk", json: .object(body))
  }

  func makeAlbum(_ name: String) async -> String {
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
}

/// Every name that a list of images takes.
enum ImageFiltersNames {
  static let all = [
    "q", "model", "provider", "favorite", "minRating", "tag", "albumId", "source", "width", "height", "seed", "from",
    "to",
    "generationId", "parentImageId", "trashed", "sort", "cursor", "limit",
  ]
}
