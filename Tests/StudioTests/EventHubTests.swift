import Domain
import Studio
import Support
import Testing

@Suite("Event hub", .timeLimit(.minutes(1)))
struct EventHubTests {
  private func event(_ id: Int64, _ workspaceId: Identifier? = nil) -> Event {
    Event(id: id, type: "workspace.updated", at: Timestamp(milliseconds: 0), workspaceId: workspaceId, subject: [:])
  }

  private func ids(_ delivery: Mailbox.Delivery) -> [Int64] {
    guard case .announcements(let announcements) = delivery else { return [] }
    return announcements.compactMap(\.id)
  }

  @Test("everybody who listens hears everything from then on, in order")
  func order() async {
    let hub = EventHub()
    hub.publish([event(1)])
    let first = hub.subscribe()
    let second = hub.subscribe()
    hub.publish([event(2), event(3)])
    hub.publish([event(4)])
    #expect(ids(await first.next()) == [2, 3, 4])
    #expect(ids(await second.next()) == [2, 3, 4])
  }

  @Test("who waits is woken")
  func waiting() async {
    let hub = EventHub()
    let subscription = hub.subscribe()
    async let heard = subscription.next()
    hub.publish([event(7)])
    #expect(ids(await heard) == [7])
  }

  @Test("one workspace's listener hears of no other, nor of the studio")
  func filter() async {
    let hub = EventHub()
    let mine = Identifier()
    let subscription = hub.subscribe(to: mine)
    hub.publish([event(1), event(2, Identifier()), event(3, mine)])
    #expect(ids(await subscription.next()) == [3])
  }

  @Test("a slow listener is told that it missed something, then hears what comes after")
  func slow() async {
    let hub = EventHub(patience: 3)
    let slow = hub.subscribe()
    let quick = hub.subscribe()
    hub.publish([event(1), event(2), event(3)])
    #expect(ids(await quick.next()) == [1, 2, 3])
    hub.publish([event(4)])
    guard case .missed = await slow.next() else {
      Issue.record("The slow listener was not told.")
      return
    }
    hub.publish([event(5)])
    #expect(ids(await slow.next()) == [5])
    #expect(ids(await quick.next()) == [4, 5])
  }

  @Test("cancelling the wait ends it, before as after it began")
  func cancel() async {
    let hub = EventHub()
    let subscription = hub.subscribe()
    let task = Task { await subscription.next() }
    task.cancel()
    guard case .ended = await task.value else {
      Issue.record("The wait did not end.")
      return
    }
  }

  @Test("a subscription that is let go leaves nothing behind")
  func leaving() {
    let hub = EventHub()
    do {
      let subscription = hub.subscribe()
      #expect(hub.count == 1)
      withExtendedLifetime(subscription) {}
    }
    #expect(hub.count == 0)
  }

  @Test("thousands of events from many tasks reach a reading listener once each")
  func many() async {
    let hub = EventHub(patience: 100_000)
    let subscription = hub.subscribe()
    await withTaskGroup(of: Void.self) { group in
      for part in 0..<8 as Range<Int64> {
        group.addTask { for number in 0..<500 as Range<Int64> { hub.publish([event(part * 500 + number)]) } }
      }
    }
    var heard: [Int64] = []
    while heard.count < 4_000 { heard += ids(await subscription.next()) }
    #expect(heard.sorted() == Array(0..<4_000))
  }
}
