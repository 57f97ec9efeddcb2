package import Domain

/// Who is next: what waits for each provider, in a fair order. It knows neither disk nor clock; times are told to it.
///
/// Within a provider the higher priority goes first, then workspaces take turns, then age decides. A place is fixed
/// when it is taken: each order gets the turn after the last one of its workspace, so that whoever has a thousand
/// orders waiting lets a newcomer pass after the next one of each.
package struct Line: Sendable {
  package typealias Instant = ContinuousClock.Instant

  private struct Guest: Sendable {
    let workspaceId: Identifier
    let provider: String
    var key: Key
    /// Waits apart from the others until this moment.
    var restsUntil: Instant?
  }

  private var guests: [Identifier: Guest] = [:]
  private var counters: [String: Counter] = [:]
  private var taken = 0

  package init() {}

  package var count: Int { guests.count }

  package func count(at provider: String) -> Int { counters[provider]?.count ?? 0 }

  /// Takes a place; one who is in the line already keeps the old one. `again` is for one whose turn had come before:
  /// it is not sent to the end for what went wrong.
  package mutating func add(
    _ id: Identifier, of workspaceId: Identifier, at provider: String, priority: Int, notBefore: Instant? = nil,
    again: Bool = false
  ) {
    guard guests[id] == nil else { return }
    taken += 1
    let key = counters[provider, default: Counter()].welcome(
      id, of: workspaceId, priority: priority, number: taken, again: again, restsUntil: notBefore)
    guests[id] = Guest(workspaceId: workspaceId, provider: provider, key: key, restsUntil: notBefore)
  }

  /// False when it is not in the line.
  @discardableResult
  package mutating func remove(_ id: Identifier) -> Bool {
    guard let guest = guests.removeValue(forKey: id) else { return false }
    counters[guest.provider]?.drop(guest.key, restsUntil: guest.restsUntil)
    return true
  }

  package mutating func prioritize(_ id: Identifier, _ priority: Int) {
    guard var guest = guests[id] else { return }
    counters[guest.provider]?.drop(guest.key, restsUntil: guest.restsUntil)
    guest.key = Key(priority: priority, turn: guest.key.turn, number: guest.key.number)
    counters[guest.provider]?.put(guest.key, id, restsUntil: guest.restsUntil)
    guests[id] = guest
  }

  /// Everybody of a workspace.
  package func guests(of workspaceId: Identifier) -> [Identifier] {
    guests.filter { $0.value.workspaceId == workspaceId }.map(\.key)
  }

  /// Counted from 1 among those who wait for the same provider; those who rest come last. Nil for who is not here.
  package func position(of id: Identifier) -> Int? {
    guard let guest = guests[id] else { return nil }
    return counters[guest.provider]?.position(of: guest.key, restsUntil: guest.restsUntil)
  }

  /// The position that a newcomer would get.
  package func prospect(of workspaceId: Identifier, at provider: String, priority: Int) -> Int {
    guard let counter = counters[provider] else { return 1 }
    return counter.rank(of: Key(priority: priority, turn: counter.nextTurn(of: workspaceId), number: taken + 1))
  }

  /// The providers that could serve somebody right now; `width` says how many one may serve at a time.
  package mutating func ready(at now: Instant, width: (String) -> Int) -> [String] {
    for provider in counters.keys { wake(provider, at: now) }
    return counters.filter { $0.value.canServe(at: now, width($0.key)) }.map(\.key).sorted()
  }

  package mutating func canServe(at provider: String, now: Instant, width: Int) -> Bool {
    wake(provider, at: now)
    return counters[provider]?.canServe(at: now, width) ?? false
  }

  /// One whose turn has come.
  package struct Served: Sendable, Equatable {
    package let id: Identifier
    package let workspaceId: Identifier
    package let provider: String
    package let priority: Int
  }

  /// Whose turn it is, if the provider can serve anybody now. From here on it is served, until `release`.
  package mutating func next(at provider: String, now: Instant, width: Int) -> Served? {
    guard canServe(at: provider, now: now, width: width),
      let id = counters[provider]?.serve(), let guest = guests.removeValue(forKey: id)
    else { return nil }
    return Served(id: id, workspaceId: guest.workspaceId, provider: provider, priority: guest.key.priority)
  }

  /// One who was served leaves.
  package mutating func release(_ provider: String) { counters[provider]?.release() }

  /// Nobody is served before that moment.
  package mutating func close(_ provider: String, until moment: Instant) {
    counters[provider, default: Counter()].closedUntil = moment
  }

  /// When somebody who cannot be served now perhaps can; nil while only a release can change anything.
  package func nextChange(after now: Instant, width: (String) -> Int) -> Instant? {
    counters.compactMap { $0.value.nextChange(after: now, width($0.key)) }.min()
  }

  private mutating func wake(_ provider: String, at now: Instant) {
    guard let due = counters[provider]?.wake(at: now), !due.isEmpty else { return }
    for id in due { guests[id]?.restsUntil = nil }
  }
}

