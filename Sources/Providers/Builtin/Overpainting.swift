import Atelier
import Domain
import Raster

/// Reads the pictures that a painting begins with.
struct Overpainting {
  private let underpainting: Underpainting

  /// Throws a failure that nothing was paid for when a picture cannot be read.
  init(_ initial: ImageFile, mask: ImageFile?, strength: Double) throws(ProviderFailure) {
    var covers: Underpainting.Picture?
    if let mask { covers = try Self.read(mask) }
    underpainting = Underpainting(try Self.read(initial), mask: covers, strength: strength)
  }

  /// Changes the rows of a whole painting, three bytes a pixel, without gaps.
  func apply(to painting: inout [UInt8], width: Int, height: Int) {
    underpainting.apply(to: &painting, width: width, height: height)
  }

  private static func read(_ file: ImageFile) throws(ProviderFailure) -> Underpainting.Picture {
    let failure = ProviderFailure(
      .refused, "A picture that the painter was given cannot be read.", effect: .notTaken)
    guard let bitmap = try? PictureFile(bytes: file.bytes).bitmap(),
      let picture = Underpainting.Picture(width: bitmap.width, height: bitmap.height, pixels: bitmap.pixels)
    else { throw failure }
    return picture
  }
}
