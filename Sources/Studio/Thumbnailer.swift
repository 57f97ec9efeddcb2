package import Domain
import Raster
import Storage
import Synchronization

/// Makes the thumbnails that are asked for and not there yet, each once, however many ask at the same time.
package final class Thumbnailer: Sendable {
  private struct Order: Hashable {
    let sha256: [UInt8]
    let size: Int
  }

  private typealias Made = (path: String, format: Picture.Format)

  /// In pixels of the longer side.
  package static let sizes = Thumbnails.usualSizes

  private let vault: Vault
  private let darkroom: Darkroom
  private let running = Mutex<[Order: Task<Made, any Error>]>([:])
  private let made = Atomic<Int>(0)

  init(vault: Vault, darkroom: Darkroom) {
    self.vault = vault
    self.darkroom = darkroom
  }

  /// How many were made since the start.
  package var count: Int { made.load(ordering: .relaxed) }

  /// The file of a picture's thumbnail whose longer side has `size` pixels or less.
  ///
  /// Throws `not_found` when the picture's file is gone, `invalid_image` when it is damaged, `busy`, `storage_full`
  /// and `unavailable`.
  package func thumbnail(of picture: Picture, size: Int) async throws -> (path: String, format: Picture.Format) {
    if let there = vault.thumbnail(picture.sha256, size: size) { return there }
    let order = Order(sha256: picture.sha256, size: size)
    let task = running.withLock { running in
      if let task = running[order] { return task }
      // On its own: one who asks and goes away must not take it from the others.
      let task = Task { [self] in
        defer { self.running.withLock { $0[order] = nil } }
        return try await make(order, from: vault.open(picture))
      }
      running[order] = task
      return task
    }
    return try await task.value
  }

  private func make(_ order: Order, from path: String) async throws -> Made {
    // It may have been finished between the look and the order.
    if let there = vault.thumbnail(order.sha256, size: order.size) { return there }
    let thumbnails: Thumbnails
    do throws(RasterError) {
      thumbnails = try await darkroom.thumbnails(of: path, sizes: [order.size])
    } catch {
      if error.code == .unreadable { throw Failure.notFound("file of this image") }
      throw Failure(error)
    }
    guard let thumbnail = thumbnails.items.first else { throw Failure(.internal, "There was no thumbnail.") }
    made.add(1, ordering: .relaxed)
    let format = Picture.Format(thumbnail.format)
    let file = try await vault.keepThumbnail(thumbnail.bytes, format: format, of: order.sha256, size: order.size)
    return (file, format)
  }
}
