import Domain
import SQLite

/// A note that a file lost a row, or never got one.
struct LooseFile: Sendable, Equatable {
  let id: Int64
  let name: Vault.Name
}

/// Notes of files that lost a row, or never got one. A picture's end leaves one by itself.
struct LooseFiles<Transaction> {
  let connection: Connection
  let transaction: Transaction

  /// The oldest of them.
  func first(_ limit: Int) throws -> [LooseFile] {
    try connection.all("SELECT id, sha256, format FROM loose_files ORDER BY id LIMIT ?", [limit]) { row in
      LooseFile(id: try row.read(0), name: Vault.Name(sha256: try row.read(1), format: try row.read(2)))
    }
  }

  func isNamed(_ file: Vault.Name) throws -> Bool {
    try connection.first("SELECT 1 FROM images WHERE sha256 = ? LIMIT 1", [file.sha256]) { _ in true } ?? false
  }
}

extension LooseFiles where Transaction == Writing {
  func note(_ file: Vault.Name) throws {
    try connection.run(
      "INSERT INTO loose_files (sha256, format) VALUES (?, ?)", [file.sha256, file.format.rawValue])
  }

  /// Takes a note away. True when its file is to go, too: no row names it and no later note speaks of it.
  ///
  /// A later note may belong to a transaction that shares this one's commit and is lost with it: then a row would name
  /// the file again. So the note must have been read in an earlier transaction, and the latest has the word.
  func settle(_ note: LooseFile) throws -> Bool {
    let isThere = try connection.run("DELETE FROM loose_files WHERE id = ?", [note.id]) > 0
    let isLast =
      try connection.first(
        "SELECT 1 FROM loose_files WHERE sha256 = ? AND id > ? LIMIT 1", [note.name.sha256, note.id]
      ) { _ in true } == nil
    return try isThere && isLast && !isNamed(note.name)
  }
}
