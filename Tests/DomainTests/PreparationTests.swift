import Support
import Testing

@testable import Domain

@Suite("Preparation") struct PreparationTests {
  /// A model that takes everything.
  static let card: ModelCard = {
    var card = ModelCard(provider: "test", model: "sdxl", kind: .image, name: "Test", family: .sdxl)
    card.parameters = [
      .init("negativePrompt", .text),
      .init("width", .integer, least: 256, most: 2_048, step: 64, standard: 1_024),
      .init("height", .integer, least: 256, most: 2_048, step: 64, standard: 768),
      .init("steps", .integer, least: 1, most: 50, standard: 30),
      .init("guidance", .number, least: 0, most: 20, step: 0.1, standard: 7),
      .init("seed", .integer, least: 0, most: 4_294_967_295),
      .init("sampler", .choice, standard: "euler", options: ["euler", "dpmpp_2m"]),
      .init("scheduler", .choice, options: ["karras", "simple"]),
      .init("initImageId", .image), .init("maskImageId", .image),
      .init("strength", .number, least: 0, most: 1, standard: 0.75),
      .init("referenceImageIds", .images, most: 2),
      .init("quality", .choice, standard: "high", options: ["low", "high"]),
      .init("layers", .integer, least: 1, most: 9, step: 2), .init("tiled", .flag), .init("note", .text, most: 5),
      .init("depth", .image), .init("looks", .images, least: 1, most: 2),
    ]
    card.limits.pixels = 1_600_000
    card.price = ModelCard.Price(perImage: 4_000)
    return card
  }()

  private func plan(
    _ json: JSON, card: ModelCard = card, settings: Workspace.Settings = .init(), style: Style.Look? = nil,
    sizes: [Identifier: ModelCard.Size] = [:], lists: [String: [String]] = [:], random: UInt64 = 1
  ) throws -> GenerationPlan {
    let preparation = try Preparation(RecipeInput(json), card: card, settings: settings)
    var random = SplitMix(state: random)
    return try preparation.plan(
      style: style, styleId: nil, sizes: sizes, words: { lists[$0] }, random: &random)
  }

  private func told(_ work: () throws -> Any) -> [String] {
    do {
      _ = try work()
      return []
    } catch let failure as Failure {
      return failure.code == .invalidRequest
        ? failure.fields.map { "\($0.pointer) \($0.code.rawValue)" } : ["\(failure)"]
    } catch {
      return ["\(error)"]
    }
  }

  @Test("what was left open is filled in, and the seed is drawn and written down")
  func defaults() throws {
    let plan = try plan(["prompt": "a fox"])
    let recipe = plan.recipe
    #expect(recipe.model == "test/sdxl" && recipe.width == 1_024 && recipe.height == 768 && recipe.steps == 30)
    #expect(recipe.guidance == 7 && recipe.sampler == "euler" && recipe.scheduler == nil && recipe.count == 1)
    #expect(recipe.extra["quality"] == "high" && recipe.extra.members.count == 1)
    #expect(recipe.strength == nil, "without an image to change it means nothing")
    let seed = try #require(recipe.seed)
    #expect(plan.shots == [.init(prompt: "a fox", negativePrompt: nil, seed: UInt32(seed))])
    #expect(plan.estimatedCostMicros == 4_000)
    #expect(try self.plan(["prompt": "a fox"], random: 2).recipe.seed != recipe.seed)
  }

