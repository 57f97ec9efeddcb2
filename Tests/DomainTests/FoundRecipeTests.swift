import Testing

@testable import Domain

@Suite struct FoundRecipeTests {
  private func found(_ texts: KeyValuePairs<String, String>) -> FoundRecipe {
    FoundRecipe(in: texts.map { FoundRecipe.Text(name: $0.key, text: $0.value) })
  }

  @Test("our own words count more than anybody's")
  func ours() throws {
    var recipe = Recipe(prompt: "a {red|blue} cat")
    (recipe.seed, recipe.model, recipe.strength) = (7, "builtin/painter", 0.5)
    recipe.referenceImageIds = [Identifier(), Identifier()]
    recipe.extra.append("brush", .string("wide"))
    let text = recipe.compact
    let found = found(["parameters": "other\nSteps: 1, Seed: 2, Size: 3x4", "pixazo": text])
    #expect(found.source == .pixazo && found.recipe == recipe && found.raw.count == 2)
    #expect(!text.contains("null") && !text.contains("negativePrompt"))
    #expect(self.found(["pixazo:recipe": text]).recipe == recipe)
  }

  @Test("a recipe for the API names every field")
  func wholeRecipe() throws {
    var json = JSONWriter()
    Recipe(prompt: "p").write(to: &json)
    let read = try JSON(parsing: json.bytes)
    #expect(read["negativePrompt"] == .null && read["referenceImageIds"] == [] && read["extra"] == [:])
  }

  @Test("a field of ours that makes no sense is as good as absent")
  func tolerant() throws {
    let text = """
      {"prompt":"p","width":"512","height":-1,"steps":1e300,"seed":-5,"guidance":"x","styleId":"../..",
       "referenceImageIds":[1,"a"],"extra":[],"sampler":"  ","model":null,"strength":NaN}
      """
    let recipe = try #require(found(["pixazo": text]).recipe)
    var expected = Recipe(prompt: "p")
    expected.width = 512
    #expect(recipe == expected)
  }

  @Test("the web UI's text is found in PNG and in EXIF, a camera's comment is none")
  func infotext() {
    let text = "p\nNegative prompt: n\nSteps: 1, Seed: 2, Size: 64x96"
    for name in ["parameters", "UserComment", "exif:UserComment", "sdcpp:parameters"] {
      let found = found([name: text])
      #expect(found.source == .a1111 && found.recipe?.height == 96 && found.recipe?.negativePrompt == "n")
    }
    #expect(found(["UserComment": "Screenshot"]).source == .unknown)
    #expect(found(["parameters": "only words"]).recipe?.prompt == "only words")
  }

  @Test("SwarmUI is read, numbers as texts too")
  func swarm() throws {
    let text = """
      {"sui_image_params": {"prompt": "a cat", "negativeprompt": "", "model": "A/xl", "seed": "1234567890123456789012",
       "steps": "20", "cfgscale": 6.5, "width": 1024, "height": "1024", "sampler": "euler"}, "sui_extra_data": {}}
      """
    let found = found(["UserComment": text])
    #expect(found.source == .swarmui)
    let recipe = try #require(found.recipe)
    #expect(recipe.steps == 20 && recipe.guidance == 6.5 && recipe.height == 1_024 && recipe.model == "A/xl")
    #expect(recipe.seed == nil && recipe.negativePrompt == nil)
  }

  @Test("Fooocus is read in both its schemes")
  func fooocus() throws {
    let own = """
      {"base_model": "juggernaut", "prompt": "a fox", "negative_prompt": "bad", "resolution": "(1152, 896)",
       "seed": "99", "steps": 30, "guidance_scale": 4.0, "sampler": "dpmpp_2m_sde_gpu", "scheduler": "karras",
       "full_prompt": ["a fox", "shiny"], "refiner_model": null}
      """
    let recipe = try #require(found(["fooocus_scheme": "fooocus", "parameters": own]).recipe)
    #expect(recipe.width == 1_152 && recipe.height == 896 && recipe.seed == 99 && recipe.guidance == 4)
    #expect(recipe.model == "juggernaut" && recipe.scheduler == "karras")
    let text = "a fox, shiny\nSteps: 30, Seed: 99, Size: 1152x896, Raw prompt: \"a\\nfox\", Version: Fooocus v2.5.5"
    let other = found(["UserComment": text, "MakerNote": "a1111"])
    #expect(other.source == .fooocus && other.recipe?.prompt == "a\nfox")
  }

  @Test("InvokeAI is read, and known even without a recipe")
  func invoke() throws {
    let text = """
      {"generation_mode":"sdxl_txt2img","positive_prompt":"a fox","negative_prompt":"","width":1024,"height":1024,
       "seed":4294967295,"cfg_scale":7.5,"steps":30,"scheduler":"euler","model":{"key":"x","name":"XL"},"loras":[]}
      """
    let recipe = try #require(found(["invokeai_metadata": text]).recipe)
    #expect(recipe.model == "XL" && recipe.sampler == "euler" && recipe.seed == 4_294_967_295)
    #expect(found(["invokeai_graph": "{}"]).source == .invokeai)
    let older = #"{"model_weights":"sd15","image":{"prompt":[{"prompt":"owl","weight":1}],"steps":9,"seed":3}}"#
    #expect(found(["sd-metadata": older]).recipe?.prompt == "owl")
  }

  @Test(
    "nonsense is a file without a recipe",
    arguments: [
      "", "{", "{}", "[1,2", "null", "{\"sui_image_params\":7}", "{\"1\":{\"class_type\":\"KSampler\",\"inputs\":{}}}",
      "{\"nodes\":[{}],\"links\":[[]]}", "{\"positive_prompt\":[]}",
    ])
  func nonsense(text: String) {
    for name in ["pixazo", "UserComment", "invokeai_metadata", "prompt", "workflow", "sd-metadata", "Model"] {
      #expect(found([name: text]).recipe == nil)
    }
  }

  @Test("the answer has its source, its recipe or null, and each text once")
  func answer() throws {
    var json = JSONWriter()
    found(["Software": "a", "Comment": "b", "Software": "c"]).write(to: &json)
    #expect(
      String(decoding: json.bytes, as: UTF8.self)
        == #"{"source":"unknown","recipe":null,"raw":{"Software":"a","Comment":"b"}}"#)
  }
}
