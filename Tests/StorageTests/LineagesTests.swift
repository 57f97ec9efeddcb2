import Domain
import Support
import Testing

@testable import Storage

@Suite("Lineages") struct LineagesTests {
  /// Writes its generations and pictures as the queue would, without the pictures' files.
  private final class Family {
    let setting: PictureSetting
    let home: Identifier

    init(_ setting: PictureSetting) async throws {
      self.setting = setting
      home = try await setting.store.add("Home").id
    }

    func order(_ prompt: String = "p", _ change: (inout Recipe) -> Void = { _ in }) async throws -> Identifier {
      var recipe = Recipe(prompt: prompt)
      change(&recipe)
      return try await setting.store.order(.of(recipe, in: home)).id
    }

    func picture(of generation: Identifier, from parent: Identifier? = nil) async throws -> Identifier {
      let recipe = try await setting.store.read { try $0.generations.get(generation).recipe }
      return try await setting.insert(into: home) {
        $0.generationId = generation
        $0.recipe = recipe
        $0.parentImageId = parent ?? recipe.parentImageId ?? recipe.initImageId
      }.id
    }

    func lineage(_ kind: Lineage.Node.Kind, _ id: Identifier, most: Int = 5_000) async throws -> Lineage {
      try await setting.store.read { try $0.lineage(of: kind, id, most: most) }
    }
  }

  private func words(_ lineage: Lineage) -> Set<String> {
    let kinds = Dictionary(uniqueKeysWithValues: lineage.nodes.map { ($0.id, $0.kind.rawValue) })
    return Set(
      lineage.edges.map {
        "\(kinds[$0.from] ?? "?")-\($0.role)\($0.version.map { ":\($0)" } ?? "")-\(kinds[$0.to] ?? "?")"
      })
  }

