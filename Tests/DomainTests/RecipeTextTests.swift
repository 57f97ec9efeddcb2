import Support
import Testing

@testable import Domain

@Suite("Recipes as they are kept") struct RecipeTextTests {
  /// Nil where it is left to those who read.
  private func written(_ text: String, seed: UInt64? = nil) -> String? {
    var json = JSONWriter()
    var text = text
    let isWritten = text.withUTF8 { letters in
      guard let recipe = RecipeText(letters) else { return false }
      recipe.write(seed: seed, to: &json)
      return true
    }
    return isWritten ? String(decoding: json.bytes, as: UTF8.self) : nil
  }

  /// As a picture that was read shows it.
  private func whole(_ text: String, seed: UInt64? = nil) throws -> String {
    var recipe = Recipe(try JSON(parsing: Array(text.utf8)))
    if recipe?.seed == nil { recipe?.seed = seed }
    var json = JSONWriter()
    json.value(recipe)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private func recipe(_ dice: inout SplitMix) -> Recipe {
    let texts = ["a \"fox\", \\ {x}:[y]", "лиса\n\tи \\n", "", "\u{1}", " blank ", "line\n", "\\", "a\r\nb", "n"]
    var recipe = Recipe(prompt: texts.randomElement(using: &dice) ?? "")
    func maybe() -> Bool { Int.random(in: 0..<3, using: &dice) == 0 }
    if maybe() { recipe.negativePrompt = ["}],\"", "", " ", "размыто"].randomElement(using: &dice) }
    if maybe() { recipe.model = "a/b" }
    if maybe() { recipe.width = [64, 1_000_000, 0, -1, 10].randomElement(using: &dice) }
    if maybe() { recipe.guidance = [7.5, 7, 0, 1e-7, 1e22, 0.1].randomElement(using: &dice) }
    if maybe() { recipe.seed = [.max, 0, 1 << 63, 1 << 53, 7].randomElement(using: &dice) }
    if maybe() { recipe.styleId = Identifier() }
    if maybe() { recipe.referenceImageIds = (0...Int.random(in: 0..<70, using: &dice)).map { _ in Identifier() } }
    if maybe() { recipe.parentImageId = Identifier() }
    if maybe() { recipe.variables = ["a": "b,c", "d": "{\"e\":1}"] }
    if maybe() { recipe.combine = true }
    if maybe() { recipe.extra = ["loras": [["name": "x\"}", "weight": 0.5]], "n": nil, "whole": 2.0] }
    return recipe
  }

  @Test("written out without being read, a recipe is what it is when it is read")
  func same() throws {
    var dice = SplitMix(state: 5)
    var count = 0
    for number in 0..<1_500 {
      let text = recipe(&dice).compact
      let seed: UInt64? = number % 2 == 0 ? nil : 9
      guard let written = written(text, seed: seed) else { continue }
      count += 1
      #expect(try written == whole(text, seed: seed))
    }
    #expect(count > 150)
  }

  @Test("a recipe as the API takes it is never left to be read")
  func usual() throws {
    var recipe = Recipe(prompt: "a fox\nin the snow, \"quoted\", лиса")
    recipe.negativePrompt = "blurry"
    recipe.model = "builtin/painter"
    recipe.width = 1_024
    recipe.height = 768
    recipe.steps = 30
    recipe.guidance = 7.5
    recipe.seed = 4_294_967_295
    recipe.count = 4
    recipe.sampler = "Euler a"
    recipe.strength = 0.75
    recipe.initImageId = Identifier()
    recipe.referenceImageIds = [Identifier(), Identifier()]
    recipe.combine = true
    recipe.extra = ["quality": "high", "loras": [["name": "x", "weight": 0.5]]]
    #expect(try written(recipe.compact) == whole(recipe.compact))
    #expect(written("{\"prompt\":\"\"}") != nil)
  }

  @Test("whatever is done to the text of a recipe, it is written as it is read, or left to be read")
  func mutated() throws {
    var dice = SplitMix(state: 6)
    var count = 0
    for number in 0..<8_000 {
      var recipe = Recipe(prompt: "a \"fox\" {x}\nлиса")
      recipe.negativePrompt = "blurry"
      recipe.width = 64
      recipe.guidance = 7.5
      recipe.seed = 12
      if number % 2 == 0 { recipe.extra = ["a": ["b", 1.5, ["c": nil]]] }
      var bytes = Array(recipe.compact.utf8)
      for _ in 0...Int.random(in: 0..<2, using: &dice) {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(Array("\"\\,{}[]:0 n\u{1}".utf8).randomElement(using: &dice) ?? 0, at: place)
        case 2: bytes[place] = UInt8.random(in: 0...255, using: &dice)
        default: bytes = Array(bytes[..<place]) + bytes[min(place + 5, bytes.count)...]
        }
        if bytes.isEmpty { bytes = [0x7B] }
      }
      var json = JSONWriter()
      let isWritten = bytes.withUnsafeBufferPointer { letters in
        guard let recipe = RecipeText(letters) else { return false }
        recipe.write(seed: nil, to: &json)
        return true
      }
      guard isWritten else { continue }
      count += 1
      var expected = JSONWriter()
      expected.value(Recipe(try JSON(parsing: bytes)))
      #expect(json.bytes == expected.bytes, "\(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(count > 400)
  }

  @Test("a text of another form is left to those who read")
  func strange() {
    for text in [
      "", "{", "}", "{}", "{}x", "[]", "null", "{\"prompt\"}", "{\"prompt\":}", "{\"prompt\":\"a\",}",
      "{\"prompt\":\"a}",
      "{\"other\":1}", "{\"model\":\"a\",\"prompt\":\"b\"}", "{\"prompt\":\"a\"]}", "{ \"prompt\":\"a\"}",
      "{\"prompt\":\"a\",\"prompt\":\"b\"}", "{\"prompt\":\"\\", "{\"prompt\":\"\\\"}", "{\"prompt\":\"a\"}x",
      "{,\"prompt\":\"a\"}", "{\"prompt\":\"a\"\"model\":\"b\"}", "{\"prompt\":\"a\",\"width\":01}",
      "{\"prompt\":\"a\",\"width\":\"5\"}", "{\"prompt\":\"a\",\"extra\":{\"a\":1,\"a\":2}}",
      "{\"prompt\":\"a\",\"extra\":{\"a\": 1}}", "{\"prompt\":\"a \"}", "{\"prompt\":\" a\"}", "{\"prompt\":\"a\\n\"}",
    ] { #expect(written(text) == nil, "\(text)") }
  }
}
