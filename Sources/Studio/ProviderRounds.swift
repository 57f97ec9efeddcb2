import Domain

/// Looks after the providers now and then: whether they are there, and which models they have.
package struct ProviderRounds: Sendable {
  private let room: ProviderRoom

  package init(_ room: ProviderRoom) { self.room = room }

  /// When a provider is looked at next: soon while it is down, seldom while all is well. `roll` spreads the visits, so
  /// that many studios do not knock at one door at the same time.
  static func pause(after health: ProviderHealth, roll: Double) -> Duration {
    let seconds: Double =
      switch (health.state, health.circuit) {
      // Its circuit lets one through every 30 seconds; who comes more often is not late for it.
      case (_, .open), (_, .halfOpen): 10
      case (.down, _): 30
      case (.degraded, _): 120
      case (.unknown, _): 300
      case (.up, _), (.unauthorized, _), (.outOfCredit, _): 1_800
      }
    return .seconds(seconds * (0.8 + 0.4 * min(max(roll, 0), 1)))
  }

  /// Goes round until the task is cancelled. The first visits are spread over the first `spread`.
  package func run(every tick: Duration = .seconds(5), spread: Duration = .seconds(20)) async {
    var due: [String: ContinuousClock.Instant] = [:]
    while !Task.isCancelled {
      let now = ContinuousClock.now
      let seats = room.all.filter { $0.kind?.hasServer == true && $0.obstacle == nil }
      for seat in seats where due[seat.provider.id] == nil {
        due[seat.provider.id] = now + spread * Double.random(in: 0...1)
      }
      let ready = seats.map(\.provider.id).filter { id in due[id].map { $0 <= now } ?? false }
      _ = try? await ready.together(atMost: 4) { [room] id in await Self.visit(id, in: room) }
      for id in ready {
        guard let health = room.health(of: id) else { continue }
        due[id] = .now + Self.pause(after: health, roll: .random(in: 0...1))
      }
      try? await Task.sleep(for: tick)
    }
  }

  /// A probe for nothing; and what it has, if it is there.
  static func visit(_ id: String, in room: ProviderRoom) async {
    // While others have just been told to wait, we wait too.
    guard case .open = room.gate(id) else { return }
    guard let check = try? await room.check(id), check.isWell else { return }
    await room.refresh(id)
  }
}
