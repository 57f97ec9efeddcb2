import CWebP

/// A WebP by libwebp, decoded whole; an opaque one smaller on the way if that is enough.
final class WebPReader: RowSource {
  let width: Int
  let height: Int
  let layout: PixelLayout
  private let pixels: Block<UInt8>
  private let stride: Int
  private var row = 0

  /// `header` is this picture's: limits have been checked. `reduction`: how many times smaller the sides may become.
  init(_ source: ByteSource, header: WebPHeader, reduction: Int = 1) throws(RasterError) {
    let reduction = header.hasAlpha ? 1 : max(1, reduction)
    width = max(1, header.width / reduction)
    height = max(1, header.height / reduction)
    layout = header.hasAlpha ? .rgba : .rgb
    stride = width * layout.channels
    pixels = try Block(stride * height + 64)
    let input = try Block<UInt8>(source.count)
    guard try source.read(at: 0, into: input.bytes) == source.count else { throw ByteSource.truncated }

    var configuration = WebPDecoderConfig()
    guard WebPInitDecoderConfig(&configuration) != 0 else {
      throw RasterError(.unreadable, "libwebp is not the version that this was built for.")
    }
    if reduction > 1 {
      configuration.options.use_scaling = 1
      configuration.options.scaled_width = Int32(width)
      configuration.options.scaled_height = Int32(height)
    }
    configuration.output.colorspace = header.hasAlpha ? MODE_RGBA : MODE_RGB
    configuration.output.is_external_memory = 1
    configuration.output.u.RGBA = WebPRGBABuffer(
      rgba: pixels.start, stride: Int32(stride), size: stride * height)
    switch WebPDecode(input.start, input.count, &configuration) {
    case VP8_STATUS_OK: break
    case VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_SUSPENDED: throw ByteSource.truncated
    case VP8_STATUS_OUT_OF_MEMORY:
      throw RasterError(.unreadable, "There is not enough memory for this picture.")
    default: throw RasterError(.corrupt, "The WebP is damaged.")
    }
  }

  func next() throws(RasterError) -> UnsafePointer<UInt8> {
    guard row < height else { throw RasterError(.corrupt, "The WebP has no more rows.") }
    defer { row += 1 }
    return UnsafePointer(pixels.start + row * stride)
  }

  func finish() throws(RasterError) {}
}
