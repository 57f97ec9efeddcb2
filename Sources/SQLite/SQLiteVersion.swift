import CSQLite

/// The SQLite that runs, not the one that was compiled against.
package struct SQLiteVersion: Sendable, Comparable, CustomStringConvertible {
  package let number: Int

  package static var running: SQLiteVersion { SQLiteVersion(number: Int(sqlite3_libversion_number())) }

  package init(number: Int) { self.number = number }

  package var description: String { "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)" }

  /// Two connections that write or checkpoint at once can lose commits: 3.7.0 up to 3.51.2. A program in which
  /// one connection does both is not touched by it; a second program on the same file would be.
  package var canLoseCommitsToSecondWriter: Bool { (3_007_000..<3_051_003).contains(number) }

  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
