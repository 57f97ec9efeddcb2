package import Domain
import Synchronization

/// Tells events to whoever listens right now. What was told before somebody came is read from the event log.
package final class EventHub: Sendable {
  /// An event as it is told, written once for all who listen.
  package struct Announcement: Sendable {
    /// Nil for what is not in the event log and cannot be told again.
    package let id: Int64?
    package let type: String
    package let workspaceId: Identifier?
    /// The event as one line of JSON, without its id.
    package let json: [UInt8]

    package init(_ event: Event) {
      id = event.id
      type = event.type
      workspaceId = event.workspaceId
      var json = JSONWriter()
      json.value(event)
      self.json = json.bytes
    }

    /// An event that only those hear who listen now.
    package init(passing type: String, at: Timestamp, workspaceId: Identifier? = nil, subject: JSON = nil) {
      id = nil
      self.type = type
      self.workspaceId = workspaceId
      var json = JSONWriter()
      json.object {
        $0.field("type", type)
        $0.field("at", at)
        $0.field("workspaceId", workspaceId)
        $0.field("subject", subject)
      }
      self.json = json.bytes
    }
  }

  private struct Listeners {
    var next = 0
    var all: [Int: (workspaceId: Identifier?, mailbox: Mailbox)] = [:]
  }

  private let listeners = Mutex(Listeners())
  private let patience: Int

  /// `patience` is how many announcements may wait for one listener before it is told that it missed some.
  package init(patience: Int = 256) { self.patience = patience }

  package func publish(_ events: [Event]) {
    guard !events.isEmpty, count > 0 else { return }
    tell(events.map(Announcement.init))
  }

  package func tell(_ announcements: [Announcement]) {
    let listening = listeners.withLock { Array($0.all.values) }
    for (workspaceId, mailbox) in listening {
      mailbox.post(announcements.filter { workspaceId == nil || $0.workspaceId == workspaceId })
    }
  }

  /// Hears everything that is published from now on, until the subscription is let go.
  package func subscribe(to workspaceId: Identifier? = nil) -> Subscription {
    let mailbox = Mailbox(capacity: patience)
    let key = listeners.withLock { listeners in
      listeners.next += 1
      listeners.all[listeners.next] = (workspaceId, mailbox)
      return listeners.next
    }
    return Subscription(mailbox: mailbox) { [weak self] in
      _ = self?.listeners.withLock { $0.all.removeValue(forKey: key) }
    }
  }

  /// How many listen.
  package var count: Int { listeners.withLock { $0.all.count } }
}

/// One listener's place. It ends with its last owner.
package final class Subscription: Sendable {
  private let mailbox: Mailbox
  private let leave: @Sendable () -> Void

  init(mailbox: Mailbox, leave: @escaping @Sendable () -> Void) {
    self.mailbox = mailbox
    self.leave = leave
  }

  deinit { leave() }

  /// Waits for the next announcements, oldest first. Only one task may wait at a time.
  package func next() async -> Mailbox.Delivery { await mailbox.next() }
}
