/// Where a generation stands, step by step. What people see of it is `shown`.
package enum GenerationState: String, Sendable, CaseIterable {
  /// Waits for its turn, or for its next try.
  case queued
  /// Its turn has come; nothing was sent for this call.
  case leased
  /// A call may have been sent. This is on the disk before the first byte leaves.
  case submitting
  /// The provider has the work and gave a ticket, by which it is found again.
  case submitted
  /// The provider is done; its pictures are on their way.
  case fetching
  /// Pictures are being looked at and kept.
  case storing
  case succeeded, failed, cancelled
  /// It was sent, and nobody knows what became of it: a person decides.
  case outcomeUnknown
  /// It was running whenever Pixazo crashed: a person decides.
  case parked

  /// The states of the API.
  package enum Shown: String, Sendable, CaseIterable {
    case queued, running, succeeded, failed, cancelled, outcomeUnknown, parked
  }

  package var shown: Shown {
    switch self {
    case .queued: .queued
    case .leased, .submitting, .submitted, .fetching, .storing: .running
    case .succeeded: .succeeded
    case .failed: .failed
    case .cancelled: .cancelled
    case .outcomeUnknown: .outcomeUnknown
    case .parked: .parked
    }
  }

  /// Somebody works on it right now.
  package var isRunning: Bool { shown == .running }
  /// It will go on by itself.
  package var isLive: Bool { isRunning || self == .queued }
  /// It waits for a person's word.
  package var isUndecided: Bool { self == .outcomeUnknown || self == .parked }
}
