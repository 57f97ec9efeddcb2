/// The one list of what can be painted, and how a prompt chooses from it.
enum Scenes {
  static func painting(_ setting: Setting) -> any Painting {
    let asked = setting.reading.main
    let setting = asked == nil || asked == .abstract ? setting.showing(invented(setting.reading)) : setting
    return scene(of: setting.reading.main ?? .mountain, setting)
  }

  private static func scene(of main: Subject, _ setting: Setting) -> any Painting {
    switch main {
    case .silk: FieldPainting(.silk, setting)
    case .marble: FieldPainting(setting.chance.happens(once: 0.3) ? .agate : .marble, setting)
    case .ink: FieldPainting(.smoke, setting)
    case .fire: FieldPainting(.fire, setting)
    case .crystal: Ornament(.crystal, setting)
    case .mandala: Ornament(.mandala, setting)
    case .fractal: Ornament(.julia, setting)
    case .spiral, .portal: Ornament(.spiral, setting)
    case .stainedGlass: Ornament(.roseWindow, setting)
    case .heart: Ornament(.heart, setting)
    case .flow: Flow.painting(setting)
    case .geometry: Geometry.painting(setting)
    case .circuit: Circuit.painting(setting)
    case .contour, .waves: SignalLines(setting)
    case .paperCut: CutSheets(setting)
    case .coral: Growth(setting)
    case .map: IslandMap(setting)
    case .grid: NeonGrid(setting)
    case .bokeh: Bokeh.painting(setting)
    case .bubbles, .jellyfish, .fish: Deep.painting(setting)
    case .planet, .galaxy, .nebula, .space, .blackHole: Cosmos(setting)
    case .isometricCity: IsometricCity.painting(setting)
    case .stillLife, .fruit, .bottle, .cup, .book: Solids(.stillLife, setting)
    case .candle: Solids(.candles, setting)
    case .sphere: Solids(.spheres, setting)
    case .arch: Solids(.arches, setting)
    case .flower, .rose, .sunflower, .tulip, .bouquet: Bloom.painting(setting)
    case .forest, .bamboo: Woods.painting(setting)
    default: Landscape.painting(setting)
    }
  }

  /// A prompt of unknown words still gets a picture of something, and always of the same thing.
  private static func invented(_ reading: Reading) -> [Subject] {
    let outside: [[Subject]] = [
      [.mountain, .lake], [.sea], [.desert], [.hill], [.forest], [.city], [.aurora, .mountain], [.balloon, .mountain],
      [.blossomTree], [.canyon], [.meadowFlowers], [.sea, .lighthouse], [.lake, .boat], [.mountain], [.sky, .cloud],
      [.volcano], [.island, .sea], [.milkyWay, .mountain], [.castle, .hill],
    ]
    let inside: [[Subject]] = [
      [.stillLife], [.sphere], [.arch], [.isometricCity], [.flower], [.planet], [.nebula], [.galaxy], [.jellyfish],
      [.map],
    ]
    let pure: [[Subject]] = [
      [.flow], [.silk], [.marble], [.geometry], [.stainedGlass], [.contour], [.paperCut], [.crystal], [.coral],
      [.mandala], [.fractal], [.ink], [.spiral], [.bokeh],
    ]
    let sets: [[Subject]]
    if reading.main == .abstract {
      sets = pure
    } else if reading.has(.electric) {
      sets = [[.city], [.grid], [.city], [.circuit]]
    } else if reading.time != nil || reading.weather != nil || reading.season != nil {
      sets = outside
    } else {
      sets = outside + inside + pure
    }
    var chance = Chance(reading.key ^ 0x1d3a)
    let wanted = sets.filter { !$0.contains(where: reading.lacks) }
    return wanted.isEmpty ? [.mountain] : chance.one(of: wanted)
  }
}
