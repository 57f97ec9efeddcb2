import Domain

/// A small addition to a model's weights, by the name that the engine has for it.
struct LoRA: Sendable, Equatable {
  let name: String
  let weight: Double

  /// What a recipe's `extra` calls the list of them.
  static let key = "loras"

  /// Reads `detail:0.8, ink` (1 where no weight is said); at most 32, from -10 to 10.
  static func list(_ text: String) -> [LoRA] {
    text.split(whereSeparator: { $0 == "," || $0.isNewline }).prefix(32).compactMap { word in
      let word = String(word).trimmed
      guard let colon = word.lastIndex(of: ":"), let weight = Double(String(word[word.index(after: colon)...]).trimmed)
      else { return word.isEmpty ? nil : LoRA(name: word, weight: 1) }
      let name = String(word[..<colon]).trimmed
      return name.isEmpty || !weight.isFinite ? nil : LoRA(name: name, weight: min(max(weight, -10), 10))
    }
  }

  static func list(in extra: JSON.Object) -> [LoRA] { list(extra[key]?.string ?? "") }

  /// The same by the names that the engine has for them: the very ones, or a file of that name in some folder, with
  /// any ending. Engines pass over what they do not know in silence, so it is refused here.
  static func resolve(_ wanted: [LoRA], among names: [String], of engine: String) throws(ProviderFailure) -> [LoRA] {
    var known: [LoRA] = []
    for lora in wanted {
      let exact = names.first { $0 == lora.name }
      guard let name = exact ?? names.first(where: { $0.fileStem == lora.name.fileStem }) else {
        let sentence = "\(engine) has no LoRA of the name \(lora.name.prefix(100))."
        throw ProviderFailure(.refused, sentence, effect: .notTaken)
      }
      known.append(LoRA(name: name, weight: lora.weight))
    }
    return known
  }

  /// How a card lists them; nil when there are none.
  static func parameter(_ names: [String]) -> ModelCard.Parameter? {
    guard !names.isEmpty else { return nil }
    let shown = names.prefix(40).joined(separator: ", ") + (names.count > 40 ? " …" : "")
    let detail = "Names and weights, such as \"detail:0.8, ink\". There are: \(shown)"
    return ModelCard.Parameter(key, .text, detail: detail)
  }
}

extension String {
  /// The last part of a path, without its ending and in lower case: how people name a file of weights.
  var fileStem: String {
    let file = utf8.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.map { self[index(after: $0)...] }
    let name = file ?? self[...]
    let endings = [".safetensors", ".ckpt", ".gguf", ".sft", ".pth", ".pt", ".bin"]
    let ending = endings.first { name.lowercased().hasSuffix($0) } ?? ""
    return name.dropLast(ending.count).lowercased()
  }
}
