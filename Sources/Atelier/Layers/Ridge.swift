/// One line of mountains or hills with everything below it.
struct Ridge: Layer {
  let profile: Profile
  let colour: RGB
  let mist: RGB
  /// How soon mist covers its foot; 0 for none.
  let mistiness: Float
  /// Light from the sun's side on its slopes.
  let lit: RGB
  let relief: Float
  let sunX: Float
  /// Snow above this height over the profile's own mean; nil for none.
  let snow: (line: Float, colour: RGB)?
  let texture: Noise
  let grain: Float
  let octaves: Int

  func covers(_ spot: Spot) -> Bool { all(spot.y .> profile.at(spot.x) + spot.pixel) }

  func paint(over paint: inout Paint, at spot: Spot) {
    let top = profile.at(spot.x)
    let below = spot.y - top
    let cover = (below * (1 / spot.pixel) + 0.5).unit
    guard any(cover .> 0) else { return }
    var rock = Paint(colour)
    let (u, v) = (spot.x * grain, spot.y * grain * 0.9 + below * grain * 0.3)
    if relief > 0 {
      let here = texture.ridged(u, v, octaves)
      let side = sunX > 0 ? Float(0.16) : -0.16
      let slope = (texture.ridged(u + side, v - 0.10, octaves) - here) * 3.2
      let light = (0.5 - slope).unit
      rock.scale(1 - relief * 0.55 + light * relief * 0.9)
      rock.mix(lit, light * light * relief * 0.42)
      if let snow {
        let depth = (snow.line - spot.y + here * 0.13 + slope * 0.03).smooth(0.0, 0.035)
        var white = Paint(snow.colour.mixed(colour, 0.42))
        white.mix(snow.colour, light)
        rock.mix(white, depth * 0.92)
      }
    } else {
      rock.scale(1 + texture.layered(u, v, 3) * 0.22)
    }
    if mistiness > 0 {
      let uneven = texture(spot.x * 2.2, spot.y * 5) * 0.04
      rock.mix(mist, (below + uneven).smooth(0.0, 0.20 / mistiness) * min(0.92, 0.42 + 0.5 * mistiness))
    }
    paint.mix(rock, cover)
  }
}
