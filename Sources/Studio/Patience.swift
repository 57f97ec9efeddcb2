import Domain

/// Tries again what a busy database or a full disk refuses: what was paid is not given up for a moment's sake.
struct Patience: Sendable {
  let log: Log
  var pauses: [Duration] = [1, 1, 2, 4, 8, 16, 30].map { .seconds($0) }

  /// Throws the last failure when all pauses are over, and any other at once. Cancelling the task changes nothing.
  func keep<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    for pause in pauses {
      do {
        return try await work()
      } catch let failure as Failure where failure.code == .busy || failure.code == .storageFull {
        log.warning("waiting to keep what was made", ["reason": .text(failure.detail)])
        await Task { try? await Task.sleep(for: pause) }.value
      }
    }
    return try await work()
  }
}
