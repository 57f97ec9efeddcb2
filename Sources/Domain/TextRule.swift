/// What a text may be: read by `Fields` to check it and by the API's description to tell it.
package struct TextRule: Sendable {
  package enum Format: Sendable {
    case any
    /// Something must be visible in it.
    case visible
    /// `#rrggbb` in lower or upper case.
    case color
    /// `provider/model`.
    case model
    /// Visible, and no line ends within.
    case line
    /// What stands between the underscores of `__name__`.
    case listName
    /// What stands between the braces of `{{name}}`.
    case variableName
    /// A name for machines: small letters, digits and single dashes.
    case slug
    /// The address of a server: see `BaseURL`.
    case address
    /// Printable, on one line.
    case key
  }

  /// In Unicode scalars.
  package let length: ClosedRange<Int>
  package let format: Format

  package init(_ length: ClosedRange<Int>, _ format: Format = .any) {
    self.length = length
    self.format = format
  }

  package static let name = TextRule(1...200, .visible), description = TextRule(0...4_000),
    systemPrompt = TextRule(0...16_000), color = TextRule(7...7, .color), model = TextRule(3...200, .model),
    message = TextRule(1...100_000, .visible), messageBesideImages = TextRule(0...100_000),
    title = TextRule(0...200), folder = TextRule(0...200), alt = TextRule(0...1_000), tag = TextRule(1...100, .visible),
    prompt = TextRule(1...Macro.Limits.length, .visible), negativePrompt = TextRule(0...Macro.Limits.length),
    sampler = TextRule(0...100), listName = TextRule(1...Macro.Limits.name, .listName),
    word = TextRule(1...1_000, .line), variableName = TextRule(1...Macro.Limits.name, .variableName),
    searchQuery = TextRule(0...2_000),
    slug = TextRule(1...64, .slug), address = TextRule(1...500, .address), key = TextRule(1...8_000, .key)

  package func takes(_ text: String) -> Bool { objection(to: text) == nil }

  /// What is wrong with `text`; nil when nothing is.
  func objection(to text: String) -> (code: Failure.Field.Code, detail: String)? {
    // Counting characters would be no help to somebody who wrote "red".
    if format == .color { return Self.isColor(text) ? nil : (.format, "Must be a colour such as #4a90d9.") }
    let count = text.unicodeScalars.count
    if count < length.lowerBound {
      return (.tooShort, "Must have at least \(length.lowerBound) characters; it has \(count).")
    }
    if count > length.upperBound {
      return (.tooLong, "Must have at most \(length.upperBound) characters; it has \(count).")
    }
    // Nobody types this character, C code stops at it and not every database can keep it.
    if text.utf8.contains(0) { return (.format, "Must not hold the character U+0000.") }
    switch format {
    case .any, .color: return nil
    case .visible:
      let isBlank = text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
      return isBlank ? (.blank, "Must hold more than blanks.") : nil
    case .model: return Self.isModel(text) ? nil : (.format, "Must be a model such as builtin/painter.")
    case .line:
      if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) { return (.blank, "Must hold more than blanks.") }
      return text.utf8.contains { $0 == 0x0A || $0 == 0x0D } ? (.format, "Must be one line.") : nil
    case .listName:
      let sentence = "Must be letters, digits, -, . and /, with single underscores between them."
      return (try? Macro("__\(text)__"))?.parts == [.list(text)] ? nil : (.format, sentence)
    case .variableName:
      let sentence = "Must be letters, digits, -, ., / and _, with blanks only between them."
      return (try? Macro("{{\(text)}}"))?.parts == [.variable(text)] ? nil : (.format, sentence)
    case .slug:
      return Self.isSlug(text) ? nil : (.format, "Must be small letters and digits, with single dashes between.")
    case .address:
      do { _ = try BaseURL(text) } catch { return (.format, error.detail) }
      return nil
    case .key:
      let isLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } && !text.trimmed.isEmpty
      return isLine ? nil : (.format, "Must be one line of plain text.")
    }
  }

  private static func isColor(_ text: String) -> Bool {
    text.utf8.count == 7 && text.utf8.first == UInt8(ascii: "#")
      && text.utf8.dropFirst().allSatisfy { $0.hexadecimalValue != nil }
  }

  private static func isSlug(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty
        && part.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")) }
    }
  }

  private static func isModel(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }
}
