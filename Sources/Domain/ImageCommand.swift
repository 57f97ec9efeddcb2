/// `/image …` in a chat: an order for pictures instead of a question.
package enum ImageCommand {
  /// What is to be made, as it stands behind the command; nil for a text that is none. Empty when nothing stands there.
  package static func prompt(in text: String) -> String? {
    let text = text.trimmed
    guard text.lowercased().hasPrefix(name) else { return nil }
    let rest = text.dropFirst(name.count)
    guard rest.first?.isWhitespace ?? true else { return nil }
    return String(rest).trimmed
  }

  private static let name = "/image"
}
