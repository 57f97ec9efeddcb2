import Foundation
import Testing

@testable import Raster

@Suite struct ReductionTests {
  @Test("the weights of every output sample sum to one, and lie within the input")
  func weights() {
    for (inputs, outputs) in [(1, 1), (2, 1), (7, 7), (100, 33), (1000, 999), (5, 3), (4096, 17), (3, 9)] {
      let scale = Double(inputs) / Double(outputs)
      let weights = FilterWeights(inputs: inputs, outputs: outputs, scale: scale, multiple: 8)
      #expect(weights.taps % 8 == 0)
      for output in 0..<outputs {
        let values = weights.values[(output * weights.taps)..<((output + 1) * weights.taps)].map(Int.init)
        #expect(values.reduce(0, +) == 16_384)
        let used = values.lastIndex { $0 != 0 } ?? 0
        #expect(Int(weights.starts[output]) + used < inputs)
      }
    }
  }

  @Test("a picture of one colour keeps it exactly, whatever it is reduced to")
  func oneColour() throws {
    for value: UInt8 in [0, 1, 127, 254, 255] {
      let sizes = [(100, 80, 30, 24), (999, 3, 40, 1), (640, 480, 64, 48), (9, 9, 9, 9)]
      for (width, height, outWidth, outHeight) in sizes {
        let input = [UInt8](repeating: value, count: width * height)
        #expect(try reduce(input, width, height, to: outWidth, outHeight).allSatisfy { $0 == value })
      }
    }
  }

  @Test("the result is within rounding of a Lanczos filter in floating point while no box comes first")
  func againstFloat() throws {
    let (width, height, outWidth, outHeight) = (160, 120, 60, 45)
    let input = scene(width, height)
    let ideal = float(input, width, height, outWidth, outHeight)
    let result = try reduce(input, width, height, to: outWidth, outHeight)
    for (seen, expected) in zip(result, ideal) { #expect(abs(Double(seen) - expected) <= 1) }
  }

  @Test("with boxes first it stays near that filter")
  func boxes() throws {
    let (width, height, outWidth, outHeight) = (600, 450, 80, 60)
    let input = scene(width, height)
    let ideal = float(input, width, height, outWidth, outHeight)
    let result = try reduce(input, width, height, to: outWidth, outHeight)
    let error = zip(result, ideal).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) } / Double(result.count)
    #expect(10 * log10(255 * 255 / error) > 42)
  }

  private func reduce(
    _ input: [UInt8], _ width: Int, _ height: Int, to outWidth: Int, _ outHeight: Int
  ) throws -> [UInt8] {
    let reduction = try Reduction(
      from: (width, height), to: (outWidth, outHeight), across: Double(width) / Double(outWidth),
      down: Double(height) / Double(outHeight), channels: 1)
    for row in 0..<height { reduction.add(Array(input[(row * width)..<((row + 1) * width)])) }
    return Array(UnsafeBufferPointer(start: reduction.output.start, count: outWidth * outHeight))
  }

  private func scene(_ width: Int, _ height: Int) -> [UInt8] {
    (0..<(width * height)).map { index in
      let (x, y) = (Double(index % width), Double(index / width))
      let edge = (x - 50) * (x - 50) + (y - 40) * (y - 40) < 900 ? 80.0 : 0
      return UInt8(clamping: Int(100 + 60 * sin(x / 7 + y / 11) + edge))
    }
  }

  private func float(_ input: [UInt8], _ width: Int, _ height: Int, _ outWidth: Int, _ outHeight: Int) -> [Double] {
    func sinc(_ x: Double) -> Double { x == 0 ? 1 : sin(.pi * x) / (.pi * x) }
    func matrix(_ size: Int, _ wanted: Int) -> [[Double]] {
      let scale = Double(size) / Double(wanted)
      return (0..<wanted).map { output in
        let centre = (Double(output) + 0.5) * scale - 0.5
        let row = (0..<size).map { index -> Double in
          let x = (Double(index) - centre) / max(scale, 1)
          return abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0
        }
        let sum = row.reduce(0, +)
        return row.map { $0 / sum }
      }
    }
    let across = matrix(width, outWidth)
    let columns = matrix(height, outHeight).map { weights in
      (0..<width).map { x in (0..<height).reduce(0) { $0 + weights[$1] * Double(input[$1 * width + x]) } }
    }
    return columns.flatMap { line in
      across.map { weights in min(max((0..<width).reduce(0) { $0 + weights[$1] * line[$1] }, 0), 255) }
    }
  }
}
