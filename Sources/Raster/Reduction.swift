import CPixels
import Glibc

/// Makes rows smaller as they come: whole pixels are averaged down to a little more than twice the size, then a
/// Lanczos filter does the rest, first down the columns, then along the rows. It holds the rows that one result
/// needs and no more.
final class Reduction {
  let width: Int
  let height: Int
  let channels: Int
  /// The result, rows without gaps.
  let output: Block<UInt8>

  private let wide: Bool
  private let inputWidth: Int
  private let inputHeight: Int
  private let box: Int
  private let boxedWidth: Int
  private let boxedHeight: Int
  private let vertical: FilterWeights
  private let horizontal: FilterWeights
  private let ring: Block<UInt8>
  private let ringRows: Int
  private let stride: Int
  private let sums: Block<UInt16>
  private let column: Block<Int16>

  private var rowsIn = 0
  private var rowsInBox = 0
  private var boxedRows = 0
  private var rowsOut = 0

  /// `across` and `down`: input samples per output sample.
  init(
    from input: (width: Int, height: Int), to size: (width: Int, height: Int), across: Double, down: Double,
    channels: Int, wide: Bool = Processor.isWide
  ) throws(RasterError) {
    self.wide = wide
    self.channels = channels
    (width, height) = size
    (inputWidth, inputHeight) = input
    // At least twice as many as are wanted stay for the filter: what a box does below that is seen.
    box = max(1, min(Int(min(across, down) / 2), 128))
    boxedWidth = (inputWidth + box - 1) / box
    boxedHeight = (inputHeight + box - 1) / box
    vertical = FilterWeights(inputs: boxedHeight, outputs: height, scale: down / Double(box), multiple: 2)
    horizontal = FilterWeights(inputs: boxedWidth, outputs: width, scale: across / Double(box), multiple: 8)
    stride = (boxedWidth * channels + 31) / 32 * 32 + 32
    ringRows = vertical.taps + 2
    ring = try Block(ringRows * stride)
    sums = try Block(box > 1 ? inputWidth * channels : 0)
    column = try Block(stride + (horizontal.taps + 8) * channels + 32)
    output = try Block(width * height * channels + Int(PIXELS_SLACK))
  }

  /// Takes the next row of the input; rows after the last are passed over.
  func add(_ row: UnsafePointer<UInt8>) {
    guard rowsIn < inputHeight else { return }
    rowsIn += 1
    let place = ring.start + boxedRows % ringRows * stride
    if box == 1 {
      memcpy(place, row, inputWidth * channels)
    } else {
      pixels_box_add(sums.start, row, inputWidth * channels)
      rowsInBox += 1
      guard rowsInBox == box || rowsIn == inputHeight else { return }
      pixels_box_take(place, sums.start, inputWidth, Int32(channels), box, rowsInBox)
      rowsInBox = 0
    }
    boxedRows += 1
    while rowsOut < height, boxedRows >= min(Int(vertical.starts[rowsOut]) + vertical.taps, boxedHeight) { write() }
  }

  private func write() {
    let first = Int(vertical.starts[rowsOut])
    vertical.values.withUnsafeBufferPointer { values in
      guard let weights = values.baseAddress else { return }
      pixels_vertical(
        column.start, ring.start, stride, ringRows, first % ringRows, weights + rowsOut * vertical.taps,
        vertical.taps, boxedWidth * channels, wide)
    }
    pixels_horizontal(
      output.start + rowsOut * width * channels, column.start, horizontal.starts, horizontal.values, horizontal.taps,
      width, Int32(channels), wide)
    rowsOut += 1
  }
}
