import Domain
import SQLite

/// The words of titles and messages, by which chats are found.
enum Spoken {
  /// What the full text is asked: every word of `text` in one title or message of the workspace, the last word also as
  /// the beginning of one. A person's words are only ever words: each is quoted, whatever signs are in it.
  static func query(_ text: String, in workspaceId: Identifier) -> String {
    let words = text.split { !$0.isLetter && !$0.isNumber }.prefix(mostWords).map(String.init)
    let hex = Hexadecimal.text(workspaceId.bytes)
    // Nothing is found by signs alone.
    guard !words.isEmpty else { return #"workspace : "\#(hex)" AND workspace : "-""# }
    return #"workspace : "\#(hex)" AND text : ("# + words.map { "\"\($0)\"" }.joined(separator: " ") + "*)"
  }

  /// Tells the full text what changed in this transaction.
  static func settle(_ connection: Connection) throws {
    guard try connection.first("SELECT 1 FROM spoken_changes LIMIT 1", [], { _ in true }) != nil else { return }
    let changes = try connection.all("SELECT is_gone, number, text, workspace FROM spoken_changes ORDER BY place") { row in
      (isGone: try row.read(0, as: Bool.self), values: (try row.integer(1), try row.text(2), try row.text(3)))
    }
    for (isGone, (number, text, workspace)) in changes {
      try connection.run(
        isGone
          ? "INSERT INTO spoken_words (spoken_words, rowid, text, workspace) VALUES ('delete', ?, ?, ?)"
          : "INSERT INTO spoken_words (rowid, text, workspace) VALUES (?, ?, ?)", [number, text, workspace])
    }
    try connection.run("DELETE FROM spoken_changes")
  }

  private static let mostWords = 32
}
