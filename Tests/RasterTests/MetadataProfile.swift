import CLCMS

/// Colour profiles for fixtures.
enum Profile {
  /// Like sRGB but for its red.
  static func rgb(red: (x: Double, y: Double)) -> [UInt8] {
    var white = cmsCIExyY(x: 0.3127, y: 0.3290, Y: 1)
    var corners = cmsCIExyYTRIPLE(
      Red: cmsCIExyY(x: red.x, y: red.y, Y: 1), Green: cmsCIExyY(x: 0.30, y: 0.60, Y: 1),
      Blue: cmsCIExyY(x: 0.15, y: 0.06, Y: 1))
    let curve = cmsBuildParametricToneCurve(nil, 4, [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])
    defer { cmsFreeToneCurve(curve) }
    var curves = [curve, curve, curve]
    let profile = cmsCreateRGBProfile(&white, &corners, &curves)
    defer { cmsCloseProfile(profile) }
    var count: cmsUInt32Number = 0
    cmsSaveProfileToMem(profile, nil, &count)
    return [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, filled in
      cmsSaveProfileToMem(profile, buffer.baseAddress, &count)
      filled = Int(count)
    }
  }
}
