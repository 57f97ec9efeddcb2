import Domain
import HTTP
import Storage
import Studio

/// What happens, as it happens: server-sent events, and the same over a WebSocket.
enum Events {
  static func stream(_ call: Call) async throws -> Response {
    let workspaceId = call.asked.identifier("workspaceId")
    let resume = call.request.headers["last-event-id"].map(Resume.init)
    // Subscribed before the answer begins: who sees the stream open misses nothing from then on.
    let subscription = call.site.hub.subscribe(to: workspaceId)
    let site = call.site
    return .events { stream in
      var told: Int64 = 0
      if let resume {
        switch try await Replay.plan(resume, until: nil, site.store) {
        case .resync: try await stream.send(resync(site))
        case .after(let id, let newest):
          told = newest
          try await Replay(workspaceId: workspaceId, after: id, until: newest).run(site.store) { events in
            try await stream.send(events.map { frame(EventHub.Announcement($0)) })
          }
        }
      }
      while true {
        switch await subscription.next() {
        case .announcements(let announcements):
          try await stream.send(announcements.filter { isNew($0, told) }.map(frame))
        case .missed: try await stream.send(resync(site))
        case .ended: return
        }
      }
    }
  }

  /// Whether it was not told by the replay already; passing events are never replayed.
  static func isNew(_ announcement: EventHub.Announcement, _ told: Int64) -> Bool {
    announcement.id.map { $0 > told } ?? true
  }

  private static func frame(_ announcement: EventHub.Announcement) -> ServerSentEvent {
    ServerSentEvent(id: announcement.id.map { String($0) }, name: announcement.type, data: announcement.json)
  }

  private static func resync(_ site: FrontDesk) -> ServerSentEvent { frame(.resync(at: site.clock.now)) }
}

extension EventHub.Announcement {
  /// Tells a client to read afresh what it shows: something may have passed it by.
  static func resync(at now: Timestamp) -> EventHub.Announcement {
    EventHub.Announcement(passing: "resync", at: now)
  }
}

/// Where a client wants to go on.
struct Resume: Sendable {
  /// Nil when it is no id of ours.
  let id: Int64?

  init(_ text: String) {
    let isNumber = !text.isEmpty && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    id = isNumber ? Int64(text) : nil
  }
}

/// What a client missed, read from the event log.
struct Replay: Sendable {
  enum Plan: Sendable {
    /// The log does not reach back so far, or never gave that id.
    case resync
    case after(Int64, newest: Int64)
  }

  let workspaceId: Identifier?
  let after: Int64
  let until: Int64

  static func plan(_ resume: Resume, until limit: Int64?, _ store: Store) async throws -> Plan {
    try await store.read { reading in
      let newest = try reading.events.newestId()
      guard let id = resume.id, id <= newest else { return .resync }
      let oldest = try reading.events.oldestId() ?? newest + 1
      return id + 1 >= oldest ? .after(id, newest: min(newest, limit ?? newest)) : .resync
    }
  }

  /// Gives everything after `after` up to `until`, oldest first, a part at a time.
  func run(_ store: Store, _ give: ([Event]) async throws -> Void) async throws {
    var last = after
    while last < until {
      let from = last
      let events = try await store.read { try $0.events.after(from, workspaceId: workspaceId, limit: 200) }
      let wanted = events.filter { $0.id <= until }
      if !wanted.isEmpty { try await give(wanted) }
      guard wanted.count == 200, let end = wanted.last?.id else { return }
      last = end
    }
  }
}
