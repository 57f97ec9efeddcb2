import Domain
import HTTP
import Storage
import Support
import Testing

/// What is done to the pictures of a library, to many at once and by its albums and tags.
extension LibraryTests {
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

  @Test("an album that comes back from the trash stands among a picture's albums where it stood")
  func albumOrder() async throws {
    let path = "/api/v1/images/\(await makeImages(1)[0])"
    var albums: [JSON] = []
    for name in ["A", "B"] {
      let made = await client.send(.post, "/api/v1/workspaces/\(workspace)/albums", json: ["name": .string(name)])
      albums.append(made.json["id"] ?? .null)
    }
    #expect(await client.send(.patch, path, json: ["albumIds": .array(albums)]).status == 200)
    let album = "/api/v1/albums/\(albums[0].string ?? "")"
    #expect(await client.send(.delete, album).status == 204)
    #expect(await client.send(.patch, path, json: ["title": "Changed meanwhile"]).json["albumIds"] == [albums[1]])
    #expect(await client.send(.post, "\(album)/restore").status == 200)
    #expect(await client.get(path).json["albumIds"] == .array(albums))
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
