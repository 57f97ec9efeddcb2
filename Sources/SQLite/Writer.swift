import Synchronization
import Threads

/// The one thread that writes. Callers who wait while a commit runs share the next one.
///
/// Each caller has a savepoint of its own in the shared transaction, so one that fails spoils nothing for the
/// others. A caller is answered after the commit, when its rows are on the disk.
package final class Writer: Sendable {
  private let jobs: BlockingQueue<WriterJob>
  private let state: WriterState

  private init(jobs: BlockingQueue<WriterJob>, state: WriterState) {
    self.jobs = jobs
    self.state = state
  }

  /// Starts the thread, which opens its connection by `open`; throws what `open` throws.
  package static func start(open: @escaping @Sendable () throws -> Connection) async throws -> Writer {
    let jobs = BlockingQueue<WriterJob>()
    let state = WriterState()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      do {
        try Thread.start(name: "sqlite-writer") {
          do {
            // Its own scope: the connection is closed when the gate opens.
            do {
              let ledger = Ledger(connection: try open(), state: state)
              continuation.resume()
              ledger.keep(jobs)
            }
            state.closed.open()
          } catch {
            continuation.resume(throwing: error)
          }
        }
      } catch {
        continuation.resume(throwing: error)
      }
    }
    return Writer(jobs: jobs, state: state)
  }

  /// Runs `body` in a transaction and returns when it is on the disk; its error takes back its own rows only.
  ///
  /// `committed` runs on the writer's thread after the commit, in the order of the commits, exactly once, and
  /// before anybody is answered. `body` may run again when a shared transaction was lost, so it must keep all
  /// its effects in the database. A write that was handed in is done or refused, never cancelled.
  @discardableResult
  package func write<T: Sendable>(
    _ body: @escaping @Sendable (Connection) throws -> T, committed: @escaping @Sendable (T) -> Void = { _ in }
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      let job = WriterJob(
        attempt: { connection in
          let value = try body(connection)
          return .init(announce: { committed(value) }, answer: { continuation.resume(returning: value) })
        },
        refuse: { error in continuation.resume(throwing: error) })
      if !jobs.push(job) { job.refuse(SQLiteError.closed) }
    }
  }

  /// Why nothing is written any more, once a promise of the disk was broken; nil while all is well.
  package var failure: SQLiteError? { state.failure.withLock(\.self) }

  /// How many callers wait for their turn.
  package var waiting: Int { jobs.count }

  deinit { jobs.close() }

  /// Writes what was handed in, checkpoints and closes the connection. Later writes are refused.
  package func close() async {
    jobs.close()
    await state.closed.wait()
  }
}

/// What a caller handed in.
struct WriterJob: Sendable {
  /// What is left to do once the rows are on the disk.
  struct Success {
    let announce: () -> Void
    let answer: () -> Void
  }

  let attempt: @Sendable (Connection) throws -> Success
  let refuse: @Sendable (any Error) -> Void
}

/// What the callers may know of the thread.
final class WriterState: Sendable {
  let failure = Mutex<SQLiteError?>(nil)
  let closed = Gate()
}
