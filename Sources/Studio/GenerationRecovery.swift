import Domain
import Storage

/// Writes down that nobody works on a generation any more: after a crash, and at an end that cannot wait.
struct GenerationRecovery: Sendable {
  let store: Store
  let providers: ProviderRoom
  let log: Log
  /// This run of the program.
  let boot: Identifier

  /// What an earlier run was working on when it crashed. Throws what the store throws.
  func afterCrash() async throws {
    var last: Identifier?
    while true {
      let ids = try await store.read { [last] in
        try $0.generations.running(after: last, notOf: boot, limit: Self.part)
      }
      guard !ids.isEmpty else { return }
      let states = try await store.write { writing in
        try ids.map { try writing.lose($0, by: .crash, repeats: repeats) }
      }
      for (id, state) in zip(ids, states) {
        log.warning("recovered after a crash", ["generation": .text(id.text), "state": .text(state.rawValue)])
      }
      last = ids.last
    }
  }

  /// Lets go of one that still runs. The call itself is left alone: ending it would take from the provider what the
  /// next start goes on with.
  func letGo(_ id: Identifier) async {
    do {
      let state = try await store.write { try $0.lose(id, by: .shutdown, repeats: repeats) }
      log.info("a generation was let go of", ["generation": .text(id.text), "state": .text(state.rawValue)])
    } catch {
      // The next start finds it as it stands.
      log.warning("a generation was left running", ["generation": .text(id.text), "reason": .text("\(error)")])
    }
  }

  private func repeats(_ provider: String) -> Bool { providers.kind(of: provider)?.repeats ?? false }

  private static let part = 100
}

extension Writing {
  /// The process that worked on it is no more. Returns where it stands now.
  fileprivate func lose(
    _ id: Identifier, by end: GenerationStanding.End, repeats: (String) -> Bool
  ) throws -> GenerationState {
    let generation = try generations.find(id)
    guard generation.state.isRunning else { return generation.state }
    let call = try calls.open(of: id)
    guard !generation.isComplete else {
      if let call { try calls.end(call, call.ending(.succeeded)) }
      return try generations.take(.completed, id).state
    }
    let open = call.map { GenerationStanding.OpenCall($0, repeats: repeats($0.provider)) } ?? .none
    if let call, open == .repeatable { try calls.end(call, GenerationCall.Ending(.interrupted)) }
    return try generations.take(.ended(end, open), id).state
  }
}
