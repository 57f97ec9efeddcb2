/// What a prompt asks for, as far as the painter understands it.
struct Reading: Equatable {
  /// In the order of the prompt.
  var subjects: [Subject] = []
  var weights: [Subject: Float] = [:]
  var counts: [Subject: Int] = [:]
  var places: [Subject: Place] = [:]
  var sizes: [Subject: Float] = [:]
  /// Of one thing in the picture.
  var tints: [Subject: [UInt32]] = [:]
  /// Of the whole picture.
  var colours: [UInt32] = []
  var time: DayTime?
  var weather: Weather?
  var season: Season?
  var moods: Set<Mood> = []
  var style: PaintStyle?
  /// What must not be seen.
  var absent: Set<Subject> = []
  var absentWeather: Set<Weather> = []
  /// Of every word, known or not.
  var key: UInt64 = 0

  func has(_ subject: Subject) -> Bool { subjects.contains(subject) }
  func hasAny(_ subjects: Subject...) -> Bool { subjects.contains(where: has) }
  func has(_ mood: Mood) -> Bool { moods.contains(mood) }
  func lacks(_ subject: Subject) -> Bool { absent.contains(subject) }
  func weight(_ subject: Subject) -> Float { weights[subject] ?? 1 }
  func size(_ subject: Subject) -> Float { sizes[subject] ?? 1 }

  /// The colour asked for these things, else for the whole picture.
  func colours(of subjects: Subject...) -> [UInt32] { subjects.lazy.compactMap { tints[$0] }.first ?? colours }

  /// What the picture is of: the heaviest subject, the first among equals.
  var main: Subject? {
    subjects.enumerated().max { (weight($0.element), -$0.offset) < (weight($1.element), -$1.offset) }?.element
  }

  init() {}

  init(prompt: String, negative: String? = nil) {
    let words = Words.split(prompt)
    let unwanted = Words.split(negative ?? "")
    var reader = Reader()
    reader.read(words, unwanted: false)
    reader.read(unwanted, unwanted: true)
    self = reader.reading
    subjects.removeAll { absent.contains($0) }
    if let weather, absentWeather.contains(weather) { self.weather = nil }
    // Weights count too: `(sea:1.2)` is another prompt than `sea`.
    key = words.reduce(Chance.hash([])) { key, word in
      Chance.mixed(key ^ Chance.hash(word.text.utf8) ^ UInt64(word.weight.bitPattern) << 32)
    }
    for word in unwanted { key = Chance.mixed(key ^ Chance.hash(word.text.utf8) &+ 1) }
  }
}

/// Goes through a prompt word by word and remembers what the next words may belong to.
private struct Reader {
  var reading = Reading()
  private var count: Int?
  private var size: Float?
  private var colours: [UInt32] = []
  private var latest: Subject?

  mutating func read(_ words: [Words.Word], unwanted: Bool) {
    let stems = words.map { Words.stem($0.text) }
    var at = 0
    var absence = unwanted
    while at < words.count {
      if words[at].begins {
        absence = unwanted
        (count, size) = (nil, nil)
        settle()
      }
      guard let (meaning, length) = Self.meaning(stems[at...]) else {
        at += 1
        continue
      }
      let weight = words[at].weight
      at += length
      if !absence {
        take(meaning, weight)
        absence = meaning == .absence
      } else {
        forbid(meaning)
        // "no clouds over the sea": the sea is there.
        if meaning.isThing { absence = unwanted }
      }
    }
    settle()
  }

  /// The longest phrase that begins here.
  private static func meaning(_ stems: ArraySlice<String>) -> (Meaning, Int)? {
    for length in stride(from: min(Vocabulary.longest, stems.count), through: 1, by: -1) {
      if let meaning = Vocabulary.meanings[stems.prefix(length).joined(separator: " ")] { return (meaning, length) }
    }
    return nil
  }

  private mutating func take(_ meaning: Meaning, _ weight: Float) {
    switch meaning {
    case .subject(let subject): take(subject, weight, own: nil)
    case .coloured(let subject, let colour): take(subject, weight, own: colour)
    case .time(let value): reading.time = reading.time ?? value
    case .weather(let value): reading.weather = reading.weather ?? value
    case .season(let value): reading.season = reading.season ?? value
    case .colour(let value): if colours.count < 6 { colours.append(value) }
    case .mood(let value): reading.moods.insert(value)
    case .style(let value): reading.style = reading.style ?? value
    case .count(let value): count = value
    case .size(let value): size = value
    case .place(let value): if let latest { reading.places[latest] = value }
    case .absence: break
    }
  }

  private mutating func take(_ subject: Subject, _ weight: Float, own: UInt32?) {
    guard weight > 0.05 else {
      reading.absent.insert(subject)
      return
    }
    if !reading.has(subject) { reading.subjects.append(subject) }
    reading.weights[subject] = max(reading.weights[subject] ?? 0, weight)
    if let count { reading.counts[subject] = count }
    if let size { reading.sizes[subject] = size }
    (count, size) = (nil, nil)
    latest = subject
    if subject.keepsColour, !colours.isEmpty {
      reading.tints[subject] = colours
      colours = []
    } else if let own, reading.tints[subject] == nil {
      reading.tints[subject] = [own]
    }
    settle()
  }

  /// Colours that no thing has claimed are the picture's.
  private mutating func settle() {
    for colour in colours where !reading.colours.contains(colour) && reading.colours.count < 6 {
      reading.colours.append(colour)
    }
    colours = []
  }

  private mutating func forbid(_ meaning: Meaning) {
    switch meaning {
    case .subject(let subject), .coloured(let subject, _): reading.absent.insert(subject)
    case .weather(let value):
      reading.absentWeather.insert(value)
      if value == .cloudy || value == .overcast { reading.absent.insert(.cloud) }
    case .mood(let mood): reading.moods.remove(mood)
    case .colour(let colour): reading.colours.removeAll { $0 == colour }
    case .time, .season, .style, .count, .place, .size, .absence: break
    }
  }
}

extension Meaning {
  /// Something to be seen, as opposed to how it is seen.
  fileprivate var isThing: Bool {
    switch self {
    case .subject, .coloured, .weather: true
    case .time, .season, .colour, .mood, .style, .count, .place, .size, .absence: false
    }
  }
}

extension Subject {
  /// Whether a colour before its name is its own and not the whole picture's.
  var keepsColour: Bool {
    switch self {
    case .sky, .sea, .lake, .cloud, .sun, .moon, .star, .aurora, .mountain, .space, .nebula, .galaxy, .flow, .silk,
      .marble, .stainedGlass, .waves, .contour, .mandala, .fractal, .geometry, .bokeh, .ink, .crystal, .coral,
      .paperCut, .fire, .spiral, .grid, .circuit, .bubbles, .abstract, .city, .isometricCity, .sphere, .planet, .desert,
      .canyon, .arch:
      false
    default: true
    }
  }

  /// Whether it stands in front of a scene rather than being one.
  var isFigure: Bool {
    switch self {
    case .cat, .dog, .wolf, .fox, .deer, .horse, .bear, .rabbit, .person, .couple, .robot, .mushroom, .cactus, .car,
      .butterfly:
      true
    default: false
    }
  }
}
