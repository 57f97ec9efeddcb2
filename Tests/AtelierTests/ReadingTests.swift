import Testing

@testable import Atelier

/// What a prompt is expected to be read as.
struct Expected: CustomTestStringConvertible, Sendable {
  let prompt: String
  var negative: String?
  var subjects: [Subject]
  var time: DayTime?
  var weather: Weather?
  var season: Season?
  var style: PaintStyle?
  var colours: [UInt32] = []
  var tints: [Subject: [UInt32]] = [:]
  var counts: [Subject: Int] = [:]
  var places: [Subject: Place] = [:]
  var absent: Set<Subject> = []
  var moods: Set<Mood> = []

  var testDescription: String { prompt }

  init(
    _ prompt: String, not negative: String? = nil, _ subjects: [Subject], _ time: DayTime? = nil,
    _ weather: Weather? = nil, _ season: Season? = nil, _ style: PaintStyle? = nil, colours: [UInt32] = [],
    tints: [Subject: [UInt32]] = [:], counts: [Subject: Int] = [:], places: [Subject: Place] = [:],
    absent: Set<Subject> = [], moods: Set<Mood> = []
  ) {
    (self.prompt, self.negative, self.subjects) = (prompt, negative, subjects)
    (self.time, self.weather, self.season, self.style) = (time, weather, season, style)
    (self.colours, self.tints, self.counts, self.places) = (colours, tints, counts, places)
    (self.absent, self.moods) = (absent, moods)
  }

  fileprivate static let red: UInt32 = 0xd8342c
  fileprivate static let blue: UInt32 = 0x2f6fd0
  fileprivate static let gold: UInt32 = 0xe0a830
  fileprivate static let white: UInt32 = 0xf4f2ec
  fileprivate static let black: UInt32 = 0x14161a
  fileprivate static let green: UInt32 = 0x3f9a48
  fileprivate static let yellow: UInt32 = 0xf5cf3a
  fileprivate static let teal: UInt32 = 0x1f9a96
  fileprivate static let pink: UInt32 = 0xf07aa8
  fileprivate static let purple: UInt32 = 0x7a3fb8
}

@Suite("Reading a prompt") struct ReadingTests {
  @Test("English is read as a person would read it", arguments: english)
  func readEnglish(expected: Expected) { check(expected) }

  @Test("Russian is read in every case and number", arguments: russian)
  func readRussian(expected: Expected) { check(expected) }

  private func check(_ expected: Expected) {
    let reading = Reading(prompt: expected.prompt, negative: expected.negative)
    #expect(reading.subjects == expected.subjects)
    #expect(reading.time == expected.time)
    #expect(reading.weather == expected.weather)
    #expect(reading.season == expected.season)
    #expect(reading.style == expected.style)
    #expect(reading.colours == expected.colours)
    #expect(reading.tints == expected.tints)
    #expect(reading.counts == expected.counts)
    #expect(reading.places == expected.places)
    #expect(reading.absent == expected.absent)
    #expect(reading.moods == expected.moods)
  }

  @Test("the heaviest subject is what the picture is of, the first among equals")
  func main() {
    #expect(Reading(prompt: "a lake and a castle").main == .lake)
    #expect(Reading(prompt: "a lake and a (castle:1.4)").main == .castle)
    #expect(Reading(prompt: "[lake], castle").main == .castle)
    #expect(Reading(prompt: "((moon)) over the sea").main == .moon)
    #expect(Reading(prompt: "something else entirely").main == nil)
    #expect(Reading(prompt: "(sea:0), castle").subjects == [.castle])
  }

  @Test("words that are not known still make another prompt of it, and so do weights")
  func keys() {
    let prompts = ["", "a", "b", "a b", "b a", "sea", "(sea:1.2)", "sea, a", "SEA b"]
    let keys = prompts.map { Reading(prompt: $0).key } + [Reading(prompt: "sea", negative: "a").key]
    #expect(Set(keys).count == prompts.count + 1)
    #expect(Reading(prompt: "Sea").key == Reading(prompt: "sea!").key)
  }

