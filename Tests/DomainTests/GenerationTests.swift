import Domain
import Testing

private let now = Timestamp(milliseconds: 1_795_000_000_000)

@Suite("A generation") struct GenerationTests {
  private func generation(_ shots: [(prompt: String, seed: UInt32)], made: [Int] = []) -> Generation {
    var recipe = Recipe(prompt: "{a|b}")
    recipe.model = "stub/one"
    recipe.count = shots.count
    recipe.seed = 7
    let plan = GenerationPlan(
      recipe: recipe, shots: shots.map { .init(prompt: $0.prompt, negativePrompt: nil, seed: $0.seed) }, priority: 2,
      estimatedCostMicros: 100 * shots.count)
    var generation = Generation(
      id: Identifier(), workspaceId: Identifier(), plan: plan, provider: .init(id: "stub", name: "Stub", kind: "stub"),
      parent: nil, at: now)
    for index in made { generation.made.insert(index) }
    return generation
  }

  @Test("a call makes as many shots as belong together: same prompt, seeds that follow, none of them made")
  func calls() {
    let same = generation([("a", 1), ("a", 2), ("a", 3), ("b", 4)])
    #expect(same.nextCall(atMost: 8) == 0..<3)
    #expect(same.nextCall(atMost: 2) == 0..<2)
    #expect(same.nextCall(atMost: 1) == 0..<1)
    #expect(generation([("a", 1), ("a", 3)]).nextCall(atMost: 8) == 0..<1)
    #expect(generation([("a", .max), ("a", 0)]).nextCall(atMost: 8) == 0..<2)
    #expect(generation([("a", 1), ("a", 2), ("a", 3)], made: [1]).nextCall(atMost: 8) == 0..<1)
    #expect(generation([("a", 1), ("a", 2), ("a", 3)], made: [0]).nextCall(atMost: 8) == 1..<3)
    #expect(generation([("a", 1)], made: [0]).nextCall(atMost: 8) == nil)
    #expect(generation([("a", 1)], made: [0]).isComplete)
  }

  @Test("a picture's recipe is its own: one picture, its seed, the prompt that was really used")
  func recipes() {
    let recipe = generation([("a", 7), ("b", 8)]).recipe(ofShot: 1)
    #expect(recipe.prompt == "b" && recipe.seed == 8 && recipe.count == 1 && recipe.model == "stub/one")
    #expect(generation([("a", 7)]).recipe(ofShot: 0, seed: 99).seed == 99)
  }

  @Test("it is shown with the fields that clients know")
  func json() throws {
    var generation = generation([("a", 7), ("b", 8)], made: [0])
    generation.images = [.init(id: Identifier(), index: 0, width: 64, height: 32)]
    try generation.standing.take(.leased, at: now)
    var live = GenerationView.Live()
    live.progress = ImageProgress(fraction: 0.75, step: 3, steps: 4, stage: "painting")
    var writer = JSONWriter()
    writer.value(GenerationView(generation, live: live))
    let json = try JSON(parsing: writer.bytes)
    #expect(json["state"] == "running")
    #expect(json["resolvedPrompt"] == "a")
    #expect(json["recipe"]?["prompt"] == "{a|b}")
    #expect(json["progress"] == ["fraction": 0.75, "step": 3, "steps": 4, "stage": "painting", "etaSeconds": nil])
    #expect(json["queuePosition"] == .null)
    #expect(json["images"]?.array?.first?["width"] == 64)
    #expect(json["provider"] == ["id": "stub", "name": "Stub", "kind": "stub"])
    #expect(json["startedAt"]?.string == now.text && json["finishedAt"] == .null)
    #expect(json["error"] == .null && json["costMicros"] == .null && json["estimatedCostMicros"] == 200)
  }

  @Test("what waits shows its place, what is over only how far it came")
  func waiting() throws {
    var generation = generation([("a", 7), ("b", 8)], made: [0])
    func shown(_ generation: Generation) throws -> JSON {
      var writer = JSONWriter()
      let live = GenerationView.Live(queuePosition: 3, progress: ImageProgress(fraction: 0.9, stage: "x"))
      writer.value(GenerationView(generation, live: live))
      return try JSON(parsing: writer.bytes)
    }
    #expect(try shown(generation)["queuePosition"] == 3)
    #expect(try shown(generation)["progress"]?["fraction"] == 0.5)
    let broken = GenerationFault(.contentRefused, "No.", providerMessage: "nope")
    try generation.standing.take(.leased, at: now)
    try generation.standing.take(.broken(broken), at: now)
    #expect(try shown(generation)["queuePosition"] == .null)
    #expect(try shown(generation)["progress"]?["stage"] == .null)
    #expect(
      try shown(generation)["error"]
        == ["code": "content_refused", "detail": "No.", "providerMessage": "nope", "retryable": false])
  }
}

@Suite("A budget") struct BudgetTests {
  private func objects(_ limit: Int, spent: Int = 0, reserved: Int = 0, to estimate: Int?) -> Bool {
    Budget(owner: .workspace, limit: limit, spent: spent, reserved: reserved).objection(toEstimate: estimate) != nil
  }

  @Test("it stops the first call that would go beyond it, counting what runs")
  func stops() {
    #expect(!objects(100, spent: 40, reserved: 30, to: 30))
    #expect(objects(100, spent: 40, reserved: 30, to: 31))
    #expect(objects(100, spent: 100, to: 1))
    #expect(objects(.max, spent: .max, reserved: .max, to: .max))
  }

  @Test("what is free always may, what has no known price only while something is left")
  func prices() {
    #expect(!objects(0, to: 0))
    #expect(!objects(0, spent: 5, to: 0))
    #expect(objects(0, to: nil))
    #expect(!objects(1, to: nil))
    #expect(objects(10, spent: 10, to: nil))
  }

  @Test("it says whose it is, and how much")
  func sentence() {
    let budget = Budget(owner: .provider("acme"), limit: 2_000_000, spent: 1_950_000, reserved: 25_500)
    #expect(
      budget.objection(toEstimate: 40_000)?.detail
        == "The budget of the provider acme is used up for this day: $1.9755 of $2.00 are spent or promised. "
        + "Raise the budget or wait.")
  }
}
