package import Domain
import Storage
import Synchronization

// Keeps what the room knows true: after every change, on demand, and now and then.
extension ProviderRoom {
  /// Throws what an adapter says against its options, with their places, before they are stored; nobody is called.
  /// What else may hinder it, such as a missing key, is told by its health.
  package func vet(_ provider: Provider, key: Secret?) throws(Failure) {
    guard let kind = kind(provider.kind) else { return }
    let connection = ProviderConnection(
      id: provider.id, baseUrl: provider.baseUrl?.text ?? "", key: key?.text ?? seat(of: provider.id)?.key?.text,
      options: provider.options)
    do throws(Failure) {
      _ = try kind.image?(connection)
      _ = try kind.text?(connection)
    } catch {
      if error.fields.contains(where: { $0.pointer.hasPrefix("/options") }) { throw error }
    }
  }

  /// Seats a provider as it is stored now, or takes its seat away. Throws what the store throws.
  func seat(_ id: String) async throws {
    try await changes.run { [self] in
      let found = try await store.read { reading in
        try reading.providers.all().first { $0.id == id }.map { ($0, try reading.models.of(id)) }
      }
      guard let (provider, cards) = found else {
        seats.withLock { _ = $0.removeValue(forKey: id) }
        return
      }
      let seal = provider.hasKey ? keyring.seal() : nil
      let key = try await store.read { reading in try seal.flatMap { try reading.sealedKeys.open(provider, with: $0) } }
      if let key { log.hide(key.text) }
      let kind = kind(provider.kind)
      seats.withLock { seats in
        let old = seats[id]
        var seat = ProviderSeat(provider, kind: kind, key: key, cards: cards)
        if let old, seat.callsLike(old) { seat.vitals = old.vitals }
        seats[id] = seat
      }
    }.value
  }

  /// To be called after a change is stored: takes up what changed and asks for the models. For those it waits a moment,
  /// and lets the asking go on when it takes longer. Throws what the store throws.
  package func takeUp() async throws {
    let stored = try await store.read { try $0.providers.all() }
    let seated = all.map(\.provider)
    let changed = Set((stored + seated).map(\.id)).filter { id in
      stored.first { $0.id == id } != seated.first { $0.id == id }
    }
    for id in changed.sorted() {
      let old = seat(of: id)
      try await seat(id)
      guard let new = seat(of: id), new.fault == nil else { continue }
      if let old, new.callsLike(old), !new.listed.isEmpty { continue }
      _ = await Deadline.wait(patience) { await self.refresh(id) }
    }
  }

  /// Asks a provider for its models, which costs nothing, and keeps them. Returns why that failed, as a sentence; then
  /// the models stay as they were.
  @discardableResult
  package func refresh(_ id: String) async -> String? {
    guard let seat = seat(of: id) else { return nil }
    if let fault = seat.fault { return fault }
    let cards: [ModelCard]
    do throws(ProviderFailure) {
      cards = try await ask(seat) { image, text throws(ProviderFailure) in
        try await (image?.models() ?? []) + (text?.models() ?? [])
      }
    } catch {
      note(id, latency: nil, failure: error, isProbe: true)
      return seat.clean(error.sentence)
    }
    do { try await keep(Self.tidy(cards, of: id), askedFrom: seat) } catch {
      log.warning("models could not be kept", ["provider": .text(id), "reason": .text("\(error)")])
    }
    return nil
  }

  /// Each once, as far as it can be named.
  private static func tidy(_ cards: [ModelCard], of id: String) -> [ModelCard] {
    var seen: Set<String> = []
    return cards.filter { $0.provider == id && TextRule.model.takes($0.id) && seen.insert($0.id).inserted }
      .prefix(mostCards).sorted { $0.id < $1.id }
  }

  /// Drops what was asked from a server that is not the provider's any more.
  private func keep(_ cards: [ModelCard], askedFrom asked: ProviderSeat) async throws {
    let id = asked.provider.id
    try await changes.run { [self] in
      guard let seat = seat(of: id), seat.callsLike(asked), seat.listed != cards else { return }
      try await store.write { writing in
        try writing.models.replace(cards, of: id)
        // The built-in models come with the program: their coming is no news.
        guard id != Provider.builtin else { return }
        try writing.record(
          "provider.modelsChanged", workspaceId: nil,
          subject: ["type": "provider", "id": .string(id), "models": .int(Int64(cards.count))])
      }
      seats.withLock { $0[id]?.listed = cards }
    }.value
  }

  /// Learns from a call, and tells everybody when that makes a difference.
  func note(_ id: String, latency: Duration?, failure: ProviderFailure?, isProbe: Bool) {
    let now = clock.now
    let health = seats.withLock { seats -> ProviderHealth? in
      guard let seat = seats[id] else { return nil }
      let before = seat.health(at: now)
      let clean = failure.map { failure in
        ProviderFailure(
          failure.code, seat.clean(failure.detail), effect: failure.effect, retryAfter: failure.retryAfter)
      }
      seats[id]?.vitals.note(latencyMs: latency?.milliseconds, failure: clean, isProbe: isProbe, at: now)
      let after = seats[id]?.health(at: now)
      return before.state == after?.state && before.circuit == after?.circuit ? nil : after
    }
    guard let health else { return }
    log.info("provider", ["provider": .text(id), "state": .text(health.state.rawValue)])
    announcements.run { [store] in
      try await store.write { writing in
        try writing.record(
          "provider.healthChanged", workspaceId: nil,
          subject: [
            "type": "provider", "id": .string(id), "state": .string(health.state.rawValue),
            "latencyMs": health.latencyMs.map { .int(Int64($0)) } ?? .null,
            "detail": health.detail.map { .string($0) } ?? .null, "circuit": .string(health.circuit.rawValue),
          ])
      }
    }
  }

  /// Waits until everything that was learned has been told.
  package func settle() async {
    await changes.settle()
    await announcements.settle()
  }

  private static let mostCards = 1_000
}