  @Test("prompt, message, generation, picture and its edits, from each of them both ways")
  func chain() async throws {
    try await PictureSetting.run { setting in
      let family = try await Family(setting)
      let prompt = try await setting.store.keep("a fox", in: family.home, ["title": "Fox"]).id
      let message = try await setting.store.write { [home = family.home] writing in
        let chat = try writing.chats.insert(Chat.Patch(), in: home)
        let message = Message(
          id: Identifier(), chatId: chat.id, parentId: nil, role: .user, parts: [.text("draw it")],
          createdAt: writing.now)
        try writing.messages.insert(message, in: chat)
        return message.id
      }
      let enhancement = Identifier(), reference = try await setting.insert(into: family.home).id
      let first = try await family.order("a fox") {
        ($0.promptId, $0.messageId, $0.enhancementId, $0.referenceImageIds) = (
          prompt, message, enhancement, [reference]
        )
      }
      let pictures = [try await family.picture(of: first), try await family.picture(of: first)]
      let edit = try await family.order("a red fox") { ($0.initImageId, $0.parentImageId) = (pictures[0], pictures[0]) }
      let edited = try await family.picture(of: edit)
      let all: Set<Identifier> = [prompt, message, enhancement, reference, first, pictures[0], edit, edited]

      let fromEdit = try await family.lineage(.image, edited)
      #expect(Set(fromEdit.nodes.map(\.id)) == all && fromEdit.root == edited && fromEdit.nodes[0].id == edited)
      #expect(!fromEdit.isTruncated)
      #expect(
        words(fromEdit) == [
          "prompt-prompt:1-generation", "message-message-generation", "enhancement-enhancement-generation",
          "image-referenceImage-generation", "generation-picture-image", "image-initImage-generation",
          "image-parentImage-generation",
        ])
      let fromFirst = try await family.lineage(.image, pictures[0])
      #expect(Set(fromFirst.nodes.map(\.id)) == all)
      for (kind, id) in [(Lineage.Node.Kind.prompt, prompt), (.message, message), (.image, reference)] {
        let below = try await family.lineage(kind, id)
        #expect(Set(below.nodes.map(\.id)) == [id, first, pictures[0], pictures[1], edit, edited], "\(kind)")
      }
      let whole = try await family.lineage(.generation, first)
      #expect(Set(whole.nodes.map(\.id)) == all.union([pictures[1]]))
      let node = try #require(whole.nodes.first { $0.kind == .prompt })
      #expect(node.title == "Fox" && node.version == 1)
      #expect(whole.nodes.first { $0.kind == .message }?.title == "draw it")
      #expect(
        whole.nodes.first { $0.id == first }?.title == "a fox" && whole.nodes.first { $0.id == first }?.state == .queued
      )
      #expect(whole.nodes.first { $0.id == edited }?.title == "a red fox")
    }
  }

  @Test("what was removed is named where something still tells of it, and keeps the rest together")
  func gone() async throws {
    try await PictureSetting.run { setting in
      let family = try await Family(setting)
      let prompt = try await setting.store.keep("a fox", in: family.home).id
      let first = try await family.order { $0.promptId = prompt }
      let picture = try await family.picture(of: first)
      let edit = try await family.order { $0.initImageId = picture }
      let edited = try await family.picture(of: edit)
      for id in [first, edit] {
        try await setting.store.take(.cancelled, id)
        try await setting.store.write { try $0.generations.delete(id) }
      }
      try await setting.store.write { try $0.prompts.purge(prompt) }
      for root in [picture, edited] {
        let lineage = try await family.lineage(.image, root)
        #expect(Set(lineage.nodes.map(\.id)) == [prompt, first, picture, edit, edited])
        #expect(Set(lineage.nodes.filter(\.isGone).map(\.id)) == [prompt, first, edit])
        #expect(
          words(lineage) == ["prompt-prompt-generation", "generation-picture-image", "image-initImage-generation"])
      }
      for (kind, id) in [(Lineage.Node.Kind.prompt, prompt), (.generation, first), (.image, Identifier())] {
        await #expect(performing: { try await family.lineage(kind, id) }, throws: fails(.notFound))
      }
    }
  }

  @Test("a picture in the trash is shown from above as from below, with all that came from it")
  func trashedBetween() async throws {
    try await PictureSetting.run { setting in
      let family = try await Family(setting)
      let first = try await family.order { _ in }
      let picture = try await family.picture(of: first)
      let edit = try await family.order { $0.initImageId = picture }
      let edited = try await family.picture(of: edit)
      try await setting.store.write { try $0.images.trash(picture) }
      for (kind, root) in [(Lineage.Node.Kind.generation, first), (.image, edited)] {
        let lineage = try await family.lineage(kind, root)
        #expect(Set(lineage.nodes.map(\.id)) == [first, picture, edit, edited])
        #expect(lineage.nodes.filter { $0.deletedAt != nil }.map(\.id) == [picture])
        #expect(lineage.edges.count == 3)
      }
      // What is left of a generation, its pictures tell, also from there.
      try await setting.store.take(.cancelled, first)
      try await setting.store.write { try $0.generations.delete(first) }
      #expect(try await family.lineage(.image, edited).nodes.count == 4)
    }
  }

  @Test("another workspace is not looked into, and the trash is")
  func borders() async throws {
    try await PictureSetting.run { setting in
      let family = try await Family(setting)
      let other = try await setting.store.add("Other").id
      let stranger = try await setting.insert(into: other).id
      let uploaded = try await setting.insert(into: family.home) { $0.parentImageId = stranger }.id
      let kept = try await setting.insert(into: family.home).id
      let child = try await setting.insert(into: family.home) { $0.parentImageId = kept }.id
      _ = try await setting.insert(into: other) { $0.parentImageId = kept }
      try await setting.store.write { try $0.images.trash(kept) }
      #expect(try await family.lineage(.image, uploaded).nodes.map(\.id) == [uploaded])
      let lineage = try await family.lineage(.image, child)
      #expect(lineage.nodes.map(\.id) == [child, kept] && lineage.nodes[1].deletedAt != nil)
      #expect(lineage.edges == [.init(from: kept, to: child, role: .parentImage)])
      #expect(try await family.lineage(.image, kept).nodes.map(\.id) == [kept, child])
    }
  }

  @Test("over a thousand nodes come in one answer; beyond the bound the nearest, and it says so")
  func many() async throws {
    try await PictureSetting.run { setting in
      let family = try await Family(setting)
      let staged = try await setting.stage([1, 2, 3]), home = family.home
      let kept = try await setting.vault.keep(staged, as: .png)
      let (root, last) = try await setting.store.write { writing in
        func add(_ change: (inout Picture) -> Void = { _ in }) throws -> Identifier {
          var picture = Picture(
            id: Identifier(at: writing.now), workspaceId: home, source: .generated, format: .png, width: 1, height: 1,
            bytes: 3, sha256: kept.sha256, placeholder: [], createdAt: writing.now)
          change(&picture)
          return try writing.images.insert(picture, of: kept).id
        }
        let root = try add()
        var parent = root
        for number in 0..<600 {
          var recipe = Recipe(prompt: "step \(number)")
          recipe.initImageId = parent
          let generation = Generation.of(recipe, in: home)
          try writing.generations.insert(generation)
          let picture = try add { ($0.generationId, $0.recipe, $0.parentImageId) = (generation.id, recipe, parent) }
          // A long line first, then many from one.
          if number < 300 { parent = picture }
        }
        return (root, parent)
      }
      for (kind, id) in [(Lineage.Node.Kind.image, root), (.image, last)] {
        let lineage = try await family.lineage(kind, id)
        #expect(lineage.nodes.count == 1_201 && lineage.edges.count == 1_200 && !lineage.isTruncated)
      }
      let cut = try await family.lineage(.image, root, most: 100)
      #expect(cut.nodes.count == 100 && cut.isTruncated && cut.edges.count == 99)
      #expect(try await family.lineage(.image, root, most: 1_201).isTruncated == false)
      #expect(try await family.lineage(.image, root, most: 1_200).isTruncated)
    }
  }
}
