/// What language models put around an answer, and how it comes off.
package enum AnswerText {
  /// Without thoughts, and of the text in fences only that, where there are any.
  static func bare(_ answer: String) -> String {
    var text = String(decoding: answer.utf8.prefix(EnhancementReader.mostBytes), as: UTF8.self)
    for tag in ["think", "thinking", "reasoning"] {
      while let start = text.firstRange(of: "<\(tag)>") {
        guard let end = text[start.upperBound...].firstRange(of: "</\(tag)>") else {
          // The thought has not ended: nothing was said yet.
          text = String(text[..<start.lowerBound])
          break
        }
        text.removeSubrange(start.lowerBound..<end.upperBound)
      }
    }
    let blocks = fenced(text)
    return (blocks.isEmpty ? text : blocks.joined(separator: "\n\n")).trimmed
  }

  private static func fenced(_ text: String) -> [String] {
    var blocks: [String] = []
    var block: [Substring]?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.drop(while: \.isWhitespace).hasPrefix("```") {
        if let lines = block, !lines.isEmpty { blocks.append(lines.joined(separator: "\n")) }
        block = block == nil ? [] : nil
      } else {
        block?.append(line)
      }
    }
    if let lines = block, !lines.isEmpty { blocks.append(lines.joined(separator: "\n")) }
    return blocks
  }

  /// One line of plain text: no control characters, no Markdown, no label before it and no quotes around it.
  package static func tidied(_ text: String) -> String {
    var result = ""
    var isAfterSpace = true
    for letter in text.unicodeScalars {
      let isSpace = letter.properties.isWhitespace || letter.properties.generalCategory == .control
      if isSpace {
        if !isAfterSpace { result.unicodeScalars.append(" ") }
      } else {
        result.unicodeScalars.append(letter)
      }
      isAfterSpace = isSpace
    }
    result = result.replacing("**", with: "").trimmed
    for label in ["prompt:", "enhanced prompt:", "text:", "промпт:"] where result.lowercased().hasPrefix(label) {
      result = String(result.dropFirst(label.count)).trimmed
    }
    for (open, close) in [("\"", "\""), ("“", "”"), ("«", "»"), ("`", "`")] as [(Character, Character)]
    where result.count > 2 && result.first == open && result.last == close {
      let inner = result.dropFirst().dropLast()
      // Two quoted texts are not one text in quotes.
      if !inner.contains(open), !inner.contains(close) { result = String(inner).trimmed }
    }
    while let last = result.last, last == "," || last == ";" || last.isWhitespace { result.removeLast() }
    return result.trimmed
  }

  /// A line of an answer without what marks it.
  struct Line {
    let text: String
    /// It had a number or a dot before it.
    let isMarked: Bool
    let isNegative: Bool

    init(_ line: Substring) {
      var rest = Substring(String(line).replacing("**", with: "").trimmed)
      var isMarked = false
      while rest.first == "#" { rest = rest.dropFirst() }
      rest = rest.drop(while: \.isWhitespace)
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let afterDigits = rest.dropFirst(digits.count)
      if (1...2).contains(digits.count), let mark = afterDigits.first, ".):".contains(mark),
        afterDigits.dropFirst().first?.isWhitespace != false
      {
        rest = afterDigits.dropFirst()
        isMarked = true
      } else if let mark = rest.first, "-*•–".contains(mark), rest.dropFirst().first?.isWhitespace == true {
        rest = rest.dropFirst()
        isMarked = true
      }
      rest = rest.drop(while: \.isWhitespace)
      for name in ["candidate", "option", "prompt", "variant", "вариант", "промпт"]
      where rest.lowercased().hasPrefix(name) {
        let behind = rest.dropFirst(name.count).drop { $0.isWhitespace || $0.isNumber }
        guard behind.first == ":" else { continue }
        rest = behind.dropFirst()
        isMarked = true
      }
      let lower = rest.drop(while: \.isWhitespace).lowercased()
      let negatives = ["negative prompt:", "negative:", "негативный промпт:"]
      let negative = negatives.first { lower.hasPrefix($0) }
      if let negative { rest = rest.drop(while: \.isWhitespace).dropFirst(negative.count) }
      isNegative = negative != nil
      self.isMarked = isMarked && negative == nil
      text = String(rest).trimmed
    }

    /// "Here are three prompts:", and a mark with nothing behind it.
    var isGreeting: Bool {
      if isNegative || text.isEmpty { return false }
      let lower = text.lowercased()
      return text.last == ":"
        || ["here is", "here are", "sure", "certainly", "of course", "вот "].contains { start in
          lower.hasPrefix(start) && text.count < 100 && (text.last.map { ":!.".contains($0) } ?? false)
        }
    }
  }
}
