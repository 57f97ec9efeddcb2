import Synchronization
import Threads

/// A pool of connections that only read, each on a thread of its own, made when first needed.
package final class Readers: Sendable {
  private struct Job: Sendable {
    let run: @Sendable (Connection) -> Void
    let refuse: @Sendable (any Error) -> Void
  }

  private struct Pool {
    var threads = 0
    var unanswered = 0
  }

  private let jobs = BlockingQueue<Job>()
  private let pool = Mutex(Pool())
  private let closed = Gate()
  private let limit: Int
  private let patience: Duration
  private let open: @Sendable () throws -> Connection

  /// `patience` is how long a read may take, waiting for its turn included.
  package init(limit: Int, patience: Duration, open: @escaping @Sendable () throws -> Connection) {
    self.limit = max(limit, 1)
    self.patience = patience
    self.open = open
  }

  /// Runs `body` in a read transaction: all its queries see the same commit.
  ///
  /// Throws an error of kind `interrupted` when it takes too long, and `CancellationError` when the task is
  /// cancelled, which stops a running query too.
  package func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
    let deadline = Deadline(after: patience)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
        submit(
          Job(
            run: { connection in
              continuation.resume(with: Result { try Self.run(body, on: connection, within: deadline) })
            },
            refuse: { error in continuation.resume(throwing: error) }))
      }
    } onCancel: {
      deadline.cancel()
    }
  }

  /// Lets the reads that were handed in end, then closes every connection. Later reads are refused.
  package func close() async {
    jobs.close()
    if pool.withLock({ $0.threads == 0 }) { closed.open() }
    await closed.wait()
  }

  private static func run<T>(
    _ body: (Connection) throws -> T, on connection: Connection, within deadline: Deadline
  ) throws -> T {
    do {
      if deadline.isOver { throw SQLiteError.interrupted }
      return try connection.within(deadline) { try connection.transaction(.read) { try body(connection) } }
    } catch {
      if deadline.isCancelled { throw CancellationError() }
      throw error
    }
  }

  private func submit(_ job: Job) {
    let needsThread = pool.withLock { pool in
      pool.unanswered += 1
      guard pool.unanswered > pool.threads, pool.threads < limit else { return false }
      pool.threads += 1
      return true
    }
    if needsThread {
      do {
        try Thread.start(name: "sqlite-reader") { [self] in work() }
      } catch {
        // With one thread at work the job only waits longer.
        let nobody = pool.withLock { pool in
          pool.threads -= 1
          return pool.threads == 0
        }
        if nobody { return refuse(job, error) }
      }
    }
    if !jobs.push(job) { refuse(job, SQLiteError.closed) }
  }

  private func work() {
    var connection: Connection?
    while let job = jobs.take() {
      do {
        let open = try connection ?? open()
        connection = open
        job.run(open)
        pool.withLock { $0.unanswered -= 1 }
      } catch {
        refuse(job, error)
      }
    }
    connection = nil
    let isLast = pool.withLock { pool in
      pool.threads -= 1
      return pool.threads == 0
    }
    if isLast { closed.open() }
  }

  private func refuse(_ job: Job, _ error: any Error) {
    pool.withLock { $0.unanswered -= 1 }
    job.refuse(error)
  }
}
