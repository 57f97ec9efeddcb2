import Domain
import SQLite

/// The words of titles and messages, by which chats are found.
enum Spoken {
  /// What the full text is asked: every word of `text` in one title or message of the workspace, the last word also as
  /// the beginning of one.
  static func query(_ text: String, in workspaceId: Identifier) -> String {
    let hex = Hexadecimal.text(workspaceId.bytes)
    // Nothing is found by signs alone.
    guard let words = FullText.beginning(FullText.words(of: text)) else {
      return #"workspace : "\#(hex)" AND workspace : "-""#
    }
    return #"workspace : "\#(hex)" AND text : (\#(words))"#
  }
}
