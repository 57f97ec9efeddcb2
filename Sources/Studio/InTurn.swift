import Synchronization

/// Does one piece of work after the other, in the order in which they were handed in.
final class InTurn: Sendable {
  private let last = Mutex<Task<Void, Never>?>(nil)

  @discardableResult
  func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) -> Task<Value, any Error> {
    last.withLock { last in
      let task = Task { [before = last] in
        await before?.value
        return try await work()
      }
      last = Task { _ = await task.result }
      return task
    }
  }

  /// Waits for all that was handed in until now.
  func settle() async { await last.withLock(\.self)?.value }
}
