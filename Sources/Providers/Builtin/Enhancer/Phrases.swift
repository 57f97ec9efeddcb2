extension Phrase {
  /// Everything that may be added, slot by slot. A prompt that holds one of them has its slot filled.
  static let all: [Phrase] = details + media + lights + moods + viewpoints + lenses

  private static let details: [Phrase] = [
    Phrase(.detail, "fine skin texture and a calm, natural expression", needs: .person, avoids: .drawn),
    Phrase(.detail, "hands relaxed, a few loose strands of hair", needs: .person, avoids: [.far, .drawn]),
    Phrase(.detail, "clothing with visible weave and folds", needs: .person, avoids: .abstract),
    Phrase(.detail, "a clear silhouette and a telling gesture", needs: .person, avoids: .near),
    Phrase(.detail, "every hair of the coat catching light", needs: .animal, avoids: [.underwater, .drawn]),
    Phrase(.detail, "alert eyes with a small bright reflection", needs: .animal),
    Phrase(.detail, "a simple readable outline and lively pose", needs: .animal, avoids: .photo),
    Phrase(
      .detail, "layers of depth from near stones to far ridges", needs: .landscape, avoids: [.space, .underwater]),
    Phrase(.detail, "grasses bending in a light wind", needs: .landscape, avoids: [.space, .underwater, .snow]),
    Phrase(.detail, "ripples carrying broken reflections", needs: .water, avoids: .underwater),
    Phrase(.detail, "fresh powder with a few crisp tracks", needs: .snow),
    Phrase(.detail, "wet stone that mirrors the lamps", needs: [.city], avoids: [.day, .dawn, .snow]),
    Phrase(.detail, "worn paint, cables and small signs of daily life", needs: .city, avoids: .fantasy),
    Phrase(.detail, "clean edges and honest joints of stone, wood and glass", needs: .building),
    Phrase(.detail, "lived-in objects placed with care", needs: .interior, avoids: .product),
    Phrase(.detail, "linen, wood grain and a thin layer of dust in the light", needs: .interior),
    Phrase(.detail, "glistening crumbs and a thread of steam", needs: .food, avoids: .plant),
    Phrase(.detail, "a linen cloth and one scattered herb", needs: .food),
    Phrase(.detail, "crisp edges and true material texture", needs: .product),
    Phrase(.detail, "polished panels with long soft highlights", needs: .vehicle),
    Phrase(
      .detail, "dust and small stones thrown up behind it", needs: .vehicle, avoids: [.water, .space, .snow, .city]),
    Phrase(.detail, "veins of the leaves lit from behind", needs: .plant, avoids: .night),
    Phrase(.detail, "drops of dew on the petals", needs: .plant, avoids: [.snow, .night]),
    Phrase(.detail, "weathered runes and moss in the cracks", needs: .fantasy, avoids: .space),
    Phrase(.detail, "fine particles drifting through the air", needs: [.fantasy, .abstract]),
    Phrase(.detail, "thin rings of ice and dust", needs: .space),
    Phrase(.detail, "a dense field of stars of many sizes", needs: .space),
    Phrase(.detail, "layered translucent forms with sharp and soft edges", needs: .abstract),
    Phrase(.detail, "large calm shapes set against small busy ones", needs: .abstract),
    Phrase(.detail, "even stroke weight and generous spacing", needs: .sign),
    Phrase(.detail, "shafts of light full of floating specks", needs: .underwater),
    Phrase(.detail, "well-chosen small details that reward a second look"),
    Phrase(.detail, "believable materials with a little wear", avoids: [.abstract, .sign, .space]),
  ]

  private static let media: [Phrase] = [
    Phrase(.medium, "natural photograph", avoids: [.drawn, .abstract, .sign, .fantasy]),
    Phrase(.medium, "documentary photograph", needs: [.person, .city], avoids: [.drawn, .fantasy]),
    Phrase(.medium, "editorial photograph", needs: [.person, .product, .food], avoids: [.drawn, .fantasy]),
    Phrase(.medium, "film still", needs: [.person, .city, .interior, .vehicle], avoids: [.drawn]),
    Phrase(.medium, "wildlife photograph", needs: .animal, avoids: [.drawn, .fantasy, .interior]),
    Phrase(.medium, "landscape photograph on large-format film", needs: .landscape, avoids: [.drawn, .fantasy]),
    Phrase(.medium, "architectural photograph", needs: .building, avoids: [.drawn, .fantasy]),
    Phrase(.medium, "studio product photograph", needs: .product, avoids: .drawn),
    Phrase(.medium, "food photograph", needs: .food, avoids: .drawn),
    Phrase(.medium, "matte painting with visible brushwork", needs: [.fantasy, .space], avoids: [.photo, .drawn]),
    Phrase(.medium, "painted book illustration", needs: [.fantasy, .animal], avoids: [.photo, .drawn]),
    Phrase(.medium, "gouache on textured paper", needs: [.abstract, .fantasy, .plant], avoids: [.photo, .drawn]),
    Phrase(.medium, "layered paper cut", needs: .abstract, avoids: [.photo, .drawn]),
    Phrase(.medium, "flat vector drawing on a plain background", needs: .sign, avoids: [.photo]),
    Phrase(.medium, "screen print in few colours", needs: [.sign, .abstract], avoids: [.photo, .drawn]),
    Phrase(.medium, "astronomical photograph", needs: .space, avoids: [.drawn, .fantasy]),
    Phrase(.medium, "botanical study", needs: .plant, avoids: [.photo, .landscape]),
  ]

  private static let indoors: Traits = [.interior, .food, .product]

  private static let lights: [Phrase] = [
    Phrase(
      .light, "soft window light from the left", needs: [.person, .interior, .food],
      avoids: [
        .night, .city, .landscape, .space, .underwater,
      ]),
    Phrase(
      .light, "a single lamp with warm falloff into shadow", needs: [.interior, .person],
      avoids: [
        .day, .dawn, .landscape, .space, .underwater, .city,
      ]),
    Phrase(
      .light, "low golden sun from the side with long shadows",
      needs: [
        .landscape, .city, .animal, .vehicle, .building, .plant, .person,
      ], avoids: [.night, .rain, .storm, .fog, .interior, .space, .underwater, .dusk, .day]),
    Phrase(.light, "first light from low on the horizon", needs: .dawn, avoids: [.interior, .space, .underwater]),
    Phrase(.light, "the last warm light fading into blue", needs: .dusk, avoids: [.interior, .space, .underwater]),
    Phrase(
      .light, "clear high sun with short hard shadows", needs: .day,
      avoids: [
        .night, .fog, .rain, .storm, .interior, .space, .underwater,
      ]),
    Phrase(
      .light, "even light from a bright overcast sky",
      needs: [
        .landscape, .city, .animal, .person, .building, .plant, .vehicle,
      ], avoids: [.night, .dusk, .dawn, .interior, .space, .underwater, .neon, .fire]),
    Phrase(
      .light, "cool moonlight with a thin rim on every edge", needs: .night,
      avoids: [
        .interior, .space, .underwater, .neon,
      ]),
    Phrase(
      .light, "street lamps pooling amber on the ground", needs: [.city],
      avoids: [
        .day, .dawn, .interior, .space, .neon,
      ]),
    Phrase(.light, "magenta and teal signs as the only light", needs: .neon),
    Phrase(.light, "flickering firelight from below", needs: .fire),
    Phrase(.light, "diffuse light that fades with distance", needs: .fog, avoids: [.interior, .space]),
    Phrase(
      .light, "a break of light under heavy clouds", needs: [.storm, .rain], avoids: [.night, .interior, .space]),
    Phrase(.light, "blue light filtering down from the surface", needs: .underwater),
    Phrase(.light, "one distant star as a hard key light", needs: .space),
    Phrase(.light, "large softbox from above with a white bounce card", needs: .product, avoids: .outside),
    Phrase(
      .light, "side light that rakes across the surface", needs: [.food, .product, .plant],
      avoids: [
        .night, .space, .underwater,
      ]),
    Phrase(.light, "a soft glow from within the scene", needs: [.fantasy, .abstract], avoids: [.neon, .fire, .day]),
    Phrase(.light, "even, shadowless light", needs: [.sign, .abstract]),
    Phrase(
      .light, "soft directional light with gentle shadows",
      avoids: [
        .night, .space, .underwater, .neon, .fire, .sign, .dusk, .dawn,
      ]),
  ]

  private static let moods: [Phrase] = [
    Phrase(.mood, "quiet palette of slate blue and warm ochre", avoids: [.grey, .neon]),
    Phrase(.mood, "muted earth colours with one saturated accent", avoids: [.grey, .neon, .space, .underwater]),
    Phrase(
      .mood, "deep greens and pale gold", needs: [.landscape, .plant, .animal],
      avoids: [
        .grey, .neon, .snow, .night,
      ]),
    Phrase(.mood, "cold whites and faint rose", needs: .snow, avoids: [.grey, .neon]),
    Phrase(.mood, "ink blue, silver and a trace of violet", needs: [.night, .space], avoids: [.grey, .neon]),
    Phrase(.mood, "violet dusk against small warm windows", needs: [.dusk], avoids: [.grey, .space]),
    Phrase(.mood, "rose, peach and a clean pale blue", needs: .dawn, avoids: .grey),
    Phrase(.mood, "electric magenta, cyan and near black", needs: .neon, avoids: .grey),
    Phrase(.mood, "cream, butter and toasted brown", needs: .food, avoids: .grey),
    Phrase(.mood, "clean neutrals with a single brand colour", needs: [.product, .sign], avoids: .grey),
    Phrase(.mood, "teal and turquoise fading to dark blue", needs: [.water, .underwater], avoids: [.grey, .neon]),
    Phrase(
      .mood, "rust, sand and faded turquoise", needs: [.vehicle, .city, .building],
      avoids: [
        .grey, .neon, .night, .snow,
      ]),
    Phrase(.mood, "three flat colours and a warm white", needs: [.sign, .abstract], avoids: [.grey, .photo]),
    Phrase(.mood, "jewel colours in deep shadow", needs: [.fantasy, .interior], avoids: [.grey, .day]),
    Phrase(.mood, "rich blacks, clear whites and a long scale of greys", needs: .grey),
    Phrase(.mood, "calm, unhurried mood", avoids: [.storm, .fire]),
    Phrase(.mood, "tense, expectant mood", needs: [.storm, .night, .fire]),
    Phrase(.mood, "a sense of wonder and great scale", needs: [.fantasy, .space]),
  ]

  private static let viewpoints: [Phrase] = [
    Phrase(.viewpoint, "eye-level view", avoids: [.abstract, .sign, .space, .near, .food]),
    Phrase(
      .viewpoint, "low angle that makes the subject tall", needs: [.building, .vehicle, .person, .fantasy],
      avoids: [
        .abstract, .sign, .near,
      ]),
    Phrase(
      .viewpoint, "wide view with the subject small in the frame", needs: [.landscape, .city, .fantasy, .space],
      avoids: [
        .near, .product, .sign,
      ]),
    Phrase(
      .viewpoint, "view from a height over receding layers", needs: [.landscape, .city], avoids: [.near, .space]),
    Phrase(
      .viewpoint, "head-and-shoulders framing with room to one side", needs: [.person], avoids: [.far, .abstract]),
    Phrase(.viewpoint, "close view filling the frame", needs: [.animal, .plant, .food], avoids: [.far, .landscape]),
    Phrase(.viewpoint, "view from directly above", needs: [.food, .product], avoids: [.landscape]),
    Phrase(
      .viewpoint, "three-quarter view on a seamless backdrop", needs: [.product, .vehicle],
      avoids: [
        .landscape, .city,
      ]),
    Phrase(.viewpoint, "straight-on symmetrical view", needs: [.building, .interior, .sign]),
    Phrase(.viewpoint, "view through a doorway into the room", needs: .interior, avoids: [.person, .near]),
    Phrase(.viewpoint, "subject off centre on a third", avoids: [.sign, .abstract]),
    Phrase(.viewpoint, "centred composition with generous margins", needs: [.sign, .abstract, .product]),
    Phrase(.viewpoint, "diagonal composition that leads the eye inward", avoids: [.sign, .near]),
    Phrase(.viewpoint, "view at the height of the animal", needs: .animal, avoids: .far),
  ]

  private static let drawings: Traits = [.drawn, .abstract, .sign, .fantasy]

  private static let lenses: [Phrase] = [
    Phrase(.lens, "85 mm lens at f/2 with a soft background", needs: [.person], avoids: drawings.union(.far)),
    Phrase(.lens, "35 mm lens at f/5.6", needs: [.city, .interior, .person], avoids: drawings.union(.near)),
    Phrase(
      .lens, "24 mm lens at f/11, sharp from front to back", needs: [.landscape, .building],
      avoids: drawings.union(
        .near)),
    Phrase(.lens, "300 mm lens with a compressed background", needs: [.animal], avoids: drawings.union(.interior)),
    Phrase(.lens, "100 mm macro lens with a thin plane of focus", needs: [.plant, .food, .product], avoids: drawings),
    Phrase(.lens, "50 mm lens at f/4", avoids: drawings.union([.space, .underwater, .landscape])),
    Phrase(
      .lens, "long exposure on a tripod", needs: [.night, .water, .space],
      avoids: drawings.union([
        .person, .animal,
      ])),
    Phrase(.lens, "medium-format film with fine grain", needs: [.person, .landscape, .interior], avoids: drawings),
  ]
}