extension Line {
  /// What decides between two who wait for the same provider.
  fileprivate struct Key: Sendable, Comparable {
    let priority: Int
    let turn: Int
    let number: Int

    static func < (left: Key, right: Key) -> Bool {
      (-left.priority, left.turn, left.number) < (-right.priority, right.turn, right.number)
    }
  }

  /// The line of one provider.
  fileprivate struct Counter: Sendable {
    private var waiting = Row<Key>()
    private var resting = Row<Rest>()
    /// Of the one who was served last.
    private(set) var turn = 0
    /// The last turn that each workspace was given.
    private var turns: [Identifier: Int] = [:]
    private var serving = 0
    var closedUntil: Instant?

    private struct Rest: Sendable, Comparable {
      let until: Instant
      let key: Key

      static func < (left: Rest, right: Rest) -> Bool { (left.until, left.key) < (right.until, right.key) }
    }

    var count: Int { waiting.count + resting.count }

    func nextTurn(of workspaceId: Identifier) -> Int { max(turn, count == 0 ? 0 : turns[workspaceId] ?? 0) + 1 }

    mutating func welcome(
      _ id: Identifier, of workspaceId: Identifier, priority: Int, number: Int, again: Bool, restsUntil: Instant?
    ) -> Key {
      let turn = again ? turn : nextTurn(of: workspaceId)
      // With nobody in the line, nobody remembers who was last.
      if count == 0 { turns = [:] }
      if !again { turns[workspaceId] = turn }
      let key = Key(priority: priority, turn: turn, number: number)
      put(key, id, restsUntil: restsUntil)
      return key
    }

    mutating func put(_ key: Key, _ id: Identifier, restsUntil: Instant?) {
      if let restsUntil {
        resting.insert(Rest(until: restsUntil, key: key), id)
      } else {
        waiting.insert(key, id)
      }
    }

    mutating func drop(_ key: Key, restsUntil: Instant?) {
      if let restsUntil { resting.remove(Rest(until: restsUntil, key: key)) } else { waiting.remove(key) }
    }

    func position(of key: Key, restsUntil: Instant?) -> Int {
      restsUntil.map { waiting.count + resting.rank(of: Rest(until: $0, key: key)) } ?? waiting.rank(of: key)
    }

    func rank(of key: Key) -> Int { waiting.rank(of: key) }

    /// Whose rest is over.
    mutating func wake(at now: Instant) -> [Identifier] {
      var due: [Identifier] = []
      while let (rest, id) = resting.first, rest.until <= now {
        resting.removeFirst()
        waiting.insert(rest.key, id)
        due.append(id)
      }
      return due
    }

    private func isClosed(at now: Instant) -> Bool { closedUntil.map { $0 > now } ?? false }

    func canServe(at now: Instant, _ width: Int) -> Bool {
      waiting.count > 0 && serving < max(1, width) && !isClosed(at: now)
    }

    mutating func serve() -> Identifier? {
      guard let (key, id) = waiting.first else { return nil }
      waiting.removeFirst()
      turn = max(turn, key.turn)
      serving += 1
      return id
    }

    mutating func release() { serving = max(0, serving - 1) }

    func nextChange(after now: Instant, _ width: Int) -> Instant? {
      guard count > 0, serving < max(1, width) else { return nil }
      let rested = waiting.count > 0 ? now : resting.first?.key.until ?? now
      let change = max(rested, closedUntil ?? now)
      return change > now ? change : nil
    }
  }
}

/// Ids in the order of their keys. Taking the first costs nothing, the rest a move of memory.
private struct Row<Key: Comparable & Sendable>: Sendable {
  private var items: [(key: Key, id: Identifier)] = []
  private var head = 0

  var count: Int { items.count - head }
  var first: (key: Key, id: Identifier)? { head < items.count ? items[head] : nil }

  /// Counted from 1: the place that the key has, or would have.
  func rank(of key: Key) -> Int { place(of: key) - head + 1 }

  mutating func insert(_ key: Key, _ id: Identifier) { items.insert((key, id), at: place(of: key)) }

  mutating func remove(_ key: Key) {
    let place = place(of: key)
    guard place < items.count, items[place].key == key else { return }
    items.remove(at: place)
  }

  mutating func removeFirst() {
    guard head < items.count else { return }
    head += 1
    guard head > 1_024, head > items.count / 2 else { return }
    items.removeFirst(head)
    head = 0
  }

  private func place(of key: Key) -> Int {
    var low = head
    var high = items.count
    while low < high {
      let middle = low + (high - low) / 2
      if items[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