  @Test("the workspace's size is used where the model can make it, the request's before all")
  func sizes() throws {
    var settings = Workspace.Settings()
    settings.width = 512
    settings.height = 640
    func size(_ json: JSON, _ card: ModelCard = Self.card) throws -> [Int?] {
      let recipe = try plan(json, card: card, settings: settings).recipe
      return [recipe.width, recipe.height]
    }
    #expect(try size(["prompt": "a"]) == [512, 640])
    #expect(try size(["prompt": "a", "width": 768]) == [768, 640])
    #expect(try size(["prompt": "a", "height": 768]) == [512, 768])
    settings.height = 100
    #expect(try size(["prompt": "a"]) == [1_024, 768])
    #expect(try size(["prompt": "a", "width": 256]) == [256, 768])
    settings.height = nil
    #expect(try size(["prompt": "a"]) == [512, 768])

    var fixed = Self.card
    fixed.limits.sizes = [.init(1_024, 1_024), .init(1_536, 1_024), .init(1_024, 1_536)]
    fixed.parameters.removeAll { ["width", "height"].contains($0.name) }
    #expect(try size(["prompt": "a"], fixed) == [1_024, 1_024])
    #expect(try size(["prompt": "a", "width": 1_536], fixed) == [1_536, 1_024])
    #expect(try size(["prompt": "a", "height": 1_536], fixed) == [1_024, 1_536])
    #expect(told { try size(["prompt": "a", "width": 512, "height": 512], fixed) } == ["/width not_an_option"])
    #expect(told { try size(["prompt": "a", "height": 512], fixed) } == ["/height not_an_option"])

    var sizeless = Self.card
    sizeless.parameters.removeAll { ["width", "height"].contains($0.name) }
    #expect(try size(["prompt": "a"], sizeless) == [nil, nil])
    #expect(told { try size(["prompt": "a", "width": 512], sizeless) } == ["/width unsupported"])

    var open = Self.card
    open.parameters = [.init("width", .integer, least: 8, most: 1_000, step: 16), .init("height", .integer)]
    settings = .init()
    #expect(try size(["prompt": "a"], open) == [1_000, 1_024])
  }

  @Test(
    "what the model does not take is refused by its place",
    arguments: [
      (["width": 300], ["/width off_grid"]), (["height": 128], ["/height too_small"]),
      (["width": 2_048, "height": 1_024], ["/width too_large"]), (["steps": 51], ["/steps too_large"]),
      (["guidance": 20.5], ["/guidance too_large"]), (["guidance": 7.05], ["/guidance off_grid"]),
      (["sampler": "Euler a"], ["/sampler not_an_option"]), (["scheduler": "Karras"], ["/scheduler not_an_option"]),
      (["strength": 0.5], ["/strength unsupported"]), (["maskImageId": id], ["/maskImageId unsupported"]),
      (["referenceImageIds": [id, id, id]], ["/referenceImageIds too_long"]),
      (["extra": ["colour": 1]], ["/extra/colour unknown_field"]),
      (["extra": ["steps": 3]], ["/extra/steps unknown_field"]), (["extra": ["quality": 3]], ["/extra/quality type"]),
      (["extra": ["quality": "best"]], ["/extra/quality not_an_option"]),
      (["extra": ["layers": 2]], ["/extra/layers off_grid"]), (["extra": ["layers": 1.5]], ["/extra/layers type"]),
      (["extra": ["layers": 11]], ["/extra/layers too_large"]), (["extra": ["tiled": 1]], ["/extra/tiled type"]),
      (["extra": ["note": "longer"]], ["/extra/note too_long"]), (["extra": ["depth": "x"]], ["/extra/depth format"]),
      (["extra": ["looks": []]], ["/extra/looks too_short"]), (["extra": ["looks": "x"]], ["/extra/looks format"]),
      (["extra": ["a/b": 1]], ["/extra/a~1b unknown_field"]),
      (
        ["steps": 51, "sampler": "x", "extra": ["z": 1]],
        ["/steps too_large", "/sampler not_an_option", "/extra/z unknown_field"]
      ),
    ] as [(JSON, [String])])
  func refusals(more: JSON, fields: [String]) {
    guard case .object(var object) = more else { return }
    object.append("prompt", "a")
    #expect(told { try plan(.object(object)) } == fields)
  }

  static let id = JSON.string(Identifier().text)

  @Test("a model that takes only a prompt refuses every other field, by name")
  func bareModel() {
    let bare = ModelCard(provider: "test", model: "bare", kind: .image, name: "Bare", family: .other)
    let json: JSON = [
      "prompt": "a", "negativePrompt": "b", "width": 512, "height": 512, "steps": 3, "guidance": 1, "seed": 1,
      "sampler": "x", "scheduler": "x", "initImageId": Self.id, "maskImageId": Self.id, "strength": 0.5,
      "referenceImageIds": [Self.id],
    ]
    let names = [
      "negativePrompt", "width", "height", "steps", "guidance", "seed", "sampler", "scheduler", "initImageId",
      "maskImageId", "strength", "referenceImageIds",
    ]
    #expect(told { try plan(json, card: bare) } == names.map { "/\($0) unsupported" })
    #expect(told { try plan(["prompt": "a", "negativePrompt": " ", "count": 4], card: bare) } == [])
  }

