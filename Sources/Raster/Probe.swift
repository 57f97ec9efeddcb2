/// What a picture says of itself, learnt without decoding a pixel.
package struct Probe: Sendable, Equatable {
  package let format: ImageFormat
  /// Upright, as a person sees it.
  package let width: Int
  package let height: Int
  package let orientation: Orientation
  /// Bits of one sample, 1–16.
  package let depth: Int
  /// 1 unless it is animated.
  package let frames: Int
  /// Whether it may have transparent pixels.
  package let hasAlpha: Bool
  /// Interlaced or progressive.
  package let comesInPasses: Bool

  init(
    format: ImageFormat, storedWidth: Int, storedHeight: Int, orientation: Orientation, depth: Int, frames: Int = 1,
    hasAlpha: Bool = false, comesInPasses: Bool = false
  ) {
    self.format = format
    width = orientation.swapsSides ? storedHeight : storedWidth
    height = orientation.swapsSides ? storedWidth : storedHeight
    self.orientation = orientation
    self.depth = depth
    self.frames = frames
    self.hasAlpha = hasAlpha
    self.comesInPasses = comesInPasses
  }

  /// Throws like `PictureFile.init`, and takes as long: it reads headers only.
  package static func read(path: String, limits: Limits = .standard) throws(RasterError) -> Probe {
    try PictureFile(path: path, limits: limits).probe
  }

  package static func read(bytes: [UInt8], limits: Limits = .standard) throws(RasterError) -> Probe {
    try PictureFile(bytes: bytes, limits: limits).probe
  }
}
