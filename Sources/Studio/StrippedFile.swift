import Domain
import Raster
import Synchronization

/// A picture's file without what it says beside its pixels, given part by part as somebody takes it.
package final class StrippedFile: Sendable {
  /// How many bytes it has.
  package let count: Int
  private let parts: Mutex<Splice.Parts>
  private let darkroom: Darkroom

  init(of path: String, darkroom: Darkroom) async throws {
    do throws(RasterError) {
      let splice = try await darkroom.develop { _ throws(RasterError) in
        try Splice.strippingMetadata(of: path)
      }
      count = splice.count
      parts = Mutex(splice.parts)
    } catch {
      throw error.code == .unreadable ? Failure.notFound("file of this image") : Failure(error)
    }
    self.darkroom = darkroom
  }

  /// The next part; nil after the last. Throws when the file fails: what was given so far is of no use then.
  package func next() async throws -> [UInt8]? {
    do throws(RasterError) {
      return try await darkroom.develop { [self] _ throws(RasterError) in
        try parts.withLock { parts throws(RasterError) in try parts.next() }
      }
    } catch {
      throw Failure(error)
    }
  }
}
