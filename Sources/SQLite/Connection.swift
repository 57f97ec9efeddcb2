import CSQLite

/// One connection to one database. Not `Sendable`: it belongs to the thread that opened it.
package final class Connection {
  package enum Mode: Sendable {
    case readOnly
    case readWrite
    /// Like `readWrite`, and makes the file when there is none.
    case create
  }

  let handle: OpaquePointer
  private var statements: [String: Statement] = [:]
  private var deadline: Deadline?
  private var ownSplitter: WordSplitter?
  /// Frames in the write-ahead log after the latest commit of this connection.
  private(set) var framesInLog = 0

  /// Opens a database file, or one in memory for the path `:memory:`, and runs the pragmas in order.
  ///
  /// `busyTimeout` is how long a statement waits for another connection's lock. Throws when the file cannot be
  /// opened; that it is no database may only show at the first statement.
  package init(
    path: String, mode: Mode, pragmas: [String] = [], busyTimeout: Duration = .zero, fileSystem: String? = nil
  ) throws(SQLiteError) {
    _ = Self.library
    let access =
      switch mode {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var opened: OpaquePointer?
    let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(path, &opened, flags, fileSystem)
    guard code == SQLITE_OK, let opened else {
      let error = SQLiteError(of: opened, code: code, sql: nil)
      sqlite3_close_v2(opened)
      throw error
    }
    handle = opened
    harden()
    sqlite3_busy_timeout(handle, Int32(clamping: busyTimeout.nanoseconds / 1_000_000))
    for pragma in pragmas { try execute("PRAGMA \(pragma)") }
    sqlite3_wal_hook(
      handle,
      { context, _, _, frames in
        guard let context else { return SQLITE_OK }
        Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().framesInLog = Int(frames)
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    statements = [:]
    sqlite3_close_v2(handle)
  }

  /// Runs a statement that gives no rows and returns how many rows it changed.
  @discardableResult
  package func run(_ sql: String, _ arguments: [any Bindable] = []) throws(SQLiteError) -> Int {
    let statement = try borrow(sql)
    defer { giveBack(statement) }
    try statement.bind(arguments)
    while try statement.step() {}
    return statement.isReadOnly ? 0 : Int(sqlite3_changes64(handle))
  }

  /// Calls `body` with each row of a query, in order.
  package func each(
    _ sql: String, _ arguments: [any Bindable] = [], _ body: (borrowing Row) throws -> Void
  ) throws {
    try walk(sql, arguments) { row in
      try body(row)
      return true
    }
  }

  /// Calls `body` with the rows of a query, in order, as long as it says true.
  package func walk(
    _ sql: String, _ arguments: [any Bindable] = [], while body: (borrowing Row) throws -> Bool
  ) throws {
    let statement = try borrow(sql)
    defer { giveBack(statement) }
    try statement.bind(arguments)
    while try statement.step() { guard try statement.withRow(body) else { return } }
  }

  /// Every row of a query: ask for bounded ones only.
  package func all<T>(
    _ sql: String, _ arguments: [any Bindable] = [], _ make: (borrowing Row) throws -> T
  ) throws -> [T] {
    var values: [T] = []
    try each(sql, arguments) { row in values.append(try make(row)) }
    return values
  }

  /// The first row of a query, or nil when it has none.
  package func first<T>(
    _ sql: String, _ arguments: [any Bindable] = [], _ make: (borrowing Row) throws -> T
  ) throws -> T? {
    let statement = try borrow(sql)
    defer { giveBack(statement) }
    try statement.bind(arguments)
    guard try statement.step() else { return nil }
    let value = try statement.withRow(make)
    // What writes must come to its end: broken off, it can take the whole transaction with it.
    if !statement.isReadOnly { while try statement.step() {} }
    return value
  }

  /// How the full-text indexes part texts into words.
  package func splitter() throws -> WordSplitter {
    if let ownSplitter { return ownSplitter }
    let splitter = try WordSplitter(on: handle)
    ownSplitter = splitter
    return splitter
  }

  /// Runs every statement of a script, without arguments and without the cache.
  package func execute(_ script: String) throws(SQLiteError) {
    let code = sqlite3_exec(handle, script, nil, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteError(of: handle, code: code, sql: script) }
  }

  /// Runs `body` between BEGIN and COMMIT; an error takes everything back and is thrown on.
  package func transaction<T>(_ kind: Transaction, _ body: () throws -> T) throws -> T {
    try run(kind.rawValue)
    do {
      let value = try body()
      try run("COMMIT")
      return value
    } catch {
      rollBack()
      throw error
    }
  }

  package enum Transaction: String {
    /// Takes the write lock now, so that the busy timeout counts for it.
    case write = "BEGIN IMMEDIATE"
    /// One unchanging view of the database, from the first query on.
    case read = "BEGIN DEFERRED"
  }

  /// False also when SQLite itself took a transaction back, as it does when the disk is full.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  func rollBack() {
    guard isInTransaction else { return }
    _ = try? run("ROLLBACK")
  }

  /// Runs `body`, whose queries stop with an error of kind `interrupted` when the deadline is over.
  package func within<T>(_ deadline: Deadline, _ body: () throws -> T) rethrows -> T {
    self.deadline = deadline
    sqlite3_progress_handler(
      handle, Self.stepsBetweenLooks,
      { context in
        guard let context else { return 0 }
        let connection = Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue()
        return connection.deadline?.isOver == true ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
    defer {
      sqlite3_progress_handler(handle, 0, nil, nil)
      self.deadline = nil
    }
    return try body()
  }

  /// Moves what it can from the write-ahead log into the database without waiting for anybody.
  func checkpoint() throws(SQLiteError) {
    let code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    guard code == SQLITE_OK else { throw SQLiteError(of: handle, code: code) }
  }

  /// Lets the last connection that closes move the whole log into the database and remove it.
  func checkpointOnClose() { sqlite_switch(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0) }

  private func borrow(_ sql: String) throws(SQLiteError) -> Statement {
    if let statement = statements[sql] {
      // Lent already, when a row's closure asks the same again: that one gets its own, which is not kept.
      if statement.isLent { return try Statement(sql, on: handle) }
      statement.isLent = true
      return statement
    }
    let statement = try Statement(sql, on: handle)
    statement.isLent = true
    if statements.count >= Self.statementsKept, let unused = statements.first(where: { !$0.value.isLent }) {
      statements[unused.key] = nil
    }
    statements[sql] = statement
    return statement
  }

  private func giveBack(_ statement: Statement) {
    statement.reset()
    statement.isLent = false
  }

  /// No connection writes to the schema by the back door, or checkpoints when nobody asked. The schema is trusted: it
  /// is our migrations', and before SQLite 3.41 triggers may feed a full-text index and read JSON only then.
  private func harden() {
    for (option, on) in Self.switches { sqlite_switch(handle, option, on) }
    for (limit, value) in Self.limits { sqlite3_limit(handle, limit, value) }
  }

  /// Set up once; whoever used the library before us only keeps the slower way.
  private static let library = sqlite_count_no_memory()
  private static let switches: [(Int32, Int32)] = [
    (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1), (SQLITE_DBCONFIG_DQS_DML, 0),
    (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1),
  ]
  private static let limits: [(Int32, Int32)] = [
    (SQLITE_LIMIT_LENGTH, 32 << 20), (SQLITE_LIMIT_SQL_LENGTH, 100_000), (SQLITE_LIMIT_COLUMN, 200),
    (SQLITE_LIMIT_EXPR_DEPTH, 100), (SQLITE_LIMIT_COMPOUND_SELECT, 20), (SQLITE_LIMIT_VDBE_OP, 100_000),
    (SQLITE_LIMIT_FUNCTION_ARG, 32), (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
    (SQLITE_LIMIT_VARIABLE_NUMBER, 1_000), (SQLITE_LIMIT_TRIGGER_DEPTH, 10), (SQLITE_LIMIT_WORKER_THREADS, 0),
  ]
  private static let statementsKept = 128
  private static let stepsBetweenLooks: Int32 = 4_000
}
