/// What a prompt asks for, as far as the painter understands it.
struct Reading: Equatable {
  var subjects: [Subject] = []
  var weights: [Subject: Float] = [:]
  var counts: [Subject: Int] = [:]
  var places: [Subject: Place] = [:]
  var sizes: [Subject: Float] = [:]
  var time: DayTime?
  var weather: Weather?
  var season: Season?
  var colours: [UInt32] = []
  var moods: Set<Mood> = []
  var style: PaintStyle?
  /// What must not be seen.
  var absent: Set<Subject> = []
  var noWeather: Set<Weather> = []
  /// Of every word, known or not.
  var key: UInt64 = 0

  func has(_ subject: Subject) -> Bool { subjects.contains(subject) }
  func hasAny(_ subjects: Subject...) -> Bool { subjects.contains(where: has) }
  func has(_ mood: Mood) -> Bool { moods.contains(mood) }
  func lacks(_ subject: Subject) -> Bool { absent.contains(subject) }
  func weight(_ subject: Subject) -> Float { weights[subject] ?? 1 }
  func size(_ subject: Subject) -> Float { sizes[subject] ?? 1 }

  init() {}

  init(prompt: String, negative: String? = nil) {
    read(Words.split(prompt), negative: false)
    if let negative { read(Words.split(negative), negative: true) }
    subjects.removeAll { absent.contains($0) }
    if let weather, noWeather.contains(weather) { self.weather = nil }
    var hash = Chance.hash(Words.split(prompt).flatMap { Array($0.text.utf8) + [32] })
    for word in Words.split(negative ?? "") { hash = Chance.mixed(hash ^ Chance.hash(word.text.utf8) &+ 1) }
    // The weights count too: `(sea:1.2)` is another prompt than `sea`.
    for word in Words.split(prompt) { hash = Chance.mixed(hash ^ UInt64(word.weight.bitPattern)) }
    key = hash
  }

  private mutating func read(_ words: [Words.Word], negative: Bool) {
    let stems = words.map { Words.stem($0.text) }
    var at = 0
    var absence = negative
    var pendingCount: Int?
    var pendingSize: Float?
    var latest: Subject?
    while at < words.count {
      if words[at].begins {
        absence = negative
        (pendingCount, pendingSize) = (nil, nil)
      }
      var found: (meaning: Meaning, length: Int)?
      for length in stride(from: min(Vocabulary.longest, words.count - at), through: 1, by: -1) {
        if let meaning = Vocabulary.meanings[stems[at..<(at + length)].joined(separator: " ")] {
          found = (meaning, length)
          break
        }
      }
      guard let (meaning, length) = found else {
        at += 1
        continue
      }
      let weight = words[at].weight
      at += length
      if absence {
        forbid(meaning)
        if !negative, case .subject = meaning { absence = false }
        continue
      }
      switch meaning {
      case .subject(let subject):
        guard weight > 0.05 else {
          absent.insert(subject)
          continue
        }
        if !subjects.contains(subject) { subjects.append(subject) }
        weights[subject] = max(weights[subject] ?? 0, weight)
        if let pendingCount { counts[subject] = pendingCount }
        if let pendingSize { sizes[subject] = pendingSize }
        (pendingCount, pendingSize) = (nil, nil)
        latest = subject
      case .time(let value): time = time ?? value
      case .weather(let value): weather = weather ?? value
      case .season(let value): season = season ?? value
      case .colour(let value): if !colours.contains(value), colours.count < 6 { colours.append(value) }
      case .mood(let value): moods.insert(value)
      case .style(let value): style = style ?? value
      case .count(let value): pendingCount = value
      case .size(let value): pendingSize = value
      case .place(let value): if let latest { places[latest] = value }
      case .absence: absence = true
      }
    }
  }

  private mutating func forbid(_ meaning: Meaning) {
    switch meaning {
    case .subject(let subject): absent.insert(subject)
    case .weather(let value):
      noWeather.insert(value)
      if value == .cloudy || value == .overcast { absent.insert(.cloud) }
    case .mood(let mood): moods.remove(mood)
    case .colour(let colour): colours.removeAll { $0 == colour }
    case .time, .season, .style, .count, .place, .size, .absence: break
    }
  }
}