  @Test("the list of words has no phrase longer than is looked for, and none that cannot be reached")
  func vocabulary() {
    for phrase in Vocabulary.meanings.keys {
      let words = phrase.split(separator: " ")
      #expect(!phrase.isEmpty && words.count <= Vocabulary.longest, "\(phrase)")
      // What a word is cut to must not be cut again, or a prompt would never come to it.
      for word in words { #expect(Words.split(String(word)).count == 1, "\(phrase)") }
    }
  }

  private static let english: [Expected] = [
    Expected("a mountain lake", [.mountain, .lake]),
    Expected("mountains beside lakes at dawn", [.mountain, .lake], .dawn),
    Expected("Sunset over the sea.", [.sea], .sunset),
    Expected("misty pine forest, early morning", [.forest], .morning, .fog),
    Expected("an autumn forest in the rain", [.forest], nil, .rain, .autumn),
    Expected("snowy village at night", [.village], .night, .snow),
    Expected("a red house by the lake", [.house, .lake], tints: [.house: [Expected.red]]),
    Expected("a house by a blue lake", [.house, .lake], colours: [Expected.blue]),
    Expected("two red boats", [.boat], tints: [.boat: [Expected.red]], counts: [.boat: 2]),
    Expected("three cats and one dog", [.cat, .dog], counts: [.cat: 3, .dog: 1]),
    Expected(
      "a castle on the left, a windmill on the right", [.castle, .windmill],
      places: [.castle: .left, .windmill: .right]),
    Expected("cherry blossoms in spring", [.blossomTree], nil, nil, .spring),
    Expected("hot air balloons at sunrise", [.balloon], .dawn),
    Expected(
      "northern lights above a frozen fjord", [.aurora, .mountain], nil, nil, .winter, places: [.aurora: .high]),
    Expected("the Milky Way over the desert", [.milkyWay, .desert]),
    Expected("an ink wash of a bamboo grove", [.bamboo], nil, nil, nil, .ink),
    Expected("watercolor of wildflowers", [.meadowFlowers], nil, nil, nil, .watercolour),
    Expected("oil painting of a stormy sea", [.sea], nil, .storm, nil, .oil),
    Expected("pixel art castle", [.castle], nil, nil, nil, .pixel),
    Expected("low-poly fox", [.fox], nil, nil, nil, .lowPoly),
    Expected("stained-glass whale", [.whale], nil, nil, nil, .stainedGlass),
    Expected("a poster of a volcano", [.volcano], nil, nil, nil, .poster),
    Expected("woodcut of waves", [.sea], nil, nil, nil, .woodcut),
    Expected("pencil sketch of an old bridge", [.bridge], nil, nil, nil, .pencil),
    Expected("pop art tulips", [.tulip], nil, nil, nil, .comic),
    Expected("a paper cut forest", [.forest], nil, nil, nil, .paperCut),
    Expected("blueprint of a rocket", [.rocket], nil, nil, nil, .blueprint),
    Expected("a mosaic of koi", [.fish], nil, nil, nil, .mosaic),
    Expected("neon city at night", [.city], .night, nil, nil, .neon),
    Expected("the sea, no boats", [.sea], absent: [.boat]),
    Expected("a street without people", [.road], absent: [.person]),
    Expected("a meadow without clouds", [.meadow], absent: [.cloud]),
    Expected("no clouds over the sea", [.sea], absent: [.cloud]),
    Expected("a lake without any trees", [.lake], absent: [.tree]),
    Expected("a forest, not a city", [.forest], absent: [.city]),
    Expected("winter without snow", [], nil, nil, .winter),
    Expected("a night sky without moon, stars", [.star], .night, absent: [.moon]),
    Expected("a lake", not: "people, boats", [.lake], absent: [.person, .boat]),
    Expected("a boat on a lake", not: "boat", [.lake], absent: [.boat]),
    Expected("a rainy harbor", not: "rain", [.sea]),
    Expected("poppies", [.meadowFlowers], tints: [.meadowFlowers: [0xd8342c]]),
    Expected("white poppies", [.meadowFlowers], tints: [.meadowFlowers: [Expected.white]]),
    Expected("abstract in teal and gold", [.abstract], colours: [Expected.teal, Expected.gold]),
    Expected("teal and pink", [], colours: [Expected.teal, Expected.pink]),
    Expected("black and white photo of a lighthouse", [.lighthouse], nil, nil, nil, .photo, moods: [.monochrome]),
    Expected("golden hour in the valley", [.valley], .golden),
    Expected("a huge yellow moon", [.moon], colours: [Expected.yellow]),
    Expected("a black cat under a full moon", [.cat, .moon], tints: [.cat: [Expected.black]]),
    Expected("a cyberpunk street, moody", [.road], moods: [.electric, .dark]),
    Expected("calm minimalist beach", [.beach], moods: [.calm, .muted]),
    Expected("steam train crossing a viaduct", [.train, .bridge]),
    Expected("five candles", [.candle], counts: [.candle: 5]),
    Expected("a purple nebula with a black hole", [.nebula, .blackHole], colours: [Expected.purple]),
    Expected("foxes, wolves and bunnies", [.fox, .wolf, .rabbit]),
  ]

  private static let russian: [Expected] = [
    Expected("горное озеро на рассвете", [.mountain, .lake], .dawn),
    Expected("закат над морем", [.sea], .sunset),
    Expected("зимний лес ночью", [.forest], .night, nil, .winter),
    Expected("в лесу осенью", [.forest], nil, nil, .autumn),
    Expected("красный дом у реки", [.house, .river], tints: [.house: [Expected.red]]),
    Expected("красная лодка", [.boat], tints: [.boat: [Expected.red]]),
    Expected("две белые кошки", [.cat], tints: [.cat: [Expected.white]], counts: [.cat: 2]),
    Expected("три лодки на озере", [.boat, .lake], counts: [.boat: 3]),
    Expected("замок слева, маяк справа", [.castle, .lighthouse], places: [.castle: .left, .lighthouse: .right]),
    Expected("заснеженные горы", [.mountain], nil, .snow),
    Expected("северное сияние над тундрой", [.aurora, .snowfield], places: [.aurora: .high]),
    Expected("звёздное небо над пустыней", [.star, .sky, .desert], places: [.sky: .high]),
    Expected("Млечный Путь", [.milkyWay]),
    Expected("акварель: весенний сад", [.meadowFlowers], nil, nil, .spring, .watercolour),
    Expected("портрет волка маслом", [.person, .wolf], nil, nil, nil, .oil),
    Expected("рисунок карандашом: старый мост", [.bridge], nil, nil, nil, .pencil),
    Expected("мозаика с рыбами", [.fish], nil, nil, nil, .mosaic),
    Expected("витраж с бабочками", [.butterfly], nil, nil, nil, .stainedGlass),
    Expected("пиксельный город", [.city], nil, nil, nil, .pixel),
    Expected("неоновый город под дождём", [.city], nil, .rain, nil, .neon),
    Expected("море без кораблей", [.sea], absent: [.boat]),
    Expected("улица без людей", [.road], absent: [.person]),
    Expected("небо без облаков", [.sky], absent: [.cloud]),
    Expected("поле, но не лес", [.field], absent: [.forest]),
    Expected("озеро", not: "люди, лодки", [.lake], absent: [.person, .boat]),
    Expected("туманное утро в горах", [.mountain], .morning, .fog),
    Expected("маковое поле летом", [.meadowFlowers], nil, nil, .summer, tints: [.meadowFlowers: [0xd8342c]]),
    Expected("воздушные шары на закате", [.balloon], .sunset),
    Expected("поезд зимой", [.train], nil, nil, .winter),
    Expected("водопад в джунглях", [.waterfall, .forest]),
    Expected("сакура в цвету", [.blossomTree]),
    Expected("зелёный дракон", [.dragon], tints: [.dragon: [Expected.green]]),
    Expected("чёрно-белое фото маяка", [.lighthouse], nil, nil, nil, .photo, moods: [.monochrome]),
    Expected("уютная деревня вечером", [.village], .dusk, moods: [.warm]),
    Expected("пять свечей", [.candle], counts: [.candle: 5]),
    Expected("чашка чая и книги", [.cup, .book]),
  ]
}
