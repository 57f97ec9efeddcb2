import Threads

/// A few threads of our own on which pictures are decoded. Memory is bounded by the number of threads, the queue by
/// `waiting`.
package final class Darkroom: Sendable {
  private let crew: Crew

  /// Throws when the system has no threads to give.
  package init(threads: Int, waiting: Int = 256) throws {
    crew = try Crew(name: "darkroom", threads: threads, waiting: waiting)
  }

  /// What waits is still done; what comes later is refused.
  package func close() { crew.close() }

  /// Runs `work` on one of the threads. Cancelling the task ends the work at its next read. Throws what the work
  /// throws, `cancelled`, or `busy` when too much waits.
  package func develop<Result: Sendable>(
    _ work: @escaping @Sendable (Cancellation) throws(RasterError) -> Result
  ) async throws(RasterError) -> Result {
    let cancellation = Cancellation()
    let outcome = await withTaskCancellationHandler {
      await crew.run { () -> Swift.Result<Result, RasterError> in
        guard !cancellation.isCancelled else { return .failure(Self.cancelled) }
        do throws(RasterError) { return .success(try work(cancellation)) } catch { return .failure(error) }
      }
    } onCancel: {
      cancellation.cancel()
    }
    guard let outcome else { throw Self.busy }
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
