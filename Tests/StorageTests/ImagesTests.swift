import Domain
import SQLite
import Support
import Testing

@testable import Storage

@Suite("Images") struct ImagesTests {
  @Test("a picture comes back as it was put in")
  func roundTrip() async throws {
    try await PictureSetting.run { setting in
      let workspace = try await setting.store.add("One")
      var recipe = Recipe(prompt: "a fox")
      recipe.negativePrompt = "rain"
      recipe.seed = .max
      let made = try await setting.insert(into: workspace.id) { [recipe] picture in
        picture.title = "Fox"
        picture.alt = "A fox in snow"
        picture.recipe = recipe
        picture.model = "builtin/painter"
        picture.provider = "builtin"
        picture.seed = .max
        picture.tags = ["zebra", "ä", "apple"]
        picture.rating = 3
        picture.favorite = true
        picture.generationId = Identifier()
        picture.parentImageId = Identifier()
        picture.index = 2
      }
      #expect(try await setting.store.read { try $0.images.get(made.id) } == made)
      #expect(try await setting.store.read { try $0.images.find(sha256: made.sha256, in: workspace.id) } == made)
    }
  }

  @Test("lists show the newest first, the trash the last deleted first, page by page")
  func lists() async throws {
    try await PictureSetting.run { setting in
      let store = setting.store
      let one = try await store.add("One"), two = try await store.add("Two")
      var ids: [Identifier] = []
      for number in 0..<6 { ids.append(try await setting.insert(into: number % 2 == 0 ? one.id : two.id).id) }
      #expect(try await store.ids(in: one.id, .kept) == [ids[4], ids[2], ids[0]])
      #expect(try await store.ids(in: nil, .kept) == ids.reversed())

      for id in [ids[2], ids[4], ids[1]] {
        setting.pass(seconds: 1)
        try await store.write { try $0.images.trash(id) }
      }
      #expect(try await store.ids(in: one.id, .trashed) == [ids[4], ids[2]])
      #expect(try await store.ids(in: nil, .trashed) == [ids[1], ids[4], ids[2]])
      #expect(try await store.ids(in: nil, .kept) == [ids[5], ids[3], ids[0]])

      try await store.write { try $0.workspaces.trash(two.id) }
      #expect(try await store.ids(in: nil, .kept) == [ids[0]])
      #expect(try await store.ids(in: nil, .trashed) == [ids[4], ids[2]])
      #expect(try await store.ids(in: two.id, .kept) == [ids[5], ids[3]])
    }
  }

  @Test("a patch changes what it names, once; the same again changes nothing and tells of nothing")
  func patch() async throws {
    try await PictureSetting.run { setting in
      let workspace = try await setting.store.add("One")
      let made = try await setting.insert(into: workspace.id)
      let patch = try Picture.Patch(
        JSON(parsing: Array(#"{"title":"T","alt":"A","favorite":true,"rating":5,"tags":[" b ","a","b"]}"#.utf8)))
      setting.pass(seconds: 1)
      let changed = try await setting.store.write { try $0.images.update(made.id, patch) }
      #expect(changed.tags == ["b", "a"])
      #expect(changed.version == 2 && changed.rating == 5 && changed.favorite && changed.updatedAt > made.updatedAt)
      #expect(try await setting.store.read { try $0.images.get(made.id) } == changed)
      #expect(try await setting.store.write { try $0.images.update(made.id, patch) } == changed)
      #expect(setting.told(of: "image") == ["image.created", "image.updated"])
    }
  }

  @Test("a workspace knows how many pictures it has, and its version stays")
  func counts() async throws {
    try await PictureSetting.run { setting in
      let store = setting.store
      let workspace = try await store.add("One")
      func count() async throws -> Int { try await store.read { try $0.workspaces.get(workspace.id) }.counts.images }
      let first = try await setting.insert(into: workspace.id), second = try await setting.insert(into: workspace.id)
      #expect(try await count() == 2)
      try await store.write { try $0.images.trash(first.id) }
      try await store.write { try $0.images.trash(first.id) }
      #expect(try await count() == 1)
      try await store.write { try $0.images.purge(first.id) }
      #expect(try await count() == 1)
      try await store.write { try $0.images.purge(second.id) }
      #expect(try await count() == 0)
      let third = try await setting.insert(into: workspace.id)
      try await store.write { try $0.images.trash(third.id) }
      try await store.write { try $0.images.restore(third.id) }
      #expect(try await count() == 1)
      #expect(try await store.read { try $0.workspaces.get(workspace.id) }.version == workspace.version)
      #expect(
        setting.told(of: "image").suffix(3) == ["image.created", "image.deleted", "image.updated"])
    }
  }

  @Test("purging the expired leaves the young ones, and a purged workspace takes its pictures with it")
  func purge() async throws {
    try await PictureSetting.run { setting in
      let store = setting.store
      let workspace = try await store.add("One")
      let old = try await setting.insert(into: workspace.id), young = try await setting.insert(into: workspace.id)
      let early = try await store.write { writing in
        try writing.images.trash(old.id)
        return writing.now
      }
      setting.pass(seconds: 10)
      try await store.write { try $0.images.trash(young.id) }
      #expect(try await store.write { try $0.images.purgeExpired(before: early.adding(seconds: 1), limit: 9) } == 1)
      #expect(try await store.ids(in: nil, .trashed) == [young.id])
      try await store.write { try $0.workspaces.purge(workspace.id) }
      #expect(try await store.ids(in: nil, .trashed).isEmpty)
      #expect(try await store.read { try $0.looseFiles.first(9) }.map(\.name.sha256) == [old.sha256, young.sha256])
    }
  }

  @Test("what the schema allows is what the domain knows")
  func words() throws {
    func list(_ column: String, _ words: [String]) -> String {
      "\(column) TEXT NOT NULL CHECK (\(column) IN (\(words.map { "'\($0)'" }.joined(separator: ", "))))"
    }
    let schema = try Schema.dump()
    #expect(schema.contains(list("source", Picture.Source.allCases.map(\.rawValue))))
    #expect(schema.contains(list("format", Picture.Format.allCases.map(\.rawValue))))
    #expect(schema.contains("rating BETWEEN \(Picture.ratings.lowerBound) AND \(Picture.ratings.upperBound)"))
  }
}
