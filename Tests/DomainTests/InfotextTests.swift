import Testing

@testable import Domain

@Suite struct InfotextTests {
  @Test("a text of the web UI is read into prompt, negative prompt and pairs")
  func reading() throws {
    let infotext = try #require(
      Infotext(
        reading: """
          a lighthouse,
          oil on canvas <lora:sea:0.8>
          Negative prompt: blurry,
          text: none
          Steps: 25, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 42, Size: 832x1216, \
          Model hash: abcdef0123, Model: sea_v1, Lora hashes: "sea: 0123456789ab, sky: 1", Version: v1.10.1
          """))
    #expect(infotext.prompt == "a lighthouse,\noil on canvas <lora:sea:0.8>")
    #expect(infotext.negativePrompt == "blurry,\ntext: none")
    #expect(infotext.items.count == 10)
    #expect(infotext["Lora hashes"] == "sea: 0123456789ab, sky: 1")
    let recipe = Recipe(infotext)
    #expect(recipe.steps == 25 && recipe.guidance == 7.5 && recipe.seed == 42)
    #expect(recipe.width == 832 && recipe.height == 1_216 && recipe.model == "sea_v1")
    #expect(recipe.sampler == "DPM++ 2M" && recipe.scheduler == "Karras" && recipe.strength == nil)
  }

  @Test("a line of fewer than three pairs belongs to the prompt")
  func promptOnly() throws {
    let infotext = try #require(Infotext(reading: "a sign\nthat says: hello, and: bye"))
    #expect(infotext.prompt == "a sign\nthat says: hello, and: bye" && infotext.items.isEmpty)
  }

  @Test("windows line ends and blanks around the text change nothing")
  func lineEnds() {
    let plain = Infotext(reading: "a\nNegative prompt: b\nSteps: 1, Seed: 2, Size: 64x64")
    let other = Infotext(reading: "\r\n  a\r\nNegative prompt: b\r\nSteps: 1, Seed: 2, Size: 64x64\r\n\0")
    #expect(plain != nil && plain == other)
  }

  @Test("bare JSON among the pairs is one value, whatever it holds")
  func bareJSON() throws {
    let line = #"Steps: 4, Seed: 1, Size: 64x64, Hashes: {"model":"a, b: c","x":["}"]}, Version: z"#
    let infotext = try #require(Infotext(reading: "p\n\(line)"))
    #expect(infotext["Hashes"] == #"{"model":"a, b: c","x":["}"]}"#)
    #expect(infotext["Version"] == "z" && infotext.items.count == 5)
    let server = #"p\nSteps: 4, CFG scale: 7.000000, Seed: 1, Model: , Unet: u.gguf, Sampler: euler discrete, "#
      .replacing("\\n", with: "\n")
    let recipe = Recipe(
      try #require(Infotext(reading: server + #"Version: stable-diffusion.cpp, SDCPP: {"a":{"b":[1,2]}}"#)))
    #expect(recipe.guidance == 7 && recipe.model == "u.gguf")
    #expect(recipe.sampler == "euler" && recipe.scheduler == "discrete")
  }

  @Test("templates after the pairs are left out")
  func templates() throws {
    let infotext = try #require(
      Infotext(reading: "a cat\nSteps: 20, Seed: 1, Size: 64x64\nTemplate: a {cat|dog}\nNegative Template: x"))
    #expect(infotext.prompt == "a cat" && infotext.negativePrompt.isEmpty && infotext["Seed"] == "1")
  }

  @Test("the sampler of an older file is parted from its schedule, and distilled guidance is the guidance")
  func older() throws {
    let recipe = Recipe(
      try #require(
        Infotext(
          reading: "p\nSteps: 8, Sampler: DPM++ 2M SDE Karras, CFG scale: 1, Distilled CFG Scale: 3.5, Seed: 1"))
    )
    #expect(recipe.sampler == "DPM++ 2M SDE" && recipe.scheduler == "Karras" && recipe.guidance == 3.5)
    let plain = Recipe(try #require(Infotext(reading: "p\nSteps: 8, Sampler: Euler a, Seed: 18446744073709551615")))
    #expect(plain.sampler == "Euler a" && plain.scheduler == nil && plain.seed == .max)
  }

  @Test(
    "what is written reads back",
    arguments: [
      ("a cat", ""), ("a \"cat\": 3, {b}", "x\ny"), ("кошка 😀\nвторая строка", "размыто"), ("", "only negative"),
      ("Steps: 1, Seed: 2, Size: 3x4", "Model: a, b: c, dd: e"), ("ends with a backslash \\", "\\\"x"),
    ])
  func roundTrip(prompt: String, negative: String) throws {
    var recipe = Recipe(prompt: prompt)
    recipe.negativePrompt = negative.isEmpty ? nil : negative
    recipe.model = "here/a, \"b\": c\\"
    (recipe.width, recipe.height, recipe.steps, recipe.seed) = (1_024, 768, 4, 4_294_967_295)
    (recipe.guidance, recipe.strength) = (3.5, 0.6)
    (recipe.sampler, recipe.scheduler) = ("\"Euler\"", "simple")
    let text = Infotext(recipe, software: "Pixazo 1").text
    #expect(text.split(separator: "\n").last?.hasPrefix("Steps: 4, ") == true)
    #expect(Recipe(try #require(Infotext(reading: text))) == recipe)
  }

  @Test("a prompt cannot begin the negative prompt by itself")
  func marker() throws {
    var recipe = Recipe(prompt: "a cat\r\n Negative prompt: dogs")
    (recipe.steps, recipe.seed, recipe.model) = (1, 1, "a/b")
    let read = try #require(Infotext(reading: Infotext(recipe, software: "Pixazo 1").text))
    #expect(read.prompt == "a cat\nnegative prompt: dogs" && read.negativePrompt.isEmpty)
  }

  @Test("numbers are written as people write them")
  func numbers() {
    var recipe = Recipe(prompt: "p")
    (recipe.guidance, recipe.seed, recipe.steps) = (7, 0, 20)
    #expect(Infotext(recipe, software: "S").text == "p\nSteps: 20, CFG scale: 7, Seed: 0, Version: S")
  }

  @Test(
    "a text made to be slow is read in one pass", .timeLimit(.minutes(1)),
    arguments: [
      String(repeating: "Hashes: {,", count: 20_000), String(repeating: "ab: \"\\", count: 30_000),
      String(repeating: "Hashes: {", count: 13_000) + String(repeating: "}", count: 13_000) + "x",
      String(repeating: "a", count: 200_000), String(repeating: "Steps: 1\n", count: 25_000),
      String(repeating: "Negative prompt:\n", count: 15_000), String(repeating: "\r\n", count: 100_000),
    ])
  func slow(text: String) throws {
    let infotext = try #require(Infotext(reading: text))
    _ = infotext.text
  }

  @Test("a text far longer than any prompt is not read")
  func tooLong() { #expect(Infotext(reading: String(repeating: "a ", count: 200_000)) == nil) }
}
