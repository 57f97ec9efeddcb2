import Domain
import SQLite

/// The words of titles and messages, by which chats are found.
enum Spoken {
  /// What the full text is asked: every word of `text` in one title or message of the workspace, the last word also as
  /// the beginning of one. A person's words are only ever words: each is quoted, whatever signs are in it.
  ///
  /// Without a workspace, in all of them; `columns` are those that hold what people say.
  static func query(_ text: String, in workspaceId: Identifier?, columns: String = "text") -> String {
    let words = text.split { !$0.isLetter && !$0.isNumber }.prefix(mostWords).map(String.init)
    let room = workspaceId.map { #"workspace : "\#(Hexadecimal.text($0.bytes))" AND "# } ?? ""
    // Nothing is found by signs alone.
    guard !words.isEmpty else { return room + #"workspace : "-""# }
    return room + "{\(columns)} : (" + words.map { "\"\($0)\"" }.joined(separator: " ") + "*)"
  }

  private static let mostWords = 32
}
