/// What a prompt is about, as far as its words say. A phrase fits or does not fit by these.
struct Traits: OptionSet, Sendable {
  let rawValue: UInt64

  static let person = Traits(rawValue: 1 << 0)
  static let animal = Traits(rawValue: 1 << 1)
  static let landscape = Traits(rawValue: 1 << 2)
  static let city = Traits(rawValue: 1 << 3)
  static let building = Traits(rawValue: 1 << 4)
  static let interior = Traits(rawValue: 1 << 5)
  static let food = Traits(rawValue: 1 << 6)
  static let product = Traits(rawValue: 1 << 7)
  static let vehicle = Traits(rawValue: 1 << 8)
  static let plant = Traits(rawValue: 1 << 9)
  static let fantasy = Traits(rawValue: 1 << 10)
  static let space = Traits(rawValue: 1 << 11)
  static let abstract = Traits(rawValue: 1 << 12)
  static let sign = Traits(rawValue: 1 << 13)

  static let night = Traits(rawValue: 1 << 20)
  static let dusk = Traits(rawValue: 1 << 21)
  static let dawn = Traits(rawValue: 1 << 22)
  static let day = Traits(rawValue: 1 << 23)
  static let rain = Traits(rawValue: 1 << 24)
  static let snow = Traits(rawValue: 1 << 25)
  static let fog = Traits(rawValue: 1 << 26)
  static let storm = Traits(rawValue: 1 << 27)
  static let water = Traits(rawValue: 1 << 28)
  static let underwater = Traits(rawValue: 1 << 29)
  static let fire = Traits(rawValue: 1 << 30)

  static let photo = Traits(rawValue: 1 << 40)
  static let drawn = Traits(rawValue: 1 << 41)
  static let grey = Traits(rawValue: 1 << 42)
  static let neon = Traits(rawValue: 1 << 43)
  static let near = Traits(rawValue: 1 << 44)
  static let far = Traits(rawValue: 1 << 45)

  static let anyTime: Traits = [.night, .dusk, .dawn, .day]
  static let anyWeather: Traits = [.rain, .snow, .fog, .storm]
  static let outside: Traits = [.landscape, .city]
}

/// What a good prompt says something about. The order is that in which tags stand.
enum Slot: Int, CaseIterable, Sendable {
  case detail, medium, light, mood, viewpoint, lens
}

/// Something that may be added to a prompt.
struct Phrase: Sendable {
  let slot: Slot
  let text: String
  /// It fits only a prompt with one of these; empty fits all.
  let needs: Traits
  /// It fits no prompt with any of these.
  let avoids: Traits

  init(_ slot: Slot, _ text: String, needs: Traits = [], avoids: Traits = []) {
    self.slot = slot
    self.text = text
    self.needs = needs
    self.avoids = avoids
  }

  func fits(_ traits: Traits) -> Bool {
    traits.isDisjoint(with: avoids) && (needs.isEmpty || !traits.isDisjoint(with: needs))
  }
}
