import Domain
import SQLite

/// Why the data could not be opened.
package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// Another process has the folder; its address is known when it serves.
  case held(folder: String, pid: Int32?, address: String?)
  case networkFileSystem(folder: String, kind: String)
  case unusable(folder: String, reason: String)
  /// A newer Pixazo wrote the database.
  case newerSchema(migration: String)
  /// A migration is not what it was when it ran on this database.
  case changedMigration(String)
  case failedMigration(String, reason: String)
  case database(String)

  package var description: String {
    switch self {
    case .held(let folder, let pid, let address):
      "The data folder \(folder) is in use by " + (pid.map { "process \($0)" } ?? "another process")
        + (address.map { ", which serves \($0)" } ?? "") + "."
    case .networkFileSystem(let folder, let kind):
      "The data folder \(folder) is on a network file system (\(kind)), where nothing can be kept safe."
    case .unusable(let folder, let reason): "The data folder \(folder) cannot be used: \(reason)."
    case .newerSchema(let migration):
      "The database was written by a newer version of Pixazo (it has the migration \(migration))."
    case .changedMigration(let name): "The migration \(name) has changed since it ran on this database."
    case .failedMigration(let name, let reason): "The migration \(name) failed and changed nothing: \(reason)."
    case .database(let reason): "The database cannot be opened: \(reason)."
    }
  }

  /// Says in our words what went wrong below.
  package init(_ error: any Error) {
    switch error {
    case let refusal as Refusal: self = refusal
    case Migrator.Failure.newer(let migration): self = .newerSchema(migration: migration)
    case Migrator.Failure.changed(let migration): self = .changedMigration(migration)
    case Migrator.Failure.failed(let migration, let reason): self = .failedMigration(migration, reason: reason)
    case let error as SQLiteError where error.kind == .busy: self = .database("another program keeps it locked")
    case let error as SQLiteError: self = .database(error.message)
    default: self = .database("\(error)")
    }
  }
}
