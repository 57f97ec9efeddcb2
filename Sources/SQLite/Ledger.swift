import Synchronization
import Threads

/// The writer's thread at work: groups, transactions, checkpoints.
final class Ledger {
  private let connection: Connection
  private let state: WriterState
  private var framesAtCheckpoint = 0

  init(connection: Connection, state: WriterState) {
    self.connection = connection
    self.state = state
  }

  /// Works until the queue is closed and empty.
  func keep(_ jobs: BlockingQueue<WriterJob>) {
    while true {
      var group = jobs.takeAll()[...]
      if group.isEmpty { break }
      while !group.isEmpty { group = commit(group) }
      checkpointWhenDue()
    }
    if failure == nil { connection.checkpointOnClose() }
  }

  private var failure: SQLiteError? { state.failure.withLock(\.self) }

  /// Commits a group in one transaction and answers it; returns those it did not come to.
  private func commit(_ group: ArraySlice<WriterJob>) -> ArraySlice<WriterJob> {
    if let failure { return refuse(group, SQLiteError.readOnly(after: failure)) }
    do { try connection.run("BEGIN IMMEDIATE") } catch { return refuse(group, error) }

    var done: [(job: WriterJob, success: WriterJob.Success)] = []
    for index in group.indices {
      let job = group[index]
      do {
        done.append((job, try attempt(job)))
      } catch {
        job.refuse(error)
        if connection.isInTransaction { continue }
        // A full disk, for one, took the whole transaction with it: the others get one of their own.
        commitOneByOne(done.map(\.job))
        return group[(index + 1)...]
      }
    }
    if done.isEmpty {
      connection.rollBack()
      return []
    }

    do {
      try connection.run("COMMIT")
    } catch {
      connection.rollBack()
      note(error)
      if done.count == 1 || failure != nil { return refuse(done.map(\.job)[...], error) }
      commitOneByOne(done.map(\.job))
      return []
    }
    for (_, success) in done { success.announce() }
    for (_, success) in done { success.answer() }
    return []
  }

  private func attempt(_ job: WriterJob) throws -> WriterJob.Success {
    try connection.run("SAVEPOINT caller")
    do {
      let success = try job.attempt(connection)
      try connection.run("RELEASE caller")
      return success
    } catch {
      do {
        if connection.isInTransaction { try connection.execute("ROLLBACK TO caller; RELEASE caller") }
      } catch {
        connection.rollBack()
      }
      throw error
    }
  }

  private func commitOneByOne(_ jobs: [WriterJob]) {
    for index in jobs.indices { _ = commit(jobs[index...index]) }
  }

  private func refuse(_ group: ArraySlice<WriterJob>, _ error: any Error) -> ArraySlice<WriterJob> {
    for job in group { job.refuse(error) }
    return []
  }

  /// Only this thread checkpoints: two connections that do it at once can lose commits (SQLite before 3.51.3).
  private func checkpointWhenDue() {
    if connection.framesInLog < framesAtCheckpoint { framesAtCheckpoint = 0 }
    guard failure == nil, connection.framesInLog - framesAtCheckpoint >= Self.framesBetweenCheckpoints else { return }
    framesAtCheckpoint = connection.framesInLog
    do { try connection.checkpoint() } catch { note(error) }
  }

  /// After a failed fsync the kernel may have dropped the bytes and called them clean: a second try would lie.
  private func note(_ error: any Error) {
    guard let error = error as? SQLiteError, error.kind == .notDurable else { return }
    state.failure.withLock { $0 = $0 ?? error }
  }

  private static let framesBetweenCheckpoints = 1_000
}
