import Domain
import Raster

/// How a provider wants to be shown what is to be painted anew. Ours are white there.
enum Masks: Sendable {
  case asGiven
  /// See-through there.
  case seeThrough

  /// The mask as a PNG file. Throws `ProviderFailure` when it cannot be read.
  func file(_ mask: ImageFile) async throws(ProviderFailure) -> [UInt8] {
    guard self == .seeThrough else { return mask.bytes }
    do throws(RasterError) {
      guard let darkroom = Self.darkroom else { throw RasterError(.busy, "There is no thread to read a mask.") }
      return try await darkroom.develop { _ throws(RasterError) in
        let shown = try PictureFile(bytes: mask.bytes).bitmap()
        var pixels = shown.pixels
        for at in stride(from: 0, to: pixels.count - 3, by: 4) {
          let light = pixels[at..<at + 3].reduce(0) { $0 + Int($1) } / 3
          // What is see-through already is meant just so.
          pixels[at + 3] = UInt8(clamping: min(255 - light, Int(pixels[at + 3])))
        }
        return try Bitmap(width: shown.width, height: shown.height, pixels: pixels)?.png() ?? mask.bytes
      }
    } catch {
      throw ProviderFailure(.refused, "The mask cannot be read: \(error.sentence)", effect: .notTaken)
    }
  }

  /// Masks are rare: one thread, and none before the first.
  private static let darkroom = try? Darkroom(threads: 1, waiting: 16)
}
