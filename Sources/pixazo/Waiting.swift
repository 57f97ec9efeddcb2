import Threads

/// Runs `work` to its end while this thread sleeps. Only for the main thread, which belongs to no pool.
func waiting<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
  let done = BlockingQueue<Result<Value, any Error>>()
  Task {
    do { _ = try await done.push(.success(work())) } catch { _ = done.push(.failure(error)) }
  }
  guard let result = done.take() else { throw CancellationError() }
  return try result.get()
}
