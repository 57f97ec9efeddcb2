import Domain
import Raster
package import Storage

/// Looks at pictures that nobody has looked at yet, which are those from before likenesses were kept: a few at a time,
/// with long rests, so that nobody who makes or shows pictures waits for it.
package struct LikenessRounds: Sendable {
  private let store: Store
  private let pictures: PictureRoom
  private let log: Log

  package init(store: Store, pictures: PictureRoom, log: Log) {
    self.store = store
    self.pictures = pictures
    self.log = log
  }

  /// Goes on until it has tried all, or the task is cancelled. A picture whose file is gone or damaged is passed over
  /// until the next start.
  package func run() async {
    var last = Int64.max
    while !Task.isCancelled {
      let start = ContinuousClock.now
      do {
        guard let next = try await look(before: last) else { return }
        last = next
      } catch {
        log.warning("looking at pictures failed", ["reason": .text("\(error)")])
        try? await Task.sleep(for: .seconds(60))
      }
      // Nine tenths of the time are others'.
      try? await Task.sleep(for: (ContinuousClock.now - start) * 9)
    }
  }

  /// Looks at the next few. Returns where to go on; nil when there are no more. Throws `busy` while others have work
  /// for the darkroom.
  func look(before last: Int64, limit: Int = 8) async throws -> Int64? {
    let unlooked = try await store.read { try $0.images.unlooked(before: last, limit: limit) }
    guard let end = unlooked.last?.number else { return nil }
    var seen: [(id: Identifier, likeness: UInt64)] = []
    for (picture, _) in unlooked {
      do throws(RasterError) {
        seen.append((picture.id, try await pictures.likeness(of: picture)))
      } catch {
        if error.code == .busy || error.code == .cancelled { throw Failure(error) }
      }
    }
    if !seen.isEmpty { try await store.write { [seen] in try $0.images.keep(likenesses: seen) } }
    return end
  }
}
