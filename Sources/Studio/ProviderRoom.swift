package import Domain
package import Storage
import Synchronization

/// The providers as they stand ready: their adapters, their models and how they fare. What is asked here is answered
/// at once, from memory; `ProviderCare` keeps that memory true.
package final class ProviderRoom: Sendable {
  /// The one list of what we can connect to.
  package let kinds: [ProviderKind]
  let store: Store
  package let keyring: Keyring
  let clock: Clock
  let log: Log
  /// How long who sets up a connection waits for its models.
  let patience: Duration
  let seats = Mutex<[String: ProviderSeat]>([:])
  let changes = InTurn(), announcements = InTurn()
  let lanes = TextLanes()

  /// Seats all providers with the cards that they had, and calls nobody but the built-in one. Throws `Failure`.
  package init(
    kinds: [ProviderKind], store: Store, keyring: Keyring, clock: Clock = .system, log: Log = .silent,
    patience: Duration = .seconds(2)
  ) async throws {
    self.kinds = kinds
    self.store = store
    self.keyring = keyring
    self.clock = clock
    self.log = log
    self.patience = patience
    if let builtin = kind(Provider.builtin) { try await store.write { try $0.providers.ensureBuiltin(builtin) } }
    for provider in try await store.read({ try $0.providers.all() }) { try await seat(provider.id) }
    for seat in all where seat.kind?.hasServer == false { _ = await refresh(seat.provider.id) }
  }

  package func kind(_ id: String) -> ProviderKind? { kinds.first { $0.isCalled(id) } }

  var all: [ProviderSeat] { seats.withLock { Array($0.values) }.sorted { $0.provider.id < $1.provider.id } }

  func seat(of provider: String) -> ProviderSeat? { seats.withLock { $0[provider] } }
}

extension ProviderRoom {
  /// Every model that is known, by id. Those that cannot be used here, whatever happens, say why; see also `obstacle`.
  package var cards: [ModelCard] { all.flatMap(\.cards).sorted { $0.id < $1.id } }

  /// Every model with how its provider fares, for a choice between them.
  var candidates: [ModelChoice.Candidate] {
    cards.map { ModelChoice.Candidate(card: $0, health: health(of: $0.provider)?.state ?? .unknown) }
  }

  /// The card of `provider/model`.
  package func card(_ id: String) -> ModelCard? {
    seat(of: String(id.prefix { $0 != "/" }))?.card(id)
  }

  /// Why a model is best not chosen now: it cannot be used here, or its provider does not work at the moment. Nil when
  /// all is well.
  package func obstacle(to card: ModelCard) -> String? {
    if let unusable = card.unusable { return unusable }
    guard let health = health(of: card.provider) else { return "Its provider is gone." }
    switch health.state {
    case .up, .degraded, .unknown: return nil
    case .down: return "\(card.provider) is down."
    case .unauthorized: return "\(card.provider) does not accept its key."
    case .outOfCredit: return "\(card.provider) is out of credit."
    }
  }

  /// Throws `not_found` for a provider that is not there or makes no pictures, and `unavailable` for one that cannot
  /// be called as it is set up.
  package func image(_ provider: String) throws(Failure) -> any ImageProvider {
    try ready(provider) { $0.image }
  }

  /// Throws `not_found` for a provider that is not there or writes no text, and `unavailable` for one that cannot be
  /// called as it is set up.
  package func text(_ provider: String) throws(Failure) -> any TextProvider {
    try ready(provider) { $0.text }
  }

  private func ready<Adapter>(_ provider: String, _ adapter: (ProviderSeat) -> Adapter?) throws(Failure) -> Adapter {
    guard let seat = seat(of: provider) else { throw .notFound("provider") }
    if let obstacle = seat.obstacle { throw Failure(.unavailable, obstacle) }
    guard let adapter = adapter(seat) else { throw .notFound("provider of that kind") }
    return adapter
  }

  /// Makes prompts better without any model; nil in a studio without the built-in provider.
  var enhancer: (@Sendable (EnhancementWish) -> [EnhancedPrompt])? { seat(of: Provider.builtin)?.kind?.enhance }

  /// What the owner calls it.
  package func name(of provider: String) -> String? { seat(of: provider)?.provider.name }

  package func kind(of provider: String) -> ProviderKind? { seat(of: provider)?.kind }

  /// Nil for a provider that is not there.
  package func limits(of provider: String) -> Provider.Limits? { seat(of: provider)?.provider.limits }

  /// Nil for a provider that is not there.
  package func health(of provider: String) -> ProviderHealth? { seat(of: provider)?.health(at: clock.now) }

  /// How each provider fares, by id.
  package var health: [(provider: Provider, health: ProviderHealth)] {
    let now = clock.now
    return all.map { ($0.provider, $0.health(at: now)) }
  }

  /// Whether it may be called now. Ask only when the call will be made: it counts for the provider's
  /// `requestsPerMinute`, and while its circuit is half open `.open` is the one probe.
  package func gate(_ provider: String) -> Gate {
    let now = clock.now
    return seats.withLock { seats in
      guard let limits = seats[provider]?.provider.limits else { return .open }
      return seats[provider]?.vitals.gate(limits, at: now) ?? .open
    }
  }

  /// Tells how a call went: `failure` is nil when it did what it was asked. A call that we ended ourselves is not told.
  package func report(_ provider: String, latency: Duration?, failure: ProviderFailure?) {
    note(provider, latency: latency, failure: failure, isProbe: false)
  }

  /// Models of the same kind that may do the work of this one when its provider is down and nothing was paid, the first
  /// choice first: what the owner wrote down with the connection, as far as it can be used now.
  /// `kind` is that of a model whose own card is gone.
  package func fallbacks(for model: String, kind: ModelCard.Kind? = nil) -> [String] {
    let (provider, name) = (String(model.prefix { $0 != "/" }), String(model.drop { $0 != "/" }.dropFirst()))
    guard let seat = seat(of: provider), let kind = card(model)?.kind ?? kind else { return [] }
    return seat.fallbacks.models(for: name).filter { id in
      guard id != model, let other = self.card(id) else { return false }
      return other.kind == kind && obstacle(to: other) == nil
    }
  }

  /// Whether the work that waits for a provider is better looked after elsewhere, as far as its owner says where.
  func isLeft(_ provider: String) -> Bool {
    guard let seat = seat(of: provider), !seat.fallbacks.isEmpty else { return false }
    return seat.health(at: clock.now).state == .down
  }
}
