import Glibc

/// The weights of a Lanczos filter of three lobes along one axis, as integers of 14 bits.
struct FilterWeights {
  /// Weights per output sample; those that are not needed are zero.
  let taps: Int
  /// The first input sample of each output sample.
  let starts: [Int32]
  /// `taps` for each output sample; their sum is 16,384.
  let values: [Int16]

  /// `scale`: how many input samples an output sample is apart from the next. `multiple`: what `taps` must divide by.
  init(inputs: Int, outputs: Int, scale: Double, multiple: Int) {
    let stretch = max(scale, 1)
    let reach = 3 * stretch
    let most = min(inputs, Int((2 * reach).rounded(.up)) + 1)
    let taps = (most + multiple - 1) / multiple * multiple
    var starts: [Int32] = []
    var values = [Int16](repeating: 0, count: outputs * taps)
    starts.reserveCapacity(outputs)
    var weights = [Double](repeating: 0, count: taps)
    // sin and cos of a third of the angle, turned from one input sample to the next; sin of the whole angle follows.
    let turn = (sin: sin(.pi / 3 / stretch), cos: cos(.pi / 3 / stretch))
    for output in 0..<outputs {
      let centre = (Double(output) + 0.5) * scale - 0.5
      let first = min(max(Int((centre - reach).rounded(.up)), 0), inputs - 1)
      let last = max(min(Int((centre + reach).rounded(.down)), inputs - 1, first + taps - 1), first)
      starts.append(Int32(first))
      var x = (Double(first) - centre) / stretch
      var wave = (sin: sin(.pi / 3 * x), cos: cos(.pi / 3 * x))
      var sum = 0.0
      for index in 0...(last - first) {
        let weight: Double
        if abs(x) < 1e-6 {
          weight = 1
        } else if abs(x) >= 3 {
          weight = 0
        } else {
          weight = (3 - 4 * wave.sin * wave.sin) * wave.sin * wave.sin * 3 / (.pi * .pi * x * x)
        }
        weights[index] = weight
        sum += weight
        x += 1 / stretch
        wave = (wave.sin * turn.cos + wave.cos * turn.sin, wave.cos * turn.cos - wave.sin * turn.sin)
      }
      guard sum > 0 else {
        values[output * taps] = 16_384
        continue
      }
      var rest = 16_384
      var largest = 0
      for index in 0...(last - first) {
        let value = Int((weights[index] / sum * 16_384).rounded())
        values[output * taps + index] = Int16(clamping: value)
        rest -= value
        if weights[index] > weights[largest] { largest = index }
      }
      // What rounding left over goes where it shows least.
      values[output * taps + largest] += Int16(clamping: rest)
    }
    self.taps = taps
    self.starts = starts
    self.values = values
  }
}
