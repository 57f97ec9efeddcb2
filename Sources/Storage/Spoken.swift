import Domain
import SQLite

/// The words of titles and messages, by which chats are found.
enum Spoken {
  /// What the full text is asked: every word of `text` in one title or message of the workspace, the last word also as
  /// the beginning of one.
  ///
  /// Without a workspace, in all of them; `columns` are those that hold what people say.
  static func query(_ text: String, in workspaceId: Identifier?, columns: String = "text") -> String {
    let room = workspaceId.map { #"workspace : "\#(Hexadecimal.text($0.bytes))" AND "# } ?? ""
    // Nothing is found by signs alone.
    guard let words = FullText.beginning(FullText.words(of: text)) else { return room + #"workspace : "-""# }
    return room + "{\(columns)} : (\(words))"
  }
}
