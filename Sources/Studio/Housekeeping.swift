package import Domain
package import Storage

/// What is thrown away when its time has come.
package struct Housekeeping: Sendable {
  /// How long the trash keeps what people made.
  package static let trashSeconds: Int64 = 30 * 24 * 3_600
  /// How far back a client may resume the event stream.
  package static let eventSeconds: Int64 = 7 * 24 * 3_600
  /// How long the first answer to an `Idempotency-Key` is given again.
  package static let answerSeconds: Int64 = 48 * 3_600

  /// What is due at a moment: everything from before each of these.
  package struct Due: Sendable, Equatable {
    package let trash: Timestamp
    package let events: Timestamp
    package let answers: Timestamp

    package init(at now: Timestamp) {
      trash = now.adding(seconds: -trashSeconds)
      events = now.adding(seconds: -eventSeconds)
      answers = now.adding(seconds: -answerSeconds)
    }
  }

  package struct Swept: Sendable, Equatable {
    /// Workspaces and pictures, those in workspaces included.
    package var trash = 0
    package var files = 0
    package var events = 0
    package var answers = 0

    package var isNothing: Bool { self == Swept() }
  }

  private let store: Store
  private let vault: Vault
  private let clock: Clock
  private let log: Log

  package init(store: Store, vault: Vault, clock: Clock, log: Log) {
    self.store = store
    self.vault = vault
    self.clock = clock
    self.log = log
  }

  /// Sweeps now and then every `pause` until the task is cancelled; soon after a nudge, with what comes within `rest`
  /// of it. A failure is logged and tried again.
  package func run(
    every pause: Duration = .seconds(600), nudge: Nudge = Nudge(), rest: Duration = .seconds(1)
  ) async {
    while !Task.isCancelled {
      do {
        let swept = try await sweep()
        if !swept.isNothing {
          log.info(
            "swept",
            [
              "trash": .number(swept.trash), "files": .number(swept.files), "events": .number(swept.events),
              "answers": .number(swept.answers),
            ])
        }
      } catch {
        log.warning("sweeping failed", ["reason": .text("\(error)")])
      }
      await nudge.wait(atMost: pause)
      try? await Task.sleep(for: rest, clock: .continuous)
    }
  }

  /// Throws away what is due, a part at a time, so that other writers get their turn.
  package func sweep() async throws -> Swept {
    let due = Due(at: clock.now)
    var swept = Swept()
    swept.trash = try await all { try $0.trash.empty(before: due.trash, limit: part) }
    while !Task.isCancelled, let files = try await vault.sweep() { swept.files += files }
    swept.events = try await all { try $0.events.trim(before: due.events, limit: part) }
    swept.answers = try await all { try $0.idempotency.trim(before: due.answers, limit: part) }
    return swept
  }

  private func all(_ once: @escaping @Sendable (Writing) throws -> Int) async throws -> Int {
    var total = 0
    while !Task.isCancelled {
      let count = try await store.write(once)
      total += count
      if count < part { break }
    }
    return total
  }
}

/// How much one transaction throws away at most.
private let part = 500
