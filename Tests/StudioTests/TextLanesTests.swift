import Domain
import Support
import Testing

@testable import Studio

@Suite("Lanes of text") struct TextLanesTests {
  @Test("no more run at a time than the limit allows, and who came first goes first")
  func turns() async throws {
    let lanes = TextLanes()
    let (latch, order) = (Latch(), Lines())
    @Sendable func run(_ name: String) async throws {
      try await lanes.run(at: "p", width: { 1 }) {
        order.add(Array(name.utf8))
        try await latch.pass()
      }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (place, name) in ["a", "b", "c"].enumerated() {
        group.addTask { try await run(name) }
        while lanes.figures(of: "p") != (1, place) { await Task.yield() }
      }
      #expect(order.all == ["a"])
      latch.open()
      try await group.waitForAll()
    }
    #expect(order.all == ["a", "b", "c"] && lanes.figures(of: "p") == (0, 0))
  }

  @Test("who gives up while waiting leaves the line, and others go on")
  func givenUp() async throws {
    let lanes = TextLanes()
    let latch = Latch()
    let first = Task { try await lanes.run(at: "p", width: { 1 }) { try await latch.pass() } }
    await latch.awaitArrivals()
    let second = Task { try await lanes.run(at: "p", width: { 1 }) {} }
    while lanes.figures(of: "p").waiting == 0 { await Task.yield() }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    #expect(lanes.figures(of: "p") == (1, 0))
    latch.open()
    try await first.value
    try await lanes.run(at: "p", width: { 1 }) {}
  }

  @Test("what was promised counts for those who come later, until it is settled")
  func promises() {
    let lanes = TextLanes()
    let (home, other) = (Identifier(), Identifier())
    let first = lanes.promise(100, in: home, to: "p")
    let second = lanes.promise(50, in: other, to: "p")
    let third = lanes.promise(5, in: home, to: "q")
    #expect(lanes.promised(before: first, in: home, to: "p") == (0, 0))
    #expect(lanes.promised(before: third, in: home, to: "p") == (100, 150))
    lanes.settle(first)
    #expect(lanes.promised(before: third, in: home, to: "p") == (0, 50))
    lanes.settle(second)
    #expect(lanes.promised(before: third, in: other, to: "p") == (0, 0))
  }
}
