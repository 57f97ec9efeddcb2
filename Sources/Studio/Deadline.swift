import Domain
import Synchronization

/// An end to waiting for somebody else.
enum Deadline {
  /// What `work` gives; nil when it takes longer, and then it is left to itself. With `cancelling`, it is told to end
  /// then, and when the caller is.
  static func wait<Value: Sendable>(
    _ limit: Duration, cancelling: Bool = false, for work: @escaping @Sendable () async -> Value
  ) async -> Value? {
    let outcome = Outcome<Value>()
    let task = Task { outcome.set(await work()) }
    let alarm = Task {
      try? await Task.sleep(for: limit)
      outcome.set(nil)
    }
    let value = await withTaskCancellationHandler {
      await outcome.value
    } onCancel: {
      if cancelling { task.cancel() }
    }
    alarm.cancel()
    if cancelling { task.cancel() }
    return value
  }

  /// What `work` gives or throws, or a failure of code `timeout`.
  static func within<Value: Sendable>(
    _ limit: Duration, of name: String, _ work: @escaping @Sendable () async throws(ProviderFailure) -> Value
  ) async throws(ProviderFailure) -> Value {
    let outcome = await wait(limit, cancelling: true) { () -> Result<Value, ProviderFailure> in
      do throws(ProviderFailure) { return .success(try await work()) } catch { return .failure(error) }
    }
    guard let outcome else {
      throw ProviderFailure(
        .timeout, "\(name) did not answer within \(limit.components.seconds) seconds.", effect: .notTaken)
    }
    return try outcome.get()
  }
}

/// Filled once, by whoever comes first, and read by one.
final class Outcome<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Value?, Never>)
    case filled(Value?)
  }

  private let state = Mutex(State.open)

  func set(_ value: Value?) {
    let waiting = state.withLock { state -> CheckedContinuation<Value?, Never>? in
      switch state {
      case .open:
        state = .filled(value)
        return nil
      case .awaited(let continuation):
        state = .filled(value)
        return continuation
      case .filled: return nil
      }
    }
    waiting?.resume(returning: value)
  }

  var value: Value? {
    get async {
      await withCheckedContinuation { continuation in
        let ready = state.withLock { state -> Value?? in
          if case .filled(let value) = state { return .some(value) }
          state = .awaited(continuation)
          return nil
        }
        if let ready { continuation.resume(returning: ready) }
      }
    }
  }
}
