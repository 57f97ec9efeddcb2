import Domain

/// What somebody does not want to see, said in the way that the model understands.
struct Negatives {
  /// For models that read one.
  let text: String?
  /// For models that do not: what to ask for instead.
  let phrases: [Phrase]
  let notes: [String]

  init(_ given: String?, traits: Traits, form: PromptForm) {
    let parts = Self.parts(of: given)
    if form.takesNegative {
      let known = Set(parts.map { $0.lowercased() })
      let base = Self.base(for: traits).filter { !known.contains($0) }
      let room = form.style == .tags ? 12 : 8
      text = (parts + base.prefix(max(0, room - parts.count))).joined(separator: ", ")
      (phrases, notes) = ([], [])
      return
    }
    text = nil
    var found: [String] = []
    var ignored: [String] = []
    for part in parts {
      let words = Idea.words(of: part)
      if let answer = Self.instead.first(where: { entry in words.contains { entry.lexicon.holds($0) } }) {
        if !found.contains(answer.phrase) { found.append(answer.phrase) }
      } else if !words.contains(where: { Self.junk.holds($0) }) {
        ignored.append(part)
      }
    }
    phrases = found.map { Phrase(.detail, $0) }
    var notes: [String] = []
    if !found.isEmpty { notes.append("This model reads no negative prompt; it was turned into positive words.") }
    if !ignored.isEmpty {
      notes.append("Ignored on this model: \(ignored.prefix(6).joined(separator: ", ")).")
    }
    self.notes = notes
  }

  private static func parts(of text: String?) -> [String] {
    var known: Set<String> = []
    return Idea.tidied(text ?? "").split { $0 == "," || $0 == ";" }.map { Idea.tidied(String($0)) }
      .filter { !$0.isEmpty && known.insert($0.lowercased()).inserted }
  }

  private static func base(for traits: Traits) -> [String] {
    var base = ["text", "watermark", "signature", "low quality", "jpeg artifacts"]
    if traits.contains(.drawn) || traits.contains(.sign) {
      base += ["photograph", "noise", "muddy colors", "uneven lines"]
    } else {
      base += ["blurry", "oversaturated", "cartoon", "plastic texture"]
    }
    if traits.contains(.person) { base.insert(contentsOf: ["deformed hands", "extra fingers"], at: 2) }
    if traits.contains(.animal) { base.insert("extra legs", at: 2) }
    return base
  }

  /// A model that reads no negatives paints what it is told not to: so it is told what to paint instead.
  private static let instead: [(lexicon: Lexicon, phrase: String)] = [
    (Lexicon("people person crowd* man woman humans люди человек толп*"), "an empty, deserted place"),
    (Lexicon("text letters watermark* logo* signature* caption* надпис* текст* логотип*"), "clean, unmarked surfaces"),
    (Lexicon("blur* unfocused soft размыт* нерезк*"), "sharp focus in clear air"),
    (Lexicon("clutter* busy messy мусор хаос"), "a tidy, minimal setting"),
    (Lexicon("cartoon* anime illustration* render* 3d cgi мультф* рендер*"), "a natural photograph"),
    (Lexicon("photo* photograph* realistic фото* реалист*"), "a hand-made drawing"),
    (Lexicon("dark underexposed gloomy тёмн* темн* мрачн*"), "bright, even daylight"),
    (Lexicon("bright overexposed ярк*"), "subdued, low light"),
    (Lexicon("oversaturated saturated vivid garish кислотн*"), "muted, natural colours"),
    (Lexicon("hands fingers hand finger руки пальц*"), "hands resting out of sight"),
    (Lexicon("cropped cut обрезан*"), "the whole figure with generous margins"),
    (Lexicon("sad frown* angry груст* зл*"), "a gentle, relaxed expression"),
    (Lexicon("car cars traffic машин* автомобил*"), "a quiet lane for walkers"),
    (Lexicon("cloud* clouds облак* тучи"), "a clear, open sky"),
    (Lexicon("rain* дожд*"), "dry ground under a clear sky"),
    (Lexicon("snow* снег*"), "bare, snowless ground"),
    (Lexicon("night ночь ночи"), "full daylight"),
  ]

  /// Habits of other models that mean nothing here.
  private static let junk = Lexicon(
    "worst low bad ugly quality jpeg artifact* artefact* deformed mutated mutation* disfigured lowres extra worse")
}
