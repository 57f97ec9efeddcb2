/// The light of a scene: what the sky, the far and the near look like at some time in some weather.
struct Daylight {
  /// From the zenith to the horizon.
  var sky: Ramp
  var haze: RGB
  var near: RGB
  var sun: RGB
  var cloudLit: RGB
  var cloudShade: RGB
  /// How dark it is, from 0 by day to 1 at night.
  var night: Float = 0
  /// Where the sun or the moon stands, in the picture's plane.
  var sunX: Float = 0.5
  var sunY: Float = 0.3
  /// How much of the sun's own light comes through.
  var strength: Float = 1

  init(_ sky: Ramp, haze: UInt32, near: UInt32, sun: UInt32, lit: UInt32, shade: UInt32, night: Float = 0) {
    self.sky = sky
    self.haze = RGB(haze)
    self.near = RGB(near)
    self.sun = RGB(sun)
    cloudLit = RGB(lit)
    cloudShade = RGB(shade)
    self.night = night
  }

  /// Changes every colour alike.
  mutating func change(_ change: (RGB) -> RGB) {
    sky = sky.map(change)
    haze = change(haze)
    near = change(near)
    sun = change(sun)
    cloudLit = change(cloudLit)
    cloudShade = change(cloudShade)
  }

  /// Several for each time: a seed chooses.
  static func all(_ time: DayTime) -> [Daylight] {
    switch time {
    case .dawn:
      [
        Daylight(
          Ramp(0x1c2a4f, 0x4d5d8f, 0xa88aa0, 0xf0b49c, 0xfde0b8), haze: 0xa9a6c0, near: 0x10182a, sun: 0xffd0a0,
          lit: 0xffd9c0, shade: 0x6f6a8c),
        Daylight(
          Ramp(0x27476e, 0x6f95b4, 0xc9c3c4, 0xf5d3b0, 0xfbe8c8), haze: 0x9cb6c8, near: 0x0c2230, sun: 0xffe2b4,
          lit: 0xfff0dc, shade: 0x8397ab),
        Daylight(
          Ramp(0x3a3566, 0x8467a0, 0xd48fa6, 0xf7bda5, 0xfde3c4), haze: 0xb59ab8, near: 0x1a1430, sun: 0xffd9b0,
          lit: 0xffd0c8, shade: 0x7a6296),
      ]
    case .morning, .day:
      [
        Daylight(
          Ramp(0x2463a8, 0x4f8fcb, 0x8dbbe2, 0xc5def0, 0xeaf2f5), haze: 0xb4cfe4, near: 0x1d3a2c, sun: 0xfff3d8,
          lit: 0xffffff, shade: 0x9fb2c6),
        Daylight(
          Ramp(0x1f6fb2, 0x58a3d8, 0xa3cfea, 0xd9ecf2, 0xf6f3e6), haze: 0xbfd6e0, near: 0x1c3f26, sun: 0xfff0c8,
          lit: 0xfffdf6, shade: 0xa4b4c0),
        Daylight(
          Ramp(0x34659a, 0x6f9fc4, 0xa8c8da, 0xd6e2e2, 0xf4ead6), haze: 0xb6c8cf, near: 0x23372b, sun: 0xffedc2,
          lit: 0xfff6e8, shade: 0x97a5b4),
      ]
    case .golden:
      [
        Daylight(
          Ramp(0x34507e, 0x7b8aa4, 0xd8b48a, 0xf7c878, 0xffe3a0), haze: 0xd2b394, near: 0x2a1d16, sun: 0xffdf9a,
          lit: 0xffe6b8, shade: 0x9a8890),
        Daylight(
          Ramp(0x3d6088, 0x93a3a8, 0xe8c493, 0xfbd58a, 0xfff0c0), haze: 0xdcc09c, near: 0x2b2416, sun: 0xffe8b0,
          lit: 0xfff0d0, shade: 0xa89888),
      ]
    case .sunset:
      [
        Daylight(
          Ramp(0x1e1b45, 0x5b2f6b, 0xb8466b, 0xf07a4b, 0xffc873), haze: 0xb0607a, near: 0x150a18, sun: 0xffb860,
          lit: 0xff9f70, shade: 0x54305e),
        Daylight(
          Ramp(0x20304f, 0x5a4a72, 0xc8697a, 0xf3a15f, 0xffd28a), haze: 0xb5788a, near: 0x120d1c, sun: 0xffcf8a,
          lit: 0xffb890, shade: 0x4c3c62),
        Daylight(
          Ramp(0x2a1838, 0x8a2f4a, 0xd9583f, 0xf38a44, 0xffcb70), haze: 0xc86a50, near: 0x16090e, sun: 0xffc060,
          lit: 0xffa060, shade: 0x5a2440),
        Daylight(
          Ramp(0x233a63, 0x68659a, 0xc58fa8, 0xf6b69a, 0xffe0b4), haze: 0xb08fa6, near: 0x161226, sun: 0xffd4a4,
          lit: 0xffc8b8, shade: 0x655a86),
      ]
    case .dusk:
      [
        Daylight(
          Ramp(0x0d1533, 0x1f2f5f, 0x46508c, 0x8a6f9e, 0xd39a9a), haze: 0x5b618f, near: 0x070c18, sun: 0xf0b8a0,
          lit: 0xa890b8, shade: 0x2a3260, night: 0.55),
        Daylight(
          Ramp(0x081c38, 0x14405f, 0x2f6c86, 0x7aa0a0, 0xe0bfa0), haze: 0x4a7888, near: 0x051018, sun: 0xf4caa0,
          lit: 0x9db4b4, shade: 0x1e4458, night: 0.5),
      ]
    case .night:
      [
        Daylight(
          Ramp(0x03060f, 0x081229, 0x0f2142, 0x1b3658, 0x34566f), haze: 0x2a4a66, near: 0x02050a, sun: 0xd4e4f6,
          lit: 0x5a7896, shade: 0x0c1a30, night: 1),
        Daylight(
          Ramp(0x02070c, 0x061a26, 0x0c3040, 0x17505c, 0x3a7878), haze: 0x28606a, near: 0x010608, sun: 0xdcf2ec,
          lit: 0x4f8488, shade: 0x08222c, night: 1),
        Daylight(
          Ramp(0x06040f, 0x120c2c, 0x23174a, 0x3e2a68, 0x6a4880), haze: 0x453464, near: 0x05030c, sun: 0xe8dcf8,
          lit: 0x7a64a0, shade: 0x170f34, night: 1),
      ]
    }
  }

  static let overcast = Daylight(
    Ramp(0x6b7885, 0x8c98a3, 0xaab3ba, 0xc2c8cb, 0xd3d6d5), haze: 0xb4bdc2, near: 0x1c2624, sun: 0xe8ecec,
    lit: 0xdfe3e4, shade: 0x78848f)

  static let storm = Daylight(
    Ramp(0x1c232e, 0x353f4c, 0x55606b, 0x7c868c, 0xa8ada6), haze: 0x76828a, near: 0x0c1214, sun: 0xc8d0cc,
    lit: 0x8f9a9e, shade: 0x232b36)

  func mixed(_ other: Daylight, _ share: Float) -> Daylight {
    var mixed = self
    mixed.sky = Ramp(zip(sky.stops, other.sky.stops).map { ($0.at, $0.colour.mixed($1.colour, share)) })
    mixed.haze = haze.mixed(other.haze, share)
    mixed.near = near.mixed(other.near, share)
    mixed.sun = sun.mixed(other.sun, share)
    mixed.cloudLit = cloudLit.mixed(other.cloudLit, share)
    mixed.cloudShade = cloudShade.mixed(other.cloudShade, share)
    return mixed
  }
}
