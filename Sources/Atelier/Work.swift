/// One picture to be painted, with everything that decides what it looks like.
package struct Work: Sendable {
  package var prompt: String
  package var negative: String?
  package var width: Int
  package var height: Int
  package var seed: UInt32
  package var steps: Int
  /// Over what the prompt says; nil leaves it to the prompt.
  package var style: PaintStyle?

  package init(
    prompt: String, negative: String? = nil, width: Int, height: Int, seed: UInt32, steps: Int,
    style: PaintStyle? = nil
  ) {
    self.prompt = prompt
    self.negative = negative
    self.width = width
    self.height = height
    self.seed = seed
    self.steps = steps
    self.style = style
  }

  /// Up to 12 steps add detail. Every step looks again at weaker edges than the one before, and from 17 on more closely.
  package static let mostSteps = 50

  package enum News {
    /// So much is done, from 0 to 1.
    case done(Float)
    /// What the whole looks like so far.
    case sketch(Study)
  }

  /// Paints, and gives rows of RGB bytes to `take`, from top to bottom. False when `tell` or `take` answered false:
  /// then it stopped there.
  package func run(tell: (News) -> Bool, take: ([UInt8]) -> Bool) -> Bool {
    var frame = Frame(width: width, height: height)
    let steps = min(Self.mostSteps, max(1, steps))
    frame.detail = min(1, Float(steps) / 12)
    let reading = Reading(prompt: prompt, negative: negative)
    let setting = Setting(reading, frame, seed: seed)
    let scene = Scenes.painting(setting)
    var (painting, finish) = Styles.apply(style ?? reading.style ?? .photo, to: scene, setting)
    if reading.has(.monochrome) { finish.tone = .grey }
    if reading.has(.sepia) { finish.tone = .sepia }
    var care = Easel.Care()
    if steps > 1 { care.edge = 0.72 / Float(steps) }
    if steps > 16 { care.looks = 4 }
    return Easel(painting: painting, frame: frame, finish: finish, care: care).paint(tell: tell, take: take)
  }
}
