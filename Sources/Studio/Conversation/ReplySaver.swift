import Domain
import Storage
import Synchronization

/// Saves replies while they grow, all of them in one round: what a thousand cost is the words that came, not a thousand
/// clocks and transactions.
final class ReplySaver: Sendable {
  private let store: Store
  private let hub: EventHub
  private let clock: Clock
  private let log: Log
  private let pause: Duration
  private let state = Mutex(State())

  private struct State {
    /// With how much of each is saved.
    var growing: [Identifier: (reply: Reply, saved: Int)] = [:]
    var isAtWork = false
  }

  init(store: Store, hub: EventHub, clock: Clock, log: Log, every pause: Duration) {
    self.store = store
    self.hub = hub
    self.clock = clock
    self.log = log
    self.pause = pause
  }

  func begin(_ reply: Reply) {
    let isFirst = state.withLock { state in
      state.growing[reply.id] = (reply, 0)
      defer { state.isAtWork = true }
      return !state.isAtWork
    }
    if isFirst { Task { await work() } }
  }

  /// From now on whoever wrote it saves it. What is being saved at the moment changes nothing that is over.
  func end(_ reply: Reply) { state.withLock { $0.growing[reply.id] = nil } }

  /// Round after round, until nothing grows.
  private func work() async {
    while true {
      try? await Task.sleep(for: pause)
      let grown = state.withLock { state -> [(reply: Reply, length: Int)]? in
        state.isAtWork = !state.growing.isEmpty
        guard state.isAtWork else { return nil }
        return state.growing.values.compactMap { reply, saved in
          let length = reply.length
          return length == saved ? nil : (reply, length)
        }
      }
      guard let grown else { return }
      for start in stride(from: 0, to: grown.count, by: Self.atOnce) {
        await save(grown[start..<min(start + Self.atOnce, grown.count)])
      }
    }
  }

  private func save(_ grown: ArraySlice<(reply: Reply, length: Int)>) async {
    let texts = grown.map { (id: $0.reply.id, parts: $0.reply.parts) }
    do {
      let workspaces = try await store.write { writing in
        try texts.map { try writing.messages.grow($0.id, to: $0.parts) }
      }
      var news: [EventHub.Announcement] = []
      let isHeard = hub.count > 0
      for ((reply, length), workspaceId) in zip(grown, workspaces) {
        let isGrowing = state.withLock { state in
          guard state.growing[reply.id] != nil else { return false }
          state.growing[reply.id]?.saved = length
          return true
        }
        guard isGrowing else { continue }
        guard let workspaceId else {
          reply.cut(.deleted)
          continue
        }
        if isHeard { news.append(announcement(of: reply, length, in: workspaceId)) }
      }
      if !news.isEmpty { hub.tell(news) }
    } catch {
      log.warning("growing replies could not be saved", ["reason": .text("\(error)")])
    }
  }

  private func announcement(of reply: Reply, _ length: Int, in workspaceId: Identifier) -> EventHub.Announcement {
    EventHub.Announcement(
      passing: "message.progressed", at: clock.now, workspaceId: workspaceId,
      subject: [
        "type": "message", "id": .string(reply.id.text), "chatId": .string(reply.chatId.text),
        "state": .string(Message.State.streaming.rawValue), "length": .int(Int64(length)),
      ])
  }

  /// In one transaction: others who write wait no longer than for these.
  private static let atOnce = 100
}
