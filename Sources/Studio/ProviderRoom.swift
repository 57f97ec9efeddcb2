package import Domain
import Synchronization

/// The providers as they stand ready: their adapters, their models and how they fare. Everything that is asked here is
/// answered at once, from memory.
package final class ProviderRoom: Sendable {
  private struct Seat: Sendable {
    let kind: ProviderKind
    let limits: Provider.Limits
    let image: (any ImageProvider)?
    let text: (any TextProvider)?
    var cards: [ModelCard]
    var vitals = ProviderVitals()
  }

  /// Of every studio, whatever else is set up.
  package static let builtin = "builtin"

  private let clock: Clock
  private let seats: Mutex<[String: Seat]>

  /// `kinds` is the one list of what we can connect to. Throws `Failure` for an adapter that cannot be made.
  package init(kinds: [ProviderKind], clock: Clock = .system) async throws {
    self.clock = clock
    var seats: [String: Seat] = [:]
    if let kind = kinds.first(where: { $0.id == Self.builtin }) {
      let connection = ProviderConnection(id: Self.builtin, baseUrl: "", key: nil, options: JSON.Object())
      var limits = Provider.Limits()
      limits.concurrency = kind.concurrency
      let image = try kind.image?(connection)
      let text = try kind.text?(connection)
      var cards = try await image?.models() ?? []
      cards += try await text?.models() ?? []
      seats[Self.builtin] = Seat(kind: kind, limits: limits, image: image, text: text, cards: cards)
    }
    self.seats = Mutex(seats)
  }

  /// Every model that is known, usable or not, in the order of their ids.
  package var cards: [ModelCard] {
    seats.withLock { $0.values.flatMap(\.cards) }.sorted { $0.id < $1.id }
  }

  /// The card of `provider/model`.
  package func card(_ id: String) -> ModelCard? {
    let provider = String(id.prefix { $0 != "/" })
    return seats.withLock { $0[provider]?.cards.first { $0.id == id } }
  }

  /// Throws `not_found` for a provider that is not there or makes no pictures.
  package func image(_ provider: String) throws(Failure) -> any ImageProvider {
    guard let image = seats.withLock({ $0[provider]?.image }) else { throw .notFound("provider") }
    return image
  }

  /// Throws `not_found` for a provider that is not there or writes no text.
  package func text(_ provider: String) throws(Failure) -> any TextProvider {
    guard let text = seats.withLock({ $0[provider]?.text }) else { throw .notFound("provider") }
    return text
  }

  package func kind(of provider: String) -> ProviderKind? { seats.withLock { $0[provider]?.kind } }

  /// Nil for a provider that is not there.
  package func limits(of provider: String) -> Provider.Limits? { seats.withLock { $0[provider]?.limits } }

  /// Whether it may be called now. Ask only when the call will be made: see `Breaker.gate`.
  package func gate(_ provider: String) -> Gate {
    let now = clock.now
    return seats.withLock { $0[provider]?.vitals.gate(at: now) } ?? .open
  }

  /// Tells how a call went: `failure` is nil when it did what it was asked. A call that we ended is not told.
  package func report(_ provider: String, latency: Duration?, failure: ProviderFailure?) {
    let now = clock.now
    let latencyMs = latency.map { Int(clamping: $0 / .milliseconds(1)) }
    seats.withLock {
      $0[provider]?.vitals.note(latencyMs: latencyMs, failure: failure, isProbe: false, at: now)
    }
  }

  /// Models that may do the work of this one when its provider is down and nothing was paid, the first choice first.
  package func fallbacks(for model: String) -> [String] { [] }
}

extension Int {
  fileprivate init(clamping number: Double) {
    self = number.isFinite ? Int(exactly: number.rounded().magnitude) ?? .max : 0
  }
}
