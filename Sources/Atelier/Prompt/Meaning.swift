/// What a word of a prompt can mean to the painter.
enum Meaning: Equatable {
  case subject(Subject)
  /// One that has a colour of its own: poppies, lavender.
  case coloured(Subject, UInt32)
  case time(DayTime)
  case weather(Weather)
  case season(Season)
  case colour(UInt32)
  case mood(Mood)
  case style(PaintStyle)
  case count(Int)
  case place(Place)
  case size(Float)
  /// "no", "without": what follows is not to be seen.
  case absence
}

enum DayTime: CaseIterable { case dawn, morning, day, golden, sunset, dusk, night }
enum Weather: CaseIterable { case clear, cloudy, overcast, storm, rain, snow, fog }
enum Season: CaseIterable { case spring, summer, autumn, winter }
enum Mood: CaseIterable {
  case calm, dramatic, dark, bright, dreamy, warm, cold, vivid, muted, lonely, electric, monochrome, sepia
}
enum Place: CaseIterable { case left, right, centre, high, low, near, far }

enum Subject: CaseIterable {
  // Land and water.
  case mountain, hill, valley, forest, tree, palm, lake, river, sea, beach, island, desert, canyon, volcano, waterfall
  case field, meadow, snowfield, road, grass
  // The sky and what is beyond it.
  case sky, cloud, sun, moon, star, milkyWay, aurora, rainbow, lightning, comet
  case planet, galaxy, nebula, space, blackHole
  // What people made.
  case city, isometricCity, village, house, castle, lighthouse, windmill, church, bridge, tower, ruin, pyramid, temple
  case boat, balloon, rocket, car, train, arch, lantern
  // Living things.
  case bird, cat, dog, wolf, fox, deer, horse, bear, rabbit, whale, fish, dragon, butterfly, jellyfish, mushroom
  case person, couple, robot, cactus, bamboo, blossomTree
  case flower, meadowFlowers, rose, sunflower, tulip, bouquet
  // Things on a table and things that are only form.
  case stillLife, fruit, bottle, sphere, candle, book, cup
  case flow, silk, marble, stainedGlass, waves, contour, mandala, fractal, geometry, bokeh, ink, crystal, coral
  case paperCut, fire, spiral, grid, circuit, bubbles, abstract, map, portal, heart
}

/// How a picture is painted.
package enum PaintStyle: String, CaseIterable, Sendable {
  case photo, watercolour, oil, ink, pencil, pastel, pointillism, gouache
  case poster, woodcut, paperCut = "paper-cut", comic
  case neon, pixel, lowPoly = "low-poly", mosaic, stainedGlass = "stained-glass", blueprint
}
