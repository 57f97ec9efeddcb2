import Foundation
import SQLite
import Support
import Testing

@Suite("A backup") struct BackupTests {
  let folder = TemporaryFolder()
  let connection: Connection
  private var copy: String { folder.path + "/copy.db" }

  init() throws {
    connection = try Connection(path: folder.path + "/t.db", mode: .create, pragmas: ["journal_mode = WAL"])
    try connection.execute("CREATE TABLE t (i INTEGER PRIMARY KEY, b BLOB) STRICT")
    for number in 0..<200 { try connection.run("INSERT INTO t VALUES (?, zeroblob(1000))", [number]) }
  }

  private func count(in path: String) throws -> Int? {
    try Connection(path: path, mode: .readOnly).first("SELECT count(*) FROM t") { try $0.read(0) }
  }

  @Test("holds what was committed, in one file for its owner only")
  func complete() throws {
    try Backup.copy(connection, to: copy)
    #expect(try count(in: copy) == 200)
    #expect(try folder.names().filter { $0.hasPrefix("copy") } == ["copy.db"])
    let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test("replaces an older one only when it is whole")
  func replacing() throws {
    try Backup.copy(connection, to: copy)
    try connection.run("DELETE FROM t WHERE i < 100")
    try Data("rest of an unfinished one".utf8).write(to: URL(filePath: copy + ".unfinished"))
    try Backup.copy(connection, to: copy)
    #expect(try count(in: copy) == 100)
  }

  @Test("of a damaged database is thrown away")
  func damaged() throws {
    _ = try connection.first("PRAGMA wal_checkpoint(TRUNCATE)") { _ in }
    let file = try FileHandle(forUpdating: URL(filePath: folder.path + "/t.db"))
    try file.seek(toOffset: 4_096 * 5)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 4_096 * 3))
    try file.close()
    let fresh = try Connection(path: folder.path + "/t.db", mode: .readOnly)
    #expect(throws: (any Error).self) { try Backup.copy(fresh, to: copy) }
    #expect(try folder.names().filter { $0.hasPrefix("copy") } == [])
  }

  @Test("into a folder that is not there says so")
  func nowhere() {
    #expect(throws: Backup.Failure.self) { try Backup.copy(connection, to: folder.path + "/no/copy.db") }
  }
}
