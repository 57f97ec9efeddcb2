import Synchronization
import Testing
import Threads

@Suite("A crew") struct CrewTests {
  private final class Burden: Sendable {}

  @Test("does what it is given, and refuses what comes after its closing")
  func closing() async throws {
    let crew = try Crew(name: "test", threads: 2, waiting: 100)
    let sum = await withTaskGroup(of: Int?.self) { group in
      for number in 1...50 { group.addTask { await crew.run { number } } }
      return await group.reduce(0) { $0 + ($1 ?? 0) }
    }
    #expect(sum == 1_275)
    crew.close()
    #expect(await crew.run { 1 } == nil)
  }

  @Test("refuses when too much waits")
  func full() async throws {
    let crew = try Crew(name: "test", threads: 1, waiting: 0)
    #expect(await crew.run { 1 } == nil)
  }

  @Test("has let go of the work when its end is heard")
  func letsGo() async throws {
    let crew = try Crew(name: "test", threads: 1, waiting: 1)
    for _ in 0..<200 {
      weak var left: Burden?
      do {
        let burden = Burden()
        left = burden
        _ = await crew.run { [burden] in withExtendedLifetime(burden) {} }
      }
      #expect(left == nil)
    }
  }
}
