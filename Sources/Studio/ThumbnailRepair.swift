import Domain
import Raster
package import Storage

/// Makes thumbnails again that are missing or broken, in a folder that nobody serves.
package enum ThumbnailRepair {
  package struct Outcome: Sendable, Equatable {
    package var made = 0
    /// Their pictures cannot be read, or there is no room.
    package var failed = 0
  }

  /// How an inventory looks at thumbnails: each is decoded to its end, and every picture should have the first.
  package static let depth = Inventory.Depth(size: ImageIntake.firstSize) { path in
    (try? PictureFile(path: path).verify()) != nil
  }

  /// Blocks until all that the inventory lacks is made.
  package static func mend(_ seen: Inventory, in held: DataFolder) -> Outcome {
    var outcome = Outcome()
    for lack in seen.lacks {
      seen.clear(lack, held)
      do {
        let picture = try PictureFile(path: "\(held.path)/\(lack.picture)")
        guard let made = try picture.thumbnails(sizes: [lack.size]).items.first else { continue }
        try seen.keepThumbnail(made.bytes, format: Picture.Format(made.format), for: lack, held)
        outcome.made += 1
      } catch {
        outcome.failed += 1
      }
    }
    return outcome
  }
}
