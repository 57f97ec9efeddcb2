import Domain
import HTTP

extension ProviderFailure {
  /// What it means that no answer, or no whole one, came. Only what was surely never sent may be sent again: a
  /// submission that left has an outcome that nobody here knows.
  init(silence: ClientFailure, of remote: Remote, purpose: Remote.Call.Purpose) {
    let name = remote.name
    // Work that the provider has stays with it, whatever becomes of a question about it.
    let untaken: Effect = purpose == .followUp ? .taken : .notTaken
    switch silence.reason {
    case .invalidRequest:
      self.init(.refused, "The address of \(name) cannot be called.", effect: untaken)
    case .addressRefused:
      self.init(.refused, "\(name) points to an address that may not be called from here.", effect: untaken)
    case .tooLarge:
      self.init(.garbage, "The answer of \(name) is larger than any answer should be.", effect: purpose.effect)
    case _ where silence.sent && purpose == .submission:
      let sentence = "The request went to \(name) and no whole answer came back. It may have been done and paid."
      self.init(.outcomeUnknown, sentence, effect: .unknown)
    case .cannotResolve:
      self.init(.unavailable, "The host name of \(name) is not known.", effect: untaken)
    case .cannotConnect:
      self.init(.unavailable, "\(name) cannot be reached: nothing listens there.", effect: untaken)
    case .tls:
      self.init(.unavailable, "No secure connection to \(name) could be made.", effect: untaken)
    case .timeout(.connect):
      self.init(.unavailable, "\(name) did not take the connection in time.", effect: untaken)
    case .timeout:
      self.init(.timeout, "\(name) did not answer in time.", effect: untaken)
    case .broken, .cancelled:
      self.init(.unavailable, "The connection to \(name) broke.", effect: untaken)
    }
  }
}

extension ProviderFailure {
  /// Runs what costs nothing and has no use for `CancellationError`.
  static func only<Value>(_ work: () async throws -> Value) async throws(ProviderFailure) -> Value {
    do {
      return try await work()
    } catch let failure as ProviderFailure {
      throw failure
    } catch {
      throw ProviderFailure(.unavailable, "The question was given up.", effect: .notTaken)
    }
  }
}
