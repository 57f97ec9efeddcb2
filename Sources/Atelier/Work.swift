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
    frame.detail = min(1, Float(steps) / 12)
    let reading = Reading(prompt: prompt, negative: negative)
    let setting = Setting(reading, frame, seed: seed)
    let scene = Scenes.painting(setting)
    var (painting, finish) = Styles.apply(style ?? reading.style ?? .photo, to: scene, setting)
    if reading.has(.monochrome) { finish.tone = .grey }
    if reading.has(.sepia) { finish.tone = .sepia }
    let looks = steps < 4 ? 1 : steps < 24 ? 4 : 8
    return Easel(painting: painting, frame: frame, finish: finish, looks: looks).paint(tell: tell, take: take)
  }
}
