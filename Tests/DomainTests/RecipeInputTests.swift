import Testing

@testable import Domain

@Suite("RecipeInput") struct RecipeInputTests {
  @Test("a prompt is enough, and nothing is filled in")
  func least() throws {
    let input = try RecipeInput(["prompt": "a fox"])
    #expect(input.recipe == Recipe(prompt: "a fox"))
    #expect(input.priority == 0 && !input.saysStyle)
  }

  @Test("every field is read")
  func whole() throws {
    let ids = (0..<9).map { _ in Identifier() }
    let input = try RecipeInput([
      "prompt": "p", "negativePrompt": "n", "model": "a/b", "width": 64, "height": 4_096, "steps": 7, "guidance": 3.5,
      "seed": 4_294_967_295, "count": 16, "sampler": "s", "scheduler": "k", "styleId": .string(ids[0].text),
      "initImageId": .string(ids[1].text), "maskImageId": .string(ids[2].text), "strength": 0.5,
      "referenceImageIds": [.string(ids[3].text), .string(ids[4].text)], "enhancementId": .string(ids[5].text),
      "promptId": .string(ids[6].text), "messageId": .string(ids[7].text), "parentImageId": .string(ids[8].text),
      "variables": ["who": "me"], "combine": true, "extra": ["quality": "high", "nothing": nil], "enhance": false,
      "priority": -10,
    ])
    let recipe = input.recipe
    #expect(recipe.prompt == "p" && recipe.negativePrompt == "n" && recipe.model == "a/b")
    #expect(recipe.width == 64 && recipe.height == 4_096 && recipe.steps == 7 && recipe.guidance == 3.5)
    #expect(recipe.seed == 4_294_967_295 && recipe.count == 16 && recipe.sampler == "s" && recipe.scheduler == "k")
    #expect(recipe.styleId == ids[0] && recipe.initImageId == ids[1] && recipe.maskImageId == ids[2])
    #expect(recipe.strength == 0.5 && recipe.referenceImageIds == [ids[3], ids[4]])
    #expect(recipe.enhancementId == ids[5] && recipe.promptId == ids[6] && recipe.messageId == ids[7])
    #expect(recipe.parentImageId == ids[8] && recipe.variables == ["who": "me"] && recipe.combine)
    #expect(recipe.extra["quality"] == "high" && recipe.extra.members.count == 1)
    #expect(input.priority == -10 && input.saysStyle)
  }

  @Test("a recipe that we wrote is taken as it stands, nulls and all")
  func roundTrip() throws {
    var full = Recipe(prompt: "{a|b} {{who}}")
    full.negativePrompt = "n"
    full.model = "builtin/painter"
    full.width = 640
    full.height = 480
    full.steps = 9
    full.guidance = 7.25
    full.seed = 5
    full.count = 2
    full.styleId = Identifier()
    full.initImageId = Identifier()
    full.strength = 0.25
    full.referenceImageIds = [Identifier()]
    full.variables = ["who": "me", "b": "x"]
    full.combine = true
    full.extra.append("speed", 2)
    for recipe in [Recipe(prompt: "a"), full] {
      var json = JSONWriter()
      json.value(recipe)
      let input = try RecipeInput(JSON(parsing: json.bytes))
      #expect(input.recipe == recipe)
      #expect(input.saysStyle, "that there is none was said too")
      let compact = try RecipeInput(JSON(parsing: Array(recipe.compact.utf8)))
      #expect(compact.recipe == recipe)
    }
  }

  @Test(
    "what no model could take is refused, each by its place",
    arguments: [
      ("prompt", "", "too_short"), ("prompt", "  \n", "blank"), ("prompt", nil, "type"), ("prompt", 1, "type"),
      ("prompt", "a\0", "format"), ("prompt", .string(String(repeating: "x", count: 8_001)), "too_long"),
      ("negativePrompt", .string(String(repeating: "x", count: 8_001)), "too_long"), ("model", "painter", "format"),
      ("model", "sd_xl_base_1.0.safetensors", "format"), ("width", 63, "too_small"), ("width", 4_097, "too_large"),
      ("width", 64.5, "type"), ("height", "64", "type"), ("steps", 0, "too_small"), ("steps", 1_001, "too_large"),
      ("guidance", -0.1, "too_small"), ("guidance", 1_001, "too_large"), ("guidance", "7", "type"),
      ("seed", -1, "too_small"), ("seed", 4_294_967_296, "too_large"), ("seed", 1.5, "type"),
      ("count", 0, "too_small"), ("count", 17, "too_large"), ("sampler", 1, "type"),
      ("sampler", .string(String(repeating: "x", count: 101)), "too_long"), ("scheduler", [], "type"),
      ("styleId", "x", "format"), ("initImageId", 1, "type"), ("maskImageId", "", "format"),
      ("strength", 1.01, "too_large"), ("strength", -1, "too_small"), ("referenceImageIds", "x", "type"),
      ("enhancementId", "x", "format"), ("promptId", "x", "format"), ("messageId", "x", "format"),
      ("parentImageId", "x", "format"), ("variables", [], "type"), ("combine", 1, "type"),
      ("enhance", 1, "type"),
      ("enhance", "yes", "type"), ("priority", 11, "too_large"), ("priority", -11, "too_small"), ("extra", [], "type"),
      ("extra", 1, "type"), ("shape", "round", "unknown_field"),
    ] as [(String, JSON, String)])
  func refusals(name: String, value: JSON, code: String) {
    var object = JSON.Object()
    if name != "prompt" { object.append("prompt", "a") }
    object.append(name, value)
    let failure = #expect(throws: Failure.self) { try RecipeInput(.object(object)) }
    #expect(failure?.code == .invalidRequest)
    #expect(failure?.fields.map { "\($0.pointer) \($0.code.rawValue)" } == ["/\(name) \(code)"])
  }

  @Test("what is wrong inside of a field is told with its place")
  func inside() {
    let failure = #expect(throws: Failure.self) {
      try RecipeInput([
        "referenceImageIds": [.string(Identifier().text), "x", 3],
        "variables": ["a": 1, "b/c~d": "\0", "_ ": "x", "{": "x"],
      ])
    }
    let told = (failure?.fields ?? []).map { "\($0.pointer) \($0.code.rawValue)" }
    #expect(
      Set(told) == [
        "/prompt required", "/referenceImageIds/1 format", "/referenceImageIds/2 format", "/variables/a type",
        "/variables/b~1c~0d format", "/variables/_  format", "/variables/{ format",
      ])
  }

  @Test("a body that is no object is refused once", arguments: [nil, 1, "a", [], true] as [JSON])
  func noObject(json: JSON) {
    let failure = #expect(throws: Failure.self) { try RecipeInput(json) }
    #expect(failure?.fields.count == 1)
  }
}
