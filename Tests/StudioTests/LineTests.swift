import Domain
import Studio
import Support
import Testing

private let start = ContinuousClock.now
private let alice = Identifier(), bob = Identifier(), carol = Identifier()

@Suite("The line") struct LineTests {
  /// Serves everybody of a provider one after the other.
  private func order(_ line: inout Line, at provider: String = "p", now: Line.Instant = start) -> [Identifier] {
    var served: [Identifier] = []
    while let seat = line.next(at: provider, now: now, width: 1) {
      served.append(seat.id)
      line.release(provider)
    }
    return served
  }

  private func add(
    _ line: inout Line, _ workspace: Identifier, _ count: Int = 1, at provider: String = "p", priority: Int = 0
  ) -> [Identifier] {
    (0..<count).map { _ in
      let id = Identifier()
      line.add(id, of: workspace, at: provider, priority: priority)
      return id
    }
  }

  @Test("alone, a workspace's orders go by age")
  func age() {
    var line = Line()
    let ids = add(&line, alice, 5)
    #expect(order(&line) == ids)
    #expect(line.count == 0)
  }

  @Test("workspaces take turns, however much one of them ordered before")
  func turns() {
    var line = Line()
    let a = add(&line, alice, 4), b = add(&line, bob, 2), c = add(&line, carol)
    #expect(order(&line) == [a[0], b[0], c[0], a[1], b[1], a[2], a[3]])
  }

  @Test("a newcomer waits for one of each who was there, not for their thousand")
  func newcomer() {
    var line = Line()
    let a = add(&line, alice, 1_000)
    for id in a.prefix(10) {
      #expect(line.next(at: "p", now: start, width: 1)?.id == id)
      line.release("p")
    }
    #expect(line.prospect(of: bob, at: "p", priority: 0) == 2)
    let b = add(&line, bob)
    #expect(line.position(of: b[0]) == 2)
    #expect(Array(order(&line).prefix(3)) == [a[10], b[0], a[11]])
  }

  @Test("who comes back often gets no more turns than who waited")
  func noGain() {
    var line = Line()
    var mine = 0, theirs = 0
    let a = Set(add(&line, alice, 100))
    _ = add(&line, bob)
    for _ in 0..<60 {
      guard let seat = line.next(at: "p", now: start, width: 1) else { break }
      line.release("p")
      if a.contains(seat.id) { mine += 1 } else { theirs += 1 }
      // The moment it was served, it orders again.
      if !a.contains(seat.id) { _ = add(&line, bob) }
    }
    #expect(mine == 30 && theirs == 30)
  }

  @Test("priority goes before turns, and can be changed")
  func priority() {
    var line = Line()
    let low = add(&line, alice, priority: -1), usual = add(&line, alice, 2), high = add(&line, alice, priority: 5)
    line.prioritize(low[0], 9)
    line.prioritize(usual[0], -10)
    line.prioritize(Identifier(), 1)
    #expect(line.position(of: low[0]) == 1 && line.position(of: usual[0]) == 4)
    #expect(order(&line) == [low[0], high[0], usual[1], usual[0]])
  }

  @Test("each provider has its own line, as wide as its terms")
  func concurrency() {
    var line = Line()
    _ = add(&line, alice, 5, at: "one")
    _ = add(&line, alice, 1, at: "two")
    for _ in 0..<3 { #expect(line.next(at: "one", now: start, width: 3) != nil) }
    #expect(line.next(at: "one", now: start, width: 3) == nil)
    #expect(line.ready(at: start) { _ in 3 } == ["two"])
    line.release("one")
    #expect(line.ready(at: start) { _ in 3 } == ["one", "two"])
    #expect(line.count(at: "one") == 2 && line.count == 3)
  }

  @Test("who rests is passed by, then goes before those who came later")
  func rests() {
    var line = Line()
    let first = Identifier()
    line.add(first, of: alice, at: "p", priority: 0, notBefore: start + .seconds(5), again: true)
    let others = add(&line, alice, 2)
    #expect(line.position(of: first) == 3)
    #expect(line.nextChange(after: start) { _ in 1 } == nil)
    #expect(line.next(at: "p", now: start, width: 1)?.id == others[0])
    #expect(line.nextChange(after: start) { _ in 1 } == nil, "only a release can change anything")
    line.release("p")
    #expect(order(&line, now: start + .seconds(5)) == [first, others[1]])
    line.add(first, of: alice, at: "p", priority: 0, notBefore: start + .seconds(9))
    #expect(line.nextChange(after: start) { _ in 1 } == start + .seconds(9))
  }

  @Test("a closed provider serves nobody until its time")
  func closed() {
    var line = Line()
    let ids = add(&line, alice, 1)
    line.close("p", until: start + .seconds(30))
    #expect(line.ready(at: start) { _ in 1 } == [])
    #expect(line.nextChange(after: start) { _ in 1 } == start + .seconds(30))
    #expect(order(&line, now: start + .seconds(30)) == ids)
  }

  @Test("who leaves is gone; who is here already keeps the place")
  func leaving() {
    var line = Line()
    let a = add(&line, alice, 3), b = add(&line, bob)
    line.add(a[2], of: alice, at: "p", priority: 10)
    let resting = Identifier()
    line.add(resting, of: bob, at: "p", priority: 0, notBefore: start + .seconds(1))
    let removed = [line.remove(a[1]), line.remove(a[1]), line.remove(resting)]
    #expect(removed == [true, false, true])
    #expect(line.position(of: a[1]) == nil)
    #expect(Set(line.guests(of: alice)) == [a[0], a[2]])
    #expect(order(&line, now: start + .seconds(2)) == [a[0], b[0], a[2]])
  }

  @Test("positions are places, through any mix of coming, going and moving")
  func positions() {
    var random = SplitMix(state: 5)
    var line = Line()
    var inside: [Identifier] = []
    let workspaces = [alice, bob, carol]
    for _ in 0..<4_000 {
      switch random.next() % 6 {
      case 0...2:
        inside += add(&line, workspaces[Int(random.next() % 3)], priority: Int(random.next() % 3))
      case 3:
        if let seat = line.next(at: "p", now: start, width: 1) {
          line.release("p")
          inside.removeAll { $0 == seat.id }
        }
      case 4:
        guard let id = inside.randomElement(using: &random) else { continue }
        line.remove(id)
        inside.removeAll { $0 == id }
      default:
        guard let id = inside.randomElement(using: &random) else { continue }
        line.prioritize(id, Int(random.next() % 3))
      }
    }
    let places = Dictionary(uniqueKeysWithValues: inside.map { ($0, line.position(of: $0)) })
    let served = order(&line)
    #expect(served.count == inside.count && inside.count > 100)
    for (place, id) in served.enumerated() { #expect(places[id] == place + 1) }
  }
}
