import Domain

/// What a person set for a connection, read by the declarations that the form is made from: what is absent or makes no
/// sense is as if nobody had said anything.
extension ProviderConnection {
  func number(_ option: ModelCard.Parameter) -> Double {
    let standard = option.standard.double ?? 0
    guard let number = options[option.name]?.double, number >= option.least ?? -.greatestFiniteMagnitude,
      number <= option.most ?? .greatestFiniteMagnitude
    else { return standard }
    return number
  }

  func duration(_ option: ModelCard.Parameter) -> Duration { .milliseconds(Int64(number(option) * 1_000)) }

  func flag(_ option: ModelCard.Parameter) -> Bool {
    options[option.name]?.bool ?? option.standard.bool ?? false
  }

  /// Nil when it is blank.
  func text(_ option: ModelCard.Parameter) -> String? {
    let text = (options[option.name]?.string ?? option.standard.string ?? "").trimmed
    return text.isEmpty || (!option.options.isEmpty && !option.options.contains(text)) ? nil : text
  }

  /// Words between commas or line ends, each once.
  func words(_ option: ModelCard.Parameter) -> [String] {
    var words: [String] = []
    for word in (text(option) ?? "").split(whereSeparator: { $0 == "," || $0.isNewline }).map({ String($0).trimmed })
    where !word.isEmpty && !words.contains(word) && words.count < 200 { words.append(word) }
    return words
  }
}

/// Options that many kinds have.
enum Option {
  static let timeout = ModelCard.Parameter(
    "timeoutSeconds", .integer, least: 1, most: 7_200, standard: 300,
    detail: "How long one call may work until its answer begins.")

  static let poll = ModelCard.Parameter(
    "pollSeconds", .number, least: 0.05, most: 60, standard: 3, detail: "How often to ask whether a job is done.")

  static let jobTimeout = ModelCard.Parameter(
    "giveUpSeconds", .integer, least: 1, most: 86_400, standard: 900, detail: "When to stop asking about a job.")

  static let models = ModelCard.Parameter(
    "models", .text, detail: "Further models by the provider's own names, between commas.")
}
