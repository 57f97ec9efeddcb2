import SQLite
import Support
import Testing

@Suite("A connection") struct ConnectionTests {
  let connection: Connection

  init() throws { connection = try Connection(path: ":memory:", mode: .create) }

  @Test("gives back every kind of value as it was given")
  func values() throws {
    try connection.execute("CREATE TABLE t (i INTEGER, r REAL, s TEXT, b BLOB, n TEXT) STRICT")
    let text = "naïve\u{0}日本 🎨"
    let bytes: [UInt8] = [0, 255]
    try connection.run("INSERT INTO t VALUES (?, ?, ?, ?, ?)", [Int64.min, 0.5, text, bytes, String?.none])
    typealias Values = (Int64, Double, String, [UInt8], String?)
    let values: Values? = try connection.first("SELECT i, r, s, b, n FROM t") { row in
      (try row.read(0), try row.read(1), try row.read(2), try row.read(3), try row.read(4))
    }
    let (integer, real, read, blob, null) = try #require(values)
    #expect(integer == .min && real == 0.5 && read == text && blob == bytes && null == nil)
  }

  @Test("tells what is empty from what is not there")
  func empty() throws {
    let types = try connection.first("SELECT typeof(?), typeof(?), typeof(?)", ["", [UInt8](), Int?.none]) { row in
      [try row.text(0), try row.text(1), try row.text(2)]
    }
    #expect(types == ["text", "blob", "null"])
  }

  @Test("refuses to read a column as something else", arguments: ["'1'", "1.0", "x'31'", "NULL"])
  func mismatch(sql: String) throws {
    #expect(throws: SQLiteError.self) { try connection.first("SELECT \(sql)") { try $0.read(0, as: Int.self) } }
  }

  @Test("refuses a column that is not there", arguments: [-1, 1, .max, .min])
  func range(column: Int) throws {
    #expect(throws: SQLiteError.self) { try connection.first("SELECT 1") { try $0.read(column, as: Int.self) } }
  }

  @Test("refuses arguments that do not fit")
  func arguments() throws {
    #expect(throws: SQLiteError.self) { try connection.run("SELECT ?, ?", [1]) }
    #expect(throws: SQLiteError.self) { try connection.run("SELECT ?", [1, 2]) }
  }

  @Test("refuses what is no statement, or more than one", arguments: ["", "  ", "SELEC 1", "SELECT 1; SELECT 2"])
  func oneStatement(sql: String) throws {
    #expect(throws: SQLiteError.self) { try connection.run(sql) }
  }

  @Test("runs a query inside the rows of the same query")
  func nested() throws {
    let sql = "SELECT value FROM json_each('[1,2,3]')"
    let pairs = try connection.all(sql) { outer in
      try connection.all(sql) { inner in "\(try outer.integer(0))\(try inner.integer(0))" }
    }
    #expect(pairs.flatMap(\.self) == ["11", "12", "13", "21", "22", "23", "31", "32", "33"])
  }

  @Test("still answers after more statements than it keeps")
  func manyStatements() throws {
    for number in 0..<300 {
      #expect(try connection.first("SELECT \(number)") { try $0.integer(0) } == Int64(number))
    }
  }

  @Test("takes back a transaction whose body throws")
  func rollback() throws {
    struct Stop: Error {}
    try connection.execute("CREATE TABLE t (i INTEGER) STRICT")
    #expect(throws: Stop.self) {
      try connection.transaction(.write) {
        try connection.run("INSERT INTO t VALUES (1)")
        throw Stop()
      }
    }
    #expect(try connection.first("SELECT count(*) FROM t") { try $0.integer(0) } == 0)
  }

  @Test("brings a statement that writes to its end, though only its first row is wanted")
  func firstOfWrite() throws {
    let folder = TemporaryFolder()
    let path = folder.path + "/t.db"
    try Connection(path: path, mode: .create).execute(
      """
      CREATE TABLE t (i INTEGER PRIMARY KEY, s TEXT) STRICT;
      CREATE VIRTUAL TABLE words USING fts5 (s, content = 't', content_rowid = 'i');
      CREATE TRIGGER gone AFTER DELETE ON t BEGIN
        INSERT INTO words (words, rowid, s) VALUES ('delete', old.i, old.s);
      END;
      INSERT INTO t VALUES (1, 'a fox'), (2, 'a door');
      INSERT INTO words (rowid, s) SELECT i, s FROM t;
      """)
    // One that has not written before: its full text prepares what it needs only at the end.
    let connection = try Connection(path: path, mode: .readWrite)
    let text = try connection.transaction(.write) {
      try connection.run("SAVEPOINT caller")
      let text = try connection.first("DELETE FROM t WHERE i = ? RETURNING s", [1]) { try $0.text(0) }
      try connection.run("RELEASE caller")
      return text
    }
    #expect(text == "a fox")
    #expect(try connection.all("SELECT rowid FROM words WHERE words MATCH 'a'") { try $0.integer(0) } == [2])
  }

  @Test("stops a query at its deadline and is well afterwards")
  func deadline() throws {
    #expect { try connection.within(Deadline(after: .milliseconds(20))) { try connection.run(endless) } } throws: {
      ($0 as? SQLiteError)?.kind == .interrupted
    }
    #expect(try connection.first("SELECT 1") { try $0.integer(0) } == 1)
  }

  @Test(
    "does not trust the schema or the statement",
    arguments: [
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'x'", "ATTACH ':memory:' AS other",
      "SELECT load_extension('x')", "SELECT \"no such column\"", "CREATE TABLE q (a CHECK (a <> \"text\"))",
    ])
  func hardened(script: String) throws {
    try connection.execute("CREATE TABLE t (i INTEGER) STRICT")
    #expect(throws: SQLiteError.self) { try connection.execute(script) }
  }

  @Test("names what a caller can do something about")
  func kinds() throws {
    try connection.execute("CREATE TABLE t (i INTEGER UNIQUE) STRICT; INSERT INTO t VALUES (1)")
    #expect { try connection.run("INSERT INTO t VALUES (1)") } throws: { ($0 as? SQLiteError)?.kind == .constraint }
    #expect { try Connection(path: "/nowhere/at.all", mode: .readWrite) } throws: {
      ($0 as? SQLiteError)?.kind == .other
    }
    try connection.execute("PRAGMA max_page_count = 3")
    #expect {
      try connection.run("CREATE TABLE u AS SELECT randomblob(100000)")
    } throws: { ($0 as? SQLiteError)?.kind == .full }
  }
}

/// A query that never ends by itself.
let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
