import CPixels
import Glibc

/// A picture made small: upright, in sRGB, never larger than it was.
package struct Thumbnail: Sendable, Equatable {
  /// JPEG; PNG where it can be seen through.
  package let format: ImageFormat
  package let width: Int
  package let height: Int
  package let bytes: [UInt8]
}

/// Several thumbnails out of one decoding.
package struct Thumbnails: Sendable, Equatable {
  package let probe: Probe
  /// In the order of the sizes that were asked for.
  package let items: [Thumbnail]
  /// A ThumbHash: what to show until a thumbnail arrives.
  package let placeholder: [UInt8]
  /// How it looks, in 64 bits: pictures that look alike differ in few of them.
  package let likeness: UInt64

  /// The sizes that the gallery shows, in pixels of the longer side.
  package static let usualSizes = [192, 384, 768]
}

extension PictureFile {
  /// Decodes all of it, row by row, and makes thumbnails whose longer sides are `sizes` or less. What throws in
  /// `verify` throws here, too: a picture that has thumbnails is a sound one.
  package func thumbnails(sizes: [Int] = Thumbnails.usualSizes, quality: Int = 80) throws(RasterError) -> Thumbnails {
    let sizes = sizes.map { min(max($0, 1), 4096) }
    let quality = min(max(quality, 1), 100)
    let plans = sizes.map { Plan(storedSize, longerSide: $0) }
    let longest = plans.map { max($0.width, $0.height) }.max() ?? 1
    let reduction = [8, 4, 2].first { max(storedSize.width, storedSize.height) / $0 >= 2 * longest } ?? 1
    let canvases: [Canvas]
    if case .jpeg(let jpeg) = header, let planes = try planes(jpeg, plans, reduction: reduction, quality: quality) {
      canvases = planes
    } else {
      canvases = try reduce(try rows(reduction: reduction), plans)
    }
    var items: [Thumbnail] = []
    for canvas in canvases { items.append(try canvas.thumbnail(quality: quality)) }
    let smallest = canvases.min { $0.width * $0.height < $1.width * $1.height }
    let gist = try smallest?.gist()
    return Thumbnails(
      probe: probe, items: items, placeholder: gist?.placeholder ?? [], likeness: gist?.likeness ?? 0)
  }

  /// The size of one thumbnail, as stored.
  struct Plan {
    let width: Int
    let height: Int

    init(_ size: (width: Int, height: Int), longerSide: Int) {
      let scale = max(1, Double(max(size.width, size.height)) / Double(longerSide))
      width = max(1, Int((Double(size.width) / scale).rounded()))
      height = max(1, Int((Double(size.height) / scale).rounded()))
    }
  }

  private func reduce(_ rows: any RowSource, _ plans: [Plan]) throws(RasterError) -> [Canvas] {
    let channels = rows.layout.channels
    var reductions: [Reduction] = []
    for plan in plans {
      reductions.append(
        try Reduction(
          from: (rows.width, rows.height), to: (plan.width, plan.height),
          across: rows.extent.width / Double(plan.width), down: rows.extent.height / Double(plan.height),
          channels: channels))
    }
    let seeThrough = rows.layout == .rgba ? try Block<UInt8>(rows.width * 4) : nil
    for _ in 0..<rows.height {
      var row = try rows.next()
      if let seeThrough {
        memcpy(seeThrough.start, row, rows.width * 4)
        if pixels_premultiply(seeThrough.start, rows.width) { row = UnsafePointer(seeThrough.start) }
      }
      for reduction in reductions { reduction.add(row) }
    }
    try rows.finish()
    let finish = Finish(rows.layout, colourSpace)
    var canvases: [Canvas] = []
    for reduction in reductions {
      canvases.append(
        try Canvas(
          reduction.output, width: reduction.width, height: reduction.height, layout: rows.layout, finish: finish,
          orientation: probe.orientation))
    }
    return canvases
  }

  /// A JPEG's components each made small on their own, without turning them into RGB and back; nil where that will
  /// not do: ink, a colour space to be converted, odd sides to be turned, or a quality that shows the difference.
  private func planes(
    _ jpeg: JPEGHeader, _ plans: [Plan], reduction: Int, quality: Int
  ) throws(RasterError) -> [Canvas]? {
    let isEven = plans.allSatisfy { $0.width % 2 == 0 && $0.height % 2 == 0 }
    guard quality < 90, probe.orientation == .upright || isEven else { return nil }
    let reader = try JPEGReader(source, header: jpeg)
    guard reader.hasPlanes, ColourTransform(colourSpace, layout: reader.layout) == nil else { return nil }
    let parts = try reader.startPlanes(eighths: 8 / reduction)
    var reductions: [[Reduction]] = []
    for plan in plans {
      var ofPlan: [Reduction] = []
      for (index, part) in parts.enumerated() {
        let half = index == 0 ? 1 : 2
        ofPlan.append(
          try Reduction(
            from: (part.width, part.height), to: ((plan.width + half - 1) / half, (plan.height + half - 1) / half),
            across: reader.extent.width / Double(plan.width) * Double(half) / Double(part.across),
            down: reader.extent.height / Double(plan.height) * Double(half) / Double(part.down),
            channels: 1))
      }
      reductions.append(ofPlan)
    }
    while try reader.nextRows({ part, row in for reduction in reductions { reduction[part].add(row) } }) {}
    try reader.finish()
    var canvases: [Canvas] = []
    for (plan, planes) in zip(plans, reductions) {
      canvases.append(try Canvas(planes, width: plan.width, height: plan.height, orientation: probe.orientation))
    }
    return canvases
  }
}