  @Test("a model that takes no seed has none in its recipe, so that the recipe can be sent again")
  func seedless() throws {
    let bare = ModelCard(provider: "test", model: "bare", kind: .image, name: "Bare", family: .other)
    let plan = try plan(["prompt": "{a|b}", "count": 3], card: bare)
    #expect(plan.recipe.seed == nil && plan.recipe(ofShot: 0)?.seed == nil)
    #expect(plan.shots.count == 3 && plan.estimatedCostMicros == nil)
  }

  @Test("a model that cannot be used says why, whatever else is wrong")
  func unusable() {
    var text = Self.card
    text.unusable = "It has no key."
    #expect(told { try plan(["prompt": "a", "steps": 99], card: text) } == ["/model unsupported"])
    let chat = ModelCard(provider: "test", model: "chat", kind: .text, name: "Chat", family: .gpt)
    #expect(told { try plan(["prompt": "a"], card: chat) } == ["/model unsupported"])
  }

  @Test("the model is the request's, else the workspace's, else the painter")
  func model() throws {
    var settings = Workspace.Settings()
    let open = try RecipeInput(["prompt": "a"])
    #expect(Preparation.model(for: open, settings: settings) == "builtin/painter")
    settings.imageModel = "a/b"
    #expect(Preparation.model(for: open, settings: settings) == "a/b")
    #expect(Preparation.model(for: try RecipeInput(["prompt": "a", "model": "c/d"]), settings: settings) == "c/d")
  }

  @Test("a batch takes seed after seed, and each picture draws for itself")
  func batch() throws {
    let plan = try plan(["prompt": "{a|b|c|d|e|f|g|h}", "negativePrompt": "{x|y}", "seed": 7, "count": 16])
    #expect(plan.shots.map(\.seed) == Array(7..<23))
    #expect(Set(plan.shots.map(\.prompt)).count > 4 && Set(plan.shots.map(\.negativePrompt)) == ["x", "y"])
    #expect(plan.estimatedCostMicros == 64_000)
    for (index, shot) in plan.shots.enumerated() {
      let one = try self.plan([
        "prompt": "{a|b|c|d|e|f|g|h}", "negativePrompt": "{x|y}", "seed": .int(Int64(7 + index)),
      ])
      #expect(one.shots == [shot])
    }
    #expect(try self.plan(["prompt": "a", "seed": 4_294_967_295, "count": 2]).shots.map(\.seed) == [.max, 0])
  }

  @Test("what one text draws is no matter of the others")
  func independence() throws {
    let prompt: JSON = "{a|b|c|d} {a|b|c|d}"
    let alone = try plan(["prompt": prompt, "seed": 3]).shots[0]
    let both = try plan(
      ["prompt": prompt, "negativePrompt": "{a|b|c|d}", "seed": 3], style: .init(name: "s", positive: "{prompt}, {x|y}")
    ).shots[0]
    #expect(both.prompt.hasPrefix(alone.prompt + ", "))
  }

  @Test("drawn seeds leave room for a batch within what the model takes")
  func seedRange() throws {
    var card = Self.card
    card.parameters.removeAll { $0.name == "seed" }
    card.parameters.append(.init("seed", .integer, least: 10, most: 30))
    for state in 0..<50 {
      let seed = try #require(try plan(["prompt": "a"], card: card, random: UInt64(state)).recipe.seed)
      #expect((10...15).contains(seed))
    }
    #expect(told { try plan(["prompt": "a", "seed": 31], card: card) } == ["/seed too_large"])
  }

