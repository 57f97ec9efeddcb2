import CLCMS

/// From a picture's own colours to sRGB. It is applied to what was made of the picture, not to the picture: a
/// thumbnail has few pixels.
final class ColourTransform {
  private let transform: cmsHTRANSFORM
  private let layout: PixelLayout

  /// nil when nothing needs to be done: the picture is in sRGB, or its profile is broken or meant for other pixels.
  init?(_ space: ColourSpace, layout: PixelLayout) {
    guard let profile = Self.open(space, layout: layout) else { return nil }
    defer { cmsCloseProfile(profile) }
    let kind: cmsColorSpaceSignature
    let format: cmsUInt32Number
    switch layout {
    case .grey: (kind, format) = (cmsSigGrayData, cms_grey8)
    case .rgb: (kind, format) = (cmsSigRgbData, cms_rgb8)
    case .rgba: (kind, format) = (cmsSigRgbData, cms_rgba8)
    case .cmyk: (kind, format) = (cmsSigCmykData, cms_ink8)
    }
    guard cmsGetColorSpace(profile) == kind, let standard = cmsCreate_sRGBProfile() else { return nil }
    defer { cmsCloseProfile(standard) }
    let output = layout == .rgba ? cms_rgba8 : cms_rgb8
    let flags = layout == .rgba ? cmsUInt32Number(cmsFLAGS_COPY_ALPHA) : 0
    guard
      let transform = cmsCreateTransform(
        profile, format, standard, output, cmsUInt32Number(INTENT_PERCEPTUAL), flags)
    else { return nil }
    self.transform = transform
    self.layout = layout
    if changesNothing { return nil }
  }

  deinit { cmsDeleteTransform(transform) }

  /// Grey stays grey, RGB and RGBA are changed in place, ink becomes RGB in a block of its own.
  func apply(to pixels: Block<UInt8>, count: Int) throws(RasterError) -> Block<UInt8> {
    switch layout {
    case .rgb, .rgba:
      cmsDoTransform(transform, pixels.start, pixels.start, cmsUInt32Number(count))
      return pixels
    case .cmyk:
      let result = try Block<UInt8>(count * 3 + 64)
      cmsDoTransform(transform, pixels.start, result.start, cmsUInt32Number(count))
      return result
    case .grey:
      let colours = try Block<UInt8>(count * 3)
      cmsDoTransform(transform, pixels.start, colours.start, cmsUInt32Number(count))
      for index in 0..<count { pixels.start[index] = colours.start[index * 3 + 1] }
      return pixels
    }
  }

  /// Profiles that say sRGB in other words are many: tried on colours from all over the cube.
  private var changesNothing: Bool {
    guard layout != .cmyk else { return false }
    let steps: [UInt8] = [0, 10, 40, 85, 128, 200, 255]
    var input: [UInt8] = []
    var expected: [UInt8] = []
    for red in steps {
      guard layout != .grey else {
        input.append(red)
        expected += [red, red, red]
        continue
      }
      for green in steps {
        for blue in steps {
          input += layout == .rgba ? [red, green, blue, 255] : [red, green, blue]
          expected += layout == .rgba ? [red, green, blue, 255] : [red, green, blue]
        }
      }
    }
    var output = [UInt8](repeating: 0, count: expected.count)
    cmsDoTransform(transform, input, &output, cmsUInt32Number(input.count / layout.channels))
    return zip(output, expected).allSatisfy { abs(Int($0) - Int($1)) <= 1 }
  }

  private static func open(_ space: ColourSpace, layout: PixelLayout) -> cmsHPROFILE? {
    switch space {
    case .standard:
      return nil
    case .profile(let bytes):
      return cmsOpenProfileFromMem(bytes, cmsUInt32Number(bytes.count))
    case .gamma(let exponent, let primaries):
      guard layout != .cmyk, (10_000...500_000).contains(exponent) else { return nil }
      let isUsual = (44_000...47_000).contains(exponent)
      guard !isUsual || primaries.map(differ) ?? false else { return nil }
      guard let curve = cmsBuildGamma(nil, isUsual ? 2.2 : 100_000 / Double(exponent)) else { return nil }
      defer { cmsFreeToneCurve(curve) }
      let xy = primaries ?? standardPrimaries
      func point(_ at: Int) -> (Double, Double) { (Double(xy[at]) / 100_000, Double(xy[at + 1]) / 100_000) }
      let (white, red, green, blue) = (point(0), point(2), point(4), point(6))
      guard white.1 > 0, red.1 > 0, green.1 > 0, blue.1 > 0 else { return nil }
      var whitePoint = cmsCIExyY(x: white.0, y: white.1, Y: 1)
      if layout == .grey { return cmsCreateGrayProfile(&whitePoint, curve) }
      var corners = cmsCIExyYTRIPLE(
        Red: cmsCIExyY(x: red.0, y: red.1, Y: 1), Green: cmsCIExyY(x: green.0, y: green.1, Y: 1),
        Blue: cmsCIExyY(x: blue.0, y: blue.1, Y: 1))
      var curves: [OpaquePointer?] = [curve, curve, curve]
      return cmsCreateRGBProfile(&whitePoint, &corners, &curves)
    }
  }

  private static let standardPrimaries: [UInt32] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000]

  private static func differ(_ primaries: [UInt32]) -> Bool {
    zip(primaries, standardPrimaries).contains { abs(Int($0) - Int($1)) > 1_000 }
  }
}
