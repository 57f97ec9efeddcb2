import Testing

@testable import Atelier

/// That a prompt is seen in its picture. What is compared is what one remembers after a glance.
@Suite("Likeness", .timeLimit(.minutes(3))) struct LikenessTests {
  private static let side = 96
  /// Pictures nearer than this look alike. A picture painted again in another size is nearer, mostly by far.
  private static let alike = 0.04

  private func impression(_ prompt: String, seed: UInt32 = 1, side: Int = side) -> Impression {
    Impression(painted(prompt, width: side, height: side, seed: seed), width: side, height: side)
  }

  @Test("two different prompts never look alike")
  func prompts() {
    let impressions = Self.prompts.map { impression($0) }
    var nearest = Double.infinity
    for (index, one) in impressions.enumerated() {
      for other in 0..<index {
        let distance = one.distance(impressions[other])
        #expect(distance > Self.alike, "\(Self.prompts[index]) – \(Self.prompts[other])")
        nearest = min(nearest, distance)
      }
    }
    #expect(nearest.isFinite)
  }

  @Test("the measure knows a picture again", arguments: ["a full moon over the lake", "silk folds", "a red rose"])
  func control(prompt: String) {
    #expect(impression(prompt).distance(impression(prompt)) == 0)
    #expect(impression(prompt).distance(impression(prompt, side: 120)) < Self.alike)
    // So a painter that forgot its prompt, or its seed, would be found out.
    #expect(impression(prompt).distance(impression("qwertzu", side: 120)) > Self.alike)
  }

  @Test("another seed makes another picture of the same thing")
  func seeds() {
    let prompts = stride(from: 0, to: Self.prompts.count, by: 3).map { Self.prompts[$0] }
    let pictures = prompts.map { prompt in (1...3).map { impression(prompt, seed: $0) } }
    var own = 0
    for (index, family) in pictures.enumerated() {
      for (place, picture) in family.enumerated() {
        let kin = family.indices.filter { $0 != place }.map { picture.distance(family[$0]) }.min() ?? .infinity
        #expect(kin > Self.alike / 2, "\(prompts[index])")
        let strangers = pictures.indices.filter { $0 != index }.flatMap { pictures[$0].map { picture.distance($0) } }
        if kin < strangers.min() ?? 0 { own += 1 }
      }
    }
    // By chance the nearest of all others would be of the same prompt once in fifty.
    #expect(own * 2 > prompts.count * 3)
  }

  @Test("a word of a style changes how it is painted, not what", arguments: PaintStyle.allCases)
  func styles(style: PaintStyle) {
    let plain = painted("a castle by a lake", width: 120, height: 120)
    let styled = painted("a castle by a lake", width: 120, height: 120, style: style)
    if style == .photo { #expect(plain == styled) } else { #expect(plain != styled) }
  }

  private static let prompts = [
    "a mountain lake at dawn",
    "sunset over the sea",
    "a misty pine forest",
    "an autumn forest",
    "a bamboo grove",
    "sand dunes in the desert",
    "a canyon at noon",
    "a volcano erupting",
    "a tropical island",
    "a palm beach",
    "a waterfall in the jungle",
    "a winding river in a valley",
    "wheat fields in summer",
    "a meadow of poppies",
    "a lavender field",
    "rolling green hills",
    "a snowy mountain in winter",
    "a glacier under the northern lights",
    "a road through the hills",
    "clouds in a blue sky",
    "a full moon over the lake",
    "a starry night with the milky way",
    "a rainbow after the rain",
    "lightning over the city",
    "a comet above the mountains",
    "a planet with rings",
    "a spiral galaxy",
    "a purple nebula",
    "a black hole",
    "a city skyline at night",
    "an isometric city",
    "a cyberpunk city with neon lights",
    "a snowy village at dusk",
    "a red house by the lake",
    "a castle on a hill",
    "a lighthouse in a storm",
    "a windmill in a field",
    "a church in autumn",
    "a red bridge at sunset",
    "a stone tower in the fog",
    "pyramids in egypt",
    "a japanese temple in spring",
    "a sailing boat on a calm sea",
    "hot air balloons at sunrise",
    "a rocket launch",
    "a car on a desert road",
    "a steam train in winter",
    "paper lanterns at night",
    "a cat under the moon",
    "a wolf in the snow",
    "a deer at sunset",
    "a whale in the ocean",
    "koi fish",
    "a dragon over a castle",
    "jellyfish in the deep",
    "red mushrooms in the forest",
    "a lonely wanderer in the fog",
    "a robot at night",
    "cactus in the desert at dusk",
    "cherry blossom tree",
    "a pink dahlia",
    "a red rose",
    "sunflowers",
    "a bouquet of flowers",
    "still life with fruit and a bottle",
    "glass spheres",
    "candles in the dark",
    "old books on a table",
    "an arch with a blue sphere",
    "flow field in teal and gold",
    "silk folds",
    "green marble",
    "stained glass window",
    "topographic contour lines",
    "a mandala",
    "a fractal",
    "bauhaus geometry",
    "bokeh lights",
    "smoke",
    "crystals",
    "coral reef labyrinth",
    "paper cut layers",
    "a bonfire",
    "a spiral vortex",
    "synthwave grid",
    "a circuit board",
    "an aerial map of an island",
    "a red heart",
    "маяк на берегу моря",
    "зимний лес ночью",
    "чашка кофе",
    "a watercolour of a lake in the morning",
    "an ink painting of mountains in the mist",
    "an oil painting of a stormy sea",
    "a low poly fox",
    "pixel art castle",
    "a comic of a city in the rain",
    "a blueprint of a rocket",
    "qwertzu",
    "lorem ipsum dolor",
  ]
}