  @Test("every picture's own recipe makes that picture again")
  func pictureRecipes() throws {
    var style = Style.Look(name: "s", positive: "{oil|ink} of {prompt}", negativePrompt: "blurry")
    style.steps = 12
    let plan = try plan(
      [
        "prompt": "{a|b} {{who}} __c__ \\{x|y\\}", "count": 4, "seed": 9, "variables": ["who": "me"],
        "negativePrompt": "{u|v}",
      ], style: style, lists: ["c": ["red", "blue"]])
    #expect(plan.recipe.prompt == "{a|b} {{who}} __c__ \\{x|y\\}" && plan.recipe.steps == 12)
    for index in 0..<4 {
      var json = JSONWriter()
      json.value(try #require(plan.recipe(ofShot: index)))
      let sent = try JSON(parsing: json.bytes)
      var settings = Workspace.Settings()
      settings.styleId = Identifier()
      #expect(try Preparation(RecipeInput(sent), card: Self.card, settings: settings).usualStyle == nil)
      let again = try self.plan(sent)
      #expect(again.shots == [plan.shots[index]])
      #expect(again.recipe(ofShot: 0) == plan.recipe(ofShot: index))
    }
    #expect(plan.recipe(ofShot: 4) == nil && plan.recipe(ofShot: -1) == nil)
    var json = JSONWriter()
    json.value(plan.recipe)
    let whole = try self.plan(JSON(parsing: json.bytes), style: style, lists: ["c": ["red", "blue"]])
    #expect(whole.shots == plan.shots && whole.recipe == plan.recipe)
  }

  @Test("combine makes every combination instead")
  func combine() throws {
    let json: JSON = ["prompt": "{a|b} {c|d}", "negativePrompt": "{x|y}", "combine": true, "seed": 1]
    let plan = try plan(json)
    #expect(plan.shots.map(\.prompt) == ["a c", "a c", "a d", "a d", "b c", "b c", "b d", "b d"])
    #expect(plan.shots.map(\.negativePrompt) == ["x", "y", "x", "y", "x", "y", "x", "y"])
    #expect(plan.shots.map(\.seed) == Array(1...8) && plan.recipe.count == 8)
    let style = Style.Look(name: "s", positive: "{oil|ink}")
    #expect(try self.plan(json, style: style).shots.count == 16)
    #expect(told { try self.plan(["prompt": "{a|b}{a|b}{a|b}{a|b}{a|b}", "combine": true]) } == ["/prompt too_large"])
    #expect(
      told { try self.plan(["prompt": "{a|b}{a|b}{a|b}", "negativePrompt": "{a|b}{a|b}", "combine": true]) }
        == ["/prompt too_large"])
    for (count, fields) in [(1, []), (2, []), (3, ["/count format"])] as [(Int64, [String])] {
      #expect(told { try self.plan(["prompt": "{a|b}", "combine": true, "count": .int(count)]) } == fields)
    }
  }

  @Test(
    "a style is put around the prompt, or behind it",
    arguments: [
      ("oil painting of {prompt}, masterpiece", "", "a fox", nil, "oil painting of a fox, masterpiece", nil),
      ("oil painting", "blurry", "a fox", nil, "a fox, oil painting", "blurry"),
      ("", "", "a fox", "cats", "a fox", "cats"), ("{prompt}", "blurry", "a fox", "cats", "a fox", "cats, blurry"),
      ("{prompt}", "no {prompt}!", "a fox", "cats", "a fox", "no cats!"),
      ("x {prompt} y {prompt}", "", "a", nil, "x a y a", nil),
      (" ink ", " ", "a", nil, "a, ink", nil),
    ] as [(String, String, String, String?, String, String?)])
  func styles(positive: String, negative: String, prompt: String, against: String?, made: String, madeAgainst: String?)
    throws
  {
    let style = Style.Look(name: "s", positive: positive, negativePrompt: negative)
    var object = JSON.Object()
    object.append("prompt", .string(prompt))
    if let against { object.append("negativePrompt", .string(against)) }
    for combine in [false, true] {
      var json = object
      json.append("combine", .bool(combine))
      let shot = try plan(.object(json), style: style).shots[0]
      #expect(shot.prompt == made && shot.negativePrompt == madeAgainst)
    }
  }

