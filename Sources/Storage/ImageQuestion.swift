import CLinux
import Domain
import SQLite

/// What is asked of the words and marks of a picture: all of it must be true. It is put to the index, or a picture is
/// held against it.
struct ImageQuestion: Equatable {
  /// Of each of these, one.
  var marks: [[String]] = []
  /// Not this one.
  var besides: String?
  var words: [String] = []
  /// The beginning of a word, or all of it.
  var start: String?
  /// The words that begin so; nil when they are too many.
  var begun: [String]? = []

  /// Whether the index must join all pictures of all words that begin so before it gives the first.
  var isOpen: Bool { start != nil && begun == nil }
  var hasText: Bool { !words.isEmpty || start != nil }
  var hasMarks: Bool { !marks.isEmpty || besides != nil }

  /// As the index is asked.
  var text: String {
    // Somebody must be there of whom something is not true.
    let marks = self.marks.isEmpty && !hasText ? [["kept"]] : self.marks
    var parts: [String] = []
    if !marks.isEmpty {
      let all = marks.map { $0.count == 1 ? $0[0] : "(" + $0.joined(separator: " OR ") + ")" }
      parts.append("marks : (" + all.joined(separator: " AND ") + ")")
    }
    if hasText {
      var all = words.map(FullText.quoted)
      if let start {
        let words = begun.map { ([start] + $0).map(FullText.quoted).joined(separator: " OR ") }
        all.append(words.map { "(\($0))" } ?? FullText.quoted(start) + " *")
      }
      parts.append("text : (" + all.joined(separator: " AND ") + ")")
    }
    let question = parts.joined(separator: " AND ")
    return besides.map { "(\(question)) NOT marks : \($0)" } ?? question
  }

  /// The same as pictures are held against it.
  struct Look {
    let hasText, hasMarks: Bool
    private let texts: [[UInt8]]
    private let marks: [[[UInt8]]]
    private let besides: [UInt8]?
    private let splitter: WordSplitter
    private var words: [UInt8] = []

    init(_ question: ImageQuestion, _ splitter: WordSplitter) {
      self.splitter = splitter
      func needle(_ word: String) -> [UInt8] { [0] + word.utf8 + [0] }
      texts = question.words.map(needle) + (question.start.map { [[0] + $0.utf8] } ?? [])
      marks = question.marks.map { $0.map(needle) }
      besides = question.besides.map(needle)
      hasText = question.hasText
      hasMarks = question.hasMarks
    }

    /// Whether it is true of the texts that `image_texts` gives in these columns.
    mutating func takes(_ row: borrowing Row, text: Int, marks column: Int) throws -> Bool {
      if hasText {
        try split(row, text)
        guard texts.allSatisfy(has) else { return false }
      }
      guard hasMarks else { return true }
      try split(row, column)
      return marks.allSatisfy { $0.contains(where: has) } && !(besides.map(has) ?? false)
    }

    private mutating func split(_ row: borrowing Row, _ column: Int) throws {
      words.removeAll(keepingCapacity: true)
      var words = words
      var fault: SQLiteError?
      self.words = []
      try row.text(column) { text in
        do throws(SQLiteError) { try splitter.append(text, to: &words) } catch { fault = error }
      }
      if let fault { throw fault }
      words.append(0)
      self.words = words
    }

    private func has(_ needle: [UInt8]) -> Bool {
      words.withUnsafeBytes { words in
        needle.withUnsafeBytes { memmem(words.baseAddress, words.count, $0.baseAddress, $0.count) != nil }
      }
    }
  }
}
