/// What a picture may ask for. Checked from its header, before anything is allocated for it.
package struct Limits: Sendable, Equatable {
  package var side = 16_384
  package var pixels = 50_000_000
  /// For pictures that must be held whole while they are decoded: progressive JPEG, interlaced PNG, WebP.
  package var pixelsHeldWhole = 30_000_000
  /// The most of a file that is read whole: WebP.
  package var bytesHeldWhole = 64 << 20
  package var scans = 100
  /// Parts of a file's container: PNG's and WebP's chunks, JPEG's segments before its pixels.
  package var chunks = 50_000
  /// Text chunks of a PNG; each may ask for memory of its own.
  package var textChunks = 16
  /// All texts of a PNG together, unpacked.
  package var textBytes = 8 << 20
  package var profileBytes = 1 << 20

  package init() {}

  package static let standard = Limits()

  /// Throws `tooLarge` when a container has more parts than any program writes.
  func check(chunks count: Int) throws(RasterError) {
    guard count <= chunks else {
      throw RasterError(.tooLarge, "The file is cut into more than \(chunks) parts.")
    }
  }

  /// Throws `tooLarge` unless a picture of this size may be decoded.
  package func check(width: Int, height: Int, heldWhole: Bool = false) throws(RasterError) {
    guard width > 0, height > 0 else { throw RasterError(.corrupt, "The picture says it has no pixels.") }
    guard width <= side, height <= side else {
      throw RasterError(.tooLarge, "The picture is \(width) × \(height) pixels; a side may have at most \(side).")
    }
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    let most = heldWhole ? pixelsHeldWhole : pixels
    guard !overflow, area <= most else {
      let kind = heldWhole ? "of this kind " : ""
      throw RasterError(
        .tooLarge,
        "The picture has \(width) × \(height) pixels; one \(kind)may have at most \(most / 1_000_000) million.")
    }
  }
}
