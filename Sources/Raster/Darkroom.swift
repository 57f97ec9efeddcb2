import Synchronization
import Threads

/// A few threads of our own on which pictures are decoded. Whoever asks waits without holding a thread; memory is
/// bounded by the number of threads, the queue by `waiting`.
package final class Darkroom: Sendable {
  private let queue = BlockingQueue<@Sendable () -> Void>()
  private let mostWaiting: Int

  /// Throws when the system has no threads to give.
  package init(threads: Int, waiting: Int = 256) throws {
    mostWaiting = waiting
    for number in 0..<max(1, threads) {
      try Thread.start(name: "darkroom-\(number)") { [queue] in
        while let work = queue.take() { work() }
      }
    }
  }

  deinit { queue.close() }

  /// What waits is still done; what comes later is refused.
  package func close() { queue.close() }

  /// Runs `work` on one of the threads. Cancelling the task ends the work at its next read. Throws what the work
  /// throws, `cancelled`, or `busy` when too much waits.
  package func develop<Result: Sendable>(
    _ work: @escaping @Sendable (Cancellation) throws(RasterError) -> Result
  ) async throws(RasterError) -> Result {
    guard queue.count < mostWaiting else { throw Self.busy }
    let cancellation = Cancellation()
    let outcome: Swift.Result<Result, RasterError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let taken = queue.push {
          guard !cancellation.isCancelled else { return continuation.resume(returning: .failure(Self.cancelled)) }
          do throws(RasterError) {
            continuation.resume(returning: .success(try work(cancellation)))
          } catch {
            continuation.resume(returning: .failure(error))
          }
        }
        if !taken { continuation.resume(returning: .failure(Self.busy)) }
      }
    } onCancel: {
      cancellation.cancel()
    }
    return try outcome.get()
  }

  /// Decodes all of the picture at `path` and makes thumbnails; see `PictureFile.thumbnails`.
  package func thumbnails(
    of path: String, sizes: [Int] = Thumbnails.usualSizes, limits: Limits = .standard
  ) async throws(RasterError) -> Thumbnails {
    try await develop { cancellation throws(RasterError) in
      try PictureFile(path: path, limits: limits, cancellation: cancellation).thumbnails(sizes: sizes)
    }
  }

  private static var busy: RasterError { RasterError(.busy, "Too many pictures wait to be read.") }
  private static var cancelled: RasterError { RasterError(.cancelled, "Nobody waits for it any more.") }
}
