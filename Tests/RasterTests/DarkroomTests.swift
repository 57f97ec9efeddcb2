import Glibc
import Synchronization
import Testing

@testable import Raster

@Suite struct DarkroomTests {
  @Test("a picture is made small without holding up who asked")
  func thumbnails() async throws {
    let darkroom = try Darkroom(threads: 2)
    let path = try Golden.named("rgb8.png").path
    let result = try await darkroom.thumbnails(of: path, sizes: [20])
    #expect(result.items.map(\.width) == [20])
    #expect(result.probe.format == .png)
  }

  @Test("no more pictures are worked on at once than there are threads, and all are in the end")
  func cap() async throws {
    let darkroom = try Darkroom(threads: 2)
    let gauge = Gauge()
    await withTaskGroup { group in
      for _ in 0..<40 {
        group.addTask { try? await darkroom.develop { _ throws(RasterError) in gauge.work() } }
      }
    }
    #expect(gauge.done == 40)
    #expect(gauge.most <= 2)
  }

  @Test("work that nobody waits for ends at its next read, and work that has not begun is not begun")
  func cancelled() async throws {
    let darkroom = try Darkroom(threads: 1)
    let path = try Golden.named("rgb8.png").path
    let began = AsyncStream.makeStream(of: Void.self)
    let first = Task {
      try await darkroom.develop { cancellation throws(RasterError) in
        began.continuation.yield()
        while !cancellation.isCancelled {}
        return try PictureFile(path: path, cancellation: cancellation).probe
      }
    }
    for await _ in began.stream { break }
    let second = Task { try await darkroom.develop { _ throws(RasterError) in 1 } }
    second.cancel()
    first.cancel()
    for result in [await first.result.map { _ in }, await second.result.map { _ in }] {
      guard case .failure(let error as RasterError) = result else {
        Issue.record("It ran to its end.")
        continue
      }
      #expect(error.code == .cancelled)
    }
  }

  @Test("a picture whose reader has been told to stop is not decoded to its end")
  func stops() throws {
    let cancellation = Cancellation()
    let file = try PictureFile(path: Golden.named("progressive-444.jpg").path, cancellation: cancellation)
    cancellation.cancel()
    let error = #expect(throws: RasterError.self) { try file.verify() }
    #expect(error?.code == .cancelled)
  }

  @Test("a full darkroom refuses at once, a closed one too")
  func busy() async throws {
    let darkroom = try Darkroom(threads: 1, waiting: 0)
    let full = await #expect(throws: RasterError.self) { try await darkroom.develop { _ throws(RasterError) in 1 } }
    #expect(full?.code == .busy)
    let other = try Darkroom(threads: 1)
    other.close()
    let closed = await #expect(throws: RasterError.self) { try await other.develop { _ throws(RasterError) in 1 } }
    #expect(closed?.code == .busy)
  }

  private final class Gauge: Sendable {
    private let state = Mutex((now: 0, most: 0, done: 0))

    var most: Int { state.withLock { $0.most } }
    var done: Int { state.withLock { $0.done } }

    func work() {
      state.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      for _ in 0..<100 { sched_yield() }
      state.withLock {
        $0.now -= 1
        $0.done += 1
      }
    }
  }
}
