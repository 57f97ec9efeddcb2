import Atelier

/// A whole picture, three bytes a pixel.
func painted(
  _ prompt: String, negative: String? = nil, width: Int = 96, height: Int = 96, seed: UInt32 = 1, steps: Int = 12,
  style: PaintStyle? = nil
) -> [UInt8] {
  var bytes: [UInt8] = []
  let work = Work(
    prompt: prompt, negative: negative, width: width, height: height, seed: seed, steps: steps, style: style)
  let isWhole = work.run(
    tell: { _ in true },
    take: { row in
      bytes += row
      return true
    })
  return isWhole ? bytes : []
}
