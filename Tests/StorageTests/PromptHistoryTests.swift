import Domain
import SQLite
import Testing

@testable import Storage

extension Generation {
  /// An order of one picture with that recipe.
  static func of(_ recipe: Recipe, in workspace: Identifier) -> Generation {
    var recipe = recipe
    recipe.model = recipe.model ?? "stub/one"
    let shot = GenerationPlan.Shot(prompt: recipe.prompt, negativePrompt: nil, seed: 7)
    return Generation(
      id: Identifier(), workspaceId: workspace,
      plan: GenerationPlan(recipe: recipe, shots: [shot], priority: 0, estimatedCostMicros: 0),
      provider: .init(id: "stub", name: "Stub", kind: nil), parent: nil,
      at: Timestamp(milliseconds: 1_795_000_000_000))
  }
}

@Suite("Prompt history") struct PromptHistoryTests {
  private func recipe(_ prompt: String, negative: String? = nil, model: String? = nil, of id: Identifier? = nil)
    -> Recipe
  {
    var recipe = Recipe(prompt: prompt)
    recipe.negativePrompt = negative
    recipe.model = model
    recipe.promptId = id
    return recipe
  }

  @Test("each prompt is there once, the last used first, and stays when its generation goes")
  func history() async throws {
    try await Setting.run { setting, store in
      let (home, other) = try await (store.add("Home"), store.add("Other"))
      var orders: [Generation] = []
      for prompt in ["a {red|blue} fox", "лес ночью", "a door", "a {red|blue} fox"] {
        setting.pass(seconds: 1)
        let negative = orders.count == 3 ? "fog" : nil
        orders.append(
          try await store.order(.of(recipe(prompt, negative: negative, model: "m/\(orders.count)"), in: home.id)))
      }
      try await store.order(.of(recipe("elsewhere"), in: other.id))
      func list(_ words: String? = nil) async throws -> [UsedPrompt] {
        try await store.read { reading in
          var all: [UsedPrompt] = []
          var position: Position?
          repeat {
            let page = try reading.promptHistory.list(in: home.id, words: words, after: position, limit: 2)
            all += page.items
            position = page.next
          } while position != nil
          return all
        }
      }
      let all = try await list()
      #expect(all.map(\.text) == ["a {red|blue} fox", "a door", "лес ночью"] && all.map(\.useCount) == [2, 1, 1])
      #expect(all[0].negativePrompt == "fog" && all[0].model == "m/3")
      #expect(all[0].lastUsedAt.milliseconds - all[0].firstUsedAt.milliseconds == 3_000)
      for (words, texts) in [
        ("fox", [all[0].text]), ("fog", [all[0].text]), ("ноч", ["лес ночью"]), ("a", [all[0].text, "a door"]),
      ] {
        #expect(try await list(words).map(\.text) == texts, "\(words)")
      }
      for order in orders {
        try await store.take(.cancelled, order.id)
        try await store.write { try $0.generations.delete(order.id) }
      }
      #expect(try await list() == all)
      try await store.write { try $0.promptHistory.delete(all[1].id) }
      #expect(try await list().map(\.id) == [all[0].id, all[2].id])
      #expect(try await list("door").isEmpty)
      await #expect(
        performing: { try await store.write { try $0.promptHistory.delete(all[1].id) } }, throws: fails(.notFound))
      try await store.write { try $0.workspaces.purge(home.id) }
      #expect(try await store.read { try $0.promptHistory.list(in: other.id, limit: 9) }.items.count == 1)
    }
  }

  @Test("an order counts as a use of its prompt, and says which wording it was")
  func uses() async throws {
    try await Setting.run { setting, store in
      let (home, other) = try await (store.add("Home"), store.add("Other"))
      let made = try await store.keep("one", in: home.id)
      try await store.write { try $0.prompts.update(made.id, Prompt.Patch(["text": "two"])) }
      for text in ["two", "one", "something else"] {
        setting.pass(seconds: 1)
        try await store.order(.of(recipe(text, of: made.id), in: home.id))
      }
      try await store.order(.of(recipe("two", of: made.id), in: other.id))
      let used = try await store.read { try $0.prompts.get(made.id) }
      #expect(used.useCount == 3 && used.lastUsedAt == Timestamp(milliseconds: 1_795_000_003_000))
      #expect(used.version == 2 && used.updatedAt == made.updatedAt, "being used is no change")
      #expect(setting.told.count { $0.type == "prompt.used" } == 3)
      let versions = try setting.connection().all(
        "SELECT version FROM generation_sources WHERE version IS NOT NULL ORDER BY generation_id"
      ) { try $0.integer(0) }
      #expect(versions == [2, 1, 2])
    }
  }

  @Test("an order that is not taken is no use")
  func refusal() async throws {
    try await Setting.run { _, store in
      let home = try await store.add("Home")
      let made = try await store.keep("one", in: home.id)
      try await store.write { try $0.workspaces.trash(home.id) }
      let order = Generation.of(recipe("one", of: made.id), in: home.id)
      await #expect(performing: { try await store.order(order) }, throws: fails(.inTrash))
      #expect(try await store.read { try $0.prompts.get(made.id) }.useCount == 0)
      #expect(try await store.read { try $0.promptHistory.list(in: home.id, limit: 9) }.items.isEmpty)
    }
  }
}