  @Test("a style says less than the request and more than the model, as far as the model can follow")
  func styleSettings() throws {
    var style = Style.Look(name: "s", negativePrompt: "blurry")
    style.steps = 12
    style.guidance = 3
    style.sampler = "dpmpp_2m"
    var recipe = try plan(["prompt": "a"], style: style).recipe
    #expect(recipe.steps == 12 && recipe.guidance == 3 && recipe.sampler == "dpmpp_2m")
    recipe = try plan(["prompt": "a", "steps": 5, "guidance": 1, "sampler": "euler"], style: style).recipe
    #expect(recipe.steps == 5 && recipe.guidance == 1 && recipe.sampler == "euler")
    style.steps = 99
    style.sampler = "Euler a"
    recipe = try plan(["prompt": "a"], style: style).recipe
    #expect(recipe.steps == 30 && recipe.sampler == "euler")
    var plain = Self.card
    plain.parameters.removeAll { ["negativePrompt", "steps"].contains($0.name) }
    let plan = try plan(["prompt": "a"], card: plain, style: style)
    #expect(plan.recipe.steps == nil && plan.shots[0].negativePrompt == nil)
  }

  @Test("what is wrong with a macro is told where it stands")
  func macroPlaces() {
    let broken = Style.Look(name: "s", positive: "{2$$a|b}")
    let missing = Style.Look(name: "s", positive: "__none__")
    #expect(told { try plan(["prompt": "__none__"]) } == ["/prompt not_found"])
    #expect(told { try plan(["prompt": "a", "negativePrompt": "__none__"]) } == ["/negativePrompt not_found"])
    #expect(told { try plan(["prompt": "a {{hair colour}}"]) } == ["/variables/hair colour required"])
    #expect(told { try plan(["prompt": "a"], style: broken) } == ["/styleId format"])
    #expect(told { try plan(["prompt": "a"], style: missing) } == ["/styleId not_found"])
    #expect(told { try plan(["prompt": "{ |}"]) } == ["/prompt blank"])
    #expect(
      told { try plan(["prompt": "__long__"], lists: ["long": [String(repeating: "x", count: 8_001)]]) } == [
        "/prompt too_long"
      ])
    var short = Self.card
    short.limits.prompt = 10
    #expect(told { try plan(["prompt": "{a|a} 12345678"], card: short) } == [])
    #expect(told { try plan(["prompt": "{a|a} 123456789"], card: short) } == ["/prompt too_long"])
  }

  @Test("the pictures of a recipe are named, each with its place")
  func pictures() throws {
    let ids = (0..<8).map { _ in Identifier() }
    let texts = ids.map { JSON.string($0.text) }
    let json: JSON = [
      "prompt": "a", "initImageId": texts[0], "maskImageId": texts[1], "parentImageId": texts[2],
      "referenceImageIds": [texts[3], texts[4]], "extra": ["depth": texts[5], "looks": [texts[6], texts[7]]],
    ]
    let preparation = try Preparation(RecipeInput(json), card: Self.card, settings: .init())
    #expect(preparation.pictures.map(\.id) == ids)
    #expect(
      preparation.pictures.map(\.pointer) == [
        "/initImageId", "/maskImageId", "/parentImageId", "/referenceImageIds/0", "/referenceImageIds/1",
        "/extra/depth",
        "/extra/looks/0", "/extra/looks/1",
      ])
    let alike = [ids[0]: ModelCard.Size(64, 64), ids[1]: ModelCard.Size(64, 64)]
    #expect(try plan(json, sizes: alike).recipe.strength == 0.75)
    let unlike = [ids[0]: ModelCard.Size(64, 64), ids[1]: ModelCard.Size(64, 65)]
    #expect(told { try plan(json, sizes: unlike) } == ["/maskImageId format"])
  }

  @Test("a model without a price is not called free, and one that is free costs nothing")
  func price() throws {
    var card = Self.card
    card.price = nil
    #expect(try plan(["prompt": "a", "count": 2], card: card).estimatedCostMicros == nil)
    card.price = .free
    #expect(try plan(["prompt": "a", "count": 2], card: card).estimatedCostMicros == 0)
    card.price = ModelCard.Price(perImage: .max)
    #expect(try plan(["prompt": "a", "count": 2], card: card).estimatedCostMicros == nil)
  }
}
