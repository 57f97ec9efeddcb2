import Support
import Testing

@testable import Domain

@Suite struct FoundRecipeFuzzTests {
  private static let seeds: [(name: String, text: String)] = [
    ("parameters", "a\nNegative prompt: b\nSteps: 1, Sampler: Euler Karras, Size: 64x64, Seed: 9, Hashes: {\"a\":[1]}"),
    ("parameters", #"{"sui_image_params":{"prompt":"a","seed":"1","steps":2.0,"width":64}}"#),
    ("UserComment", #"{"prompt":"a","base_model":"b","resolution":"(1, 2)","seed":"3","full_prompt":[]}"#),
    ("invokeai_metadata", #"{"positive_prompt":"a","width":64,"model":{"name":"m"},"cfg_scale":7.5}"#),
    ("pixazo", #"{"prompt":"a","width":64,"seed":4294967295,"referenceImageIds":[],"extra":{"a":1}}"#),
    ("prompt", ComfyGraphTests.simple), ("prompt", ComfyGraphTests.custom), ("workflow", ComfyGraphTests.drawn),
  ]
  private static let words = [
    "\"", "{", "}", "[\"3\",0]", ":", ",", "\n", "\\", "NaN", "1e309", "99999999999999999999",
  ]

  @Test("50,000 mutated texts end in a recipe or in none")
  func mutations() {
    var random = SplitMix(state: 20_261_120)
    var recipes = 0
    for round in 0..<50_000 {
      // The long graphs cost the most and have no more kinds of places.
      let seed = Self.seeds[round % 10 == 9 ? 5 + round / 10 % 3 : round % 5]
      var bytes = Array(seed.text.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) { Self.mutate(&bytes, &random) }
      let found = FoundRecipe(in: [FoundRecipe.Text(name: seed.name, text: String(decoding: bytes, as: UTF8.self))])
      guard let recipe = found.recipe else { continue }
      recipes += 1
      // Whatever was found can be told, kept in a file and found again.
      let again = FoundRecipe(in: [.init(name: "pixazo", text: recipe.compact)])
      #expect(again.recipe == recipe)
      #expect(Infotext(reading: Infotext(recipe, software: "Pixazo").text) != nil)
    }
    #expect(recipes > 10_000)
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    guard !bytes.isEmpty else { return bytes = [0] }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(contentsOf: (words.randomElement(using: &random) ?? "").utf8, at: place)
    case 3: bytes.insert(contentsOf: bytes[place...].prefix(24), at: place)
    case 4: bytes.removeSubrange(place..<min(bytes.count, place + 8))
    default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }
  }
}
