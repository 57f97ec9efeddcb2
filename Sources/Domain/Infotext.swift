/// The text in which A1111's web UI and its many kin keep a recipe in a picture: the prompt, a line that begins with
/// `Negative prompt:`, and a last line of `Key: value` pairs.
package struct Infotext: Sendable, Equatable {
  package struct Item: Sendable, Equatable {
    package var key: String
    package var value: String

    package init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  package var prompt: String
  package var negativePrompt: String
  /// In the order of the line; where a key comes twice, the later one counts.
  package var items: [Item]

  package init(prompt: String, negativePrompt: String = "", items: [Item] = []) {
    self.prompt = prompt
    self.negativePrompt = negativePrompt
    self.items = items
  }

  package subscript(key: String) -> String? { items.last { $0.key == key }?.value }

  static let negativeMarker = "Negative prompt:"
  /// Fewer pairs than this and readers take the line for a part of the prompt.
  static let fewestItems = 3

  /// The text, which reads back as this value if there are three items and no line of a prompt is itself a marker
  /// (such a line loses its capital letter).
  package var text: String {
    var lines: [String] = []
    if !prompt.isEmpty { lines.append(Self.unmarked(prompt)) }
    if !negativePrompt.isEmpty { lines.append("\(Self.negativeMarker) \(Self.unmarked(negativePrompt))") }
    if !items.isEmpty { lines.append(items.map(Self.pair).joined(separator: ", ")) }
    return lines.joined(separator: "\n")
  }

  private static func pair(_ item: Item) -> String {
    // A value in quotes is read as JSON, so one that only looks like it must be quoted too.
    let mustQuote =
      item.value.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ":") || $0 == 0x0A }
      || (item.value.utf8.first == UInt8(ascii: "\"") && item.value.utf8.last == UInt8(ascii: "\""))
    guard mustQuote else { return "\(item.key): \(item.value)" }
    return "\(item.key): \(String(decoding: JSON.string(item.value).bytes, as: UTF8.self))"
  }

  private static func unmarked(_ text: String) -> String {
    let lines = text.tidied.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line -> String in
      let line = String(Substring(line))
      guard line.tidied.utf8.starts(with: negativeMarker.utf8) else { return line }
      return "n" + String(line.tidied.dropFirst())
    }
    return lines.joined(separator: "\n")
  }
}

extension Infotext {
  /// A recipe as other programs read it. Its prompt must be the one that was really used. `software` names the writer
  /// and its version.
  package init(_ recipe: Recipe, software: String) {
    var items: [Item] = []
    func put(_ key: String, _ value: String?) {
      if let value, !value.isEmpty { items.append(Item(key, value)) }
    }
    // Some readers know the line by its beginning with the steps.
    put("Steps", recipe.steps.map { String($0) })
    put("Sampler", recipe.sampler)
    put("Schedule type", recipe.scheduler)
    put("CFG scale", recipe.guidance.map(\.short))
    put("Seed", recipe.seed.map { String($0) })
    if let width = recipe.width, let height = recipe.height { put("Size", "\(width)x\(height)") }
    put("Model", recipe.model)
    put("Denoising strength", recipe.strength.map(\.short))
    put("Version", software)
    self.init(prompt: recipe.prompt.tidied, negativePrompt: recipe.negativePrompt?.tidied ?? "", items: items)
  }
}

extension Recipe {
  /// What an infotext says, in our words.
  package init(_ infotext: Infotext) {
    func value(_ key: String) -> JSON? { infotext[key].map { .string($0) } }
    self.init(prompt: infotext.prompt)
    negativePrompt = infotext.negativePrompt.isEmpty ? nil : infotext.negativePrompt
    model = value("Model")?.word ?? value("Unet")?.word
    steps = value("Steps")?.amount
    guidance = value("CFG scale")?.number
    // Distilled models run with a scale of 1 and are steered by this one.
    if let distilled = value("Distilled CFG Scale")?.number, guidance == nil || guidance == 1 { guidance = distilled }
    seed = value("Seed")?.seed
    strength = value("Denoising strength")?.number
    if let size = infotext["Size"]?.utf8.split(separator: UInt8(ascii: "x")), size.count == 2 {
      width = JSON.string(String(size[0]) ?? "").amount
      height = JSON.string(String(size[1]) ?? "").amount
    }
    sampler = value("Sampler")?.word
    scheduler = value("Schedule type")?.word ?? value("Scheduler")?.word
    if scheduler == nil, let joined = sampler { (sampler, scheduler) = Self.parted(joined, by: infotext["Version"]) }
  }

  /// Older files name both in one: `DPM++ 2M Karras`, and with stable-diffusion.cpp `euler discrete`.
  private static func parted(_ sampler: String, by version: String?) -> (sampler: String, scheduler: String?) {
    guard let space = sampler.lastIndex(of: " ") else { return (sampler, nil) }
    let scheduler = String(sampler[sampler.index(after: space)...])
    let isBoth =
      ["Karras", "Exponential"].contains(scheduler) || version?.hasPrefix("stable-diffusion.cpp") == true
    return isBoth ? (String(sampler[..<space]), scheduler) : (sampler, nil)
  }
}
