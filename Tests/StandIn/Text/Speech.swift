import Domain

/// What a played model was asked, before any protocol put it into words of its own.
struct Question {
  var model = ""
  var system = ""
  /// What the person said last.
  var text = ""
  /// The sizes of the pictures that came with it, in bytes.
  var pictures: [Int] = []
  /// The first tool that it may call.
  var tool: String?
  var thinks = false
  var streams = false
  var most: Int?
  /// How many turns there are.
  var turns = 0

  /// The size of a picture in base64 that starts like one; nil for anything else.
  static func picture(_ text: String?) -> Int? {
    guard let text, let bytes = Base64.bytes(text, limit: 32 << 20) else { return nil }
    let isPicture = bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) || bytes.starts(with: [0xFF, 0xD8, 0xFF])
    return isPicture ? bytes.count : nil
  }

  /// The same from a data URL.
  static func picture(url: String?) -> Int? {
    guard let url, url.hasPrefix("data:image/"), let comma = url.firstIndex(of: ",") else { return nil }
    return picture(String(url[url.index(after: comma)...]))
  }
}

/// What a played model answers: made from the question alone, so that who asked the same gets the same, however it
/// travels.
package struct Speech: Sendable {
  package enum Finish: Sendable { case stop, length, tool, refused }

  package var thoughts: [String] = []
  package var words: [String] = []
  package var tool: (name: String, arguments: [String])?
  package var finish = Finish.stop

  init(_ question: Question) {
    if question.thinks { thoughts = ["First I look at it. ", "Then I ", "décide."] }
    if let name = question.tool {
      tool = (name, [#"{"que"#, #"ry":"#, #""ä"}"#])
      finish = .tool
      return
    }
    if question.text.contains("forbidden") {
      finish = .refused
      return
    }
    // Letters of two, three and four bytes, a break, and what JSON has to escape.
    words = ["Hel", "lo, wö", "rld — ", "🌊", "\n", "\"you\" said: ", question.text]
    if !question.pictures.isEmpty { words.append(", with \(question.pictures.count) pictures") }
    if !question.system.isEmpty { words += [", and I am told: ", question.system] }
    if let most = question.most, most < 4 {
      words = Array(words.prefix(most))
      finish = .length
    }
  }

  package var text: String { words.joined() }
  package var thought: String { thoughts.joined() }

  /// Tokens, the same for every answer.
  package static let input = 21, cached = 5, output = 12, thinking = 4
}
