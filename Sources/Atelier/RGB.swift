/// A colour as a screen shows it (sRGB, each part from 0 to 1): what palettes are made of.
struct RGB: Equatable {
  var red: Float
  var green: Float
  var blue: Float

  init(_ red: Float, _ green: Float, _ blue: Float) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  init(_ hex: UInt32) {
    self.init(Float(hex >> 16 & 255) / 255, Float(hex >> 8 & 255) / 255, Float(hex & 255) / 255)
  }

  static let white = RGB(1, 1, 1)
  static let black = RGB(0, 0, 0)

  var luminance: Float { red * 0.299 + green * 0.587 + blue * 0.114 }
  var greatest: Float { max(red, max(green, blue)) }
  var least: Float { min(red, min(green, blue)) }

  func mixed(_ other: RGB, _ share: Float) -> RGB {
    RGB(red.mixed(other.red, share), green.mixed(other.green, share), blue.mixed(other.blue, share))
  }

  func scaled(_ factor: Float) -> RGB { RGB(red * factor, green * factor, blue * factor) }

  /// More colourful above 1, greyer below.
  func saturated(_ factor: Float) -> RGB {
    let grey = luminance
    return RGB(grey.mixed(red, factor).unit, grey.mixed(green, factor).unit, grey.mixed(blue, factor).unit)
  }

  /// As bright as before, in the hue of `other`.
  func tinted(_ other: RGB, _ share: Float) -> RGB {
    let (own, others) = (luminance, max(other.luminance, 0.02))
    // A dark tint is scaled up to a bright tone through white, or it would clip.
    let scaled = other.scaled(own / others)
    let over = max(0, scaled.greatest - 1)
    let safe = over == 0 ? scaled : RGB(min(1, scaled.red), min(1, scaled.green), min(1, scaled.blue))
    let lifted = safe.mixed(.white, max(0, own - safe.luminance))
    return mixed(lifted, share)
  }

  /// Turned around the circle of hues by so many turns, about as bright as before.
  func turned(_ turns: Float) -> RGB {
    let (sine, cosine) = ((turns * 6.283_185_3).sine, (turns * 6.283_185_3).cosine)
    let grey = (red + green + blue) / 3 * (1 - cosine)
    let across = sine * 0.577_350_3
    let turned = RGB(
      red * cosine + grey + (blue - green) * across, green * cosine + grey + (red - blue) * across,
      blue * cosine + grey + (green - red) * across)
    return RGB(turned.red.unit, turned.green.unit, turned.blue.unit)
  }

  /// From hue in turns, saturation and brightness.
  static func hue(_ hue: Float, _ saturation: Float, _ brightness: Float) -> RGB {
    func part(_ offset: Float) -> Float {
      var place = hue + offset
      place -= place.rounded(.down)
      let ramp = (abs(place * 6 - 3) - 1).unit
      return brightness * Float(1).mixed(ramp, saturation)
    }
    return RGB(part(0), part(2 / 3), part(1 / 3))
  }

  /// Its hue in turns; 0 for grey.
  var hue: Float {
    let range = greatest - least
    guard range > 0.001 else { return 0 }
    let sextant =
      greatest == red
      ? (green - blue) / range : greatest == green ? 2 + (blue - red) / range : 4 + (red - green) / range
    return sextant < 0 ? sextant / 6 + 1 : sextant / 6
  }
}

/// Colours along a line from 0 to 1.
struct Ramp {
  private(set) var stops: [(at: Float, colour: RGB)]

  /// `stops` in their order, the first at 0 and the last at 1.
  init(_ stops: [(Float, RGB)]) { self.stops = stops.map { (at: $0.0, colour: $0.1) } }

  /// Evenly spread.
  init(_ colours: [RGB]) {
    let last = Float(max(1, colours.count - 1))
    stops = colours.enumerated().map { (at: Float($0.offset) / last, colour: $0.element) }
  }

  init(_ colours: UInt32...) { self.init(colours.map { RGB($0) }) }

  func at(_ place: Lanes) -> Paint {
    guard let first = stops.first else { return Paint(.black) }
    var paint = Paint(first.colour)
    var before = first.at
    for stop in stops.dropFirst() {
      let share = ((place - before) * (1 / max(stop.at - before, 1e-6))).unit
      paint.mix(stop.colour, share)
      before = stop.at
    }
    return paint
  }

  func at(_ place: Float) -> RGB { at(Lanes(repeating: place))[0] }

  func map(_ change: (RGB) -> RGB) -> Ramp { Ramp(stops.map { ($0.at, change($0.colour)) }) }

  var colours: [RGB] { stops.map(\.colour) }
}
