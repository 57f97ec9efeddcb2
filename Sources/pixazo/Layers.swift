import Domain
import HTTP

/// Lays the four layers of settings over each other; whatever is wrong in any of them is a `Misuse`.
struct Layers {
  let environment: [String: String]
  let arguments: Arguments

  func settings() throws(Misuse) -> Settings {
    var settings = Settings(environment: environment)
    let given = try fromEnvironment()
    // Where the file is must be known before it is read, so this one setting is taken early.
    try take(given, only: ["config"], into: &settings)
    try take(fromArguments(), only: ["config"], into: &settings)
    try take(fromFile(settings), into: &settings)
    try take(given, into: &settings)
    try take(fromArguments(), into: &settings)
    return settings
  }

  /// `PIXAZO_*` variables that set nothing: slips of the finger, or another program's.
  var unknownVariables: [String] {
    let known = Set(Settings.all.flatMap { [$0.variable, $0.fileVariable] })
    return environment.keys.filter { $0.hasPrefix("PIXAZO_") && !known.contains($0) }.sorted()
  }

  private struct Given {
    let setting: Setting
    let text: String
    let origin: Settings.Origin
  }

  private func take(_ layer: [Given], only names: Set<String>? = nil, into settings: inout Settings) throws(Misuse) {
    for given in layer where names?.contains(given.setting.name) ?? true {
      guard given.setting.read(given.text, &settings) else {
        let value = given.setting.isSecret ? "The value" : "\"\(given.text)\""
        throw Misuse(
          "\(given.setting.name): \(value) (from \(given.origin)) is not allowed; give \(given.setting.allowed).")
      }
      settings.origins[given.setting.name] = given.origin
    }
  }

  private func fromArguments() -> [Given] {
    Settings.all.compactMap { setting in
      arguments.values[setting.name].map { Given(setting: setting, text: $0, origin: .flag(setting.flag)) }
    }
  }

  /// An empty variable counts as not set: that is how service files and compose files leave one out.
  private func fromEnvironment() throws(Misuse) -> [Given] {
    var layer: [Given] = []
    for setting in Settings.all {
      let direct = environment[setting.variable].flatMap { $0.isEmpty ? nil : $0 }
      let file = environment[setting.fileVariable].flatMap { $0.isEmpty ? nil : $0 }
      if direct != nil && file != nil {
        throw Misuse("\(setting.name): both \(setting.variable) and \(setting.fileVariable) are set; keep one.")
      }
      if let direct { layer.append(Given(setting: setting, text: direct, origin: .environment(setting.variable))) }
      if let file {
        guard let bytes = Self.contents(of: file) else {
          throw Misuse("\(setting.name): \(setting.fileVariable) names \(file), which cannot be read.")
        }
        var text = String(decoding: bytes, as: UTF8.self)
        while let last = text.last, last.isNewline { text.removeLast() }
        layer.append(Given(setting: setting, text: text, origin: .environment(setting.fileVariable)))
      }
    }
    return layer
  }

  /// The file need not be there, unless somebody named it.
  private func fromFile(_ settings: Settings) throws(Misuse) -> [Given] {
    let path = settings.config
    guard let bytes = Self.contents(of: path) else {
      if settings.origins["config"] == nil { return [] }
      throw Misuse("config: the file \(path) cannot be read.")
    }
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch { throw Misuse("\(path) is not JSON: \(error.sentence)") }
    guard case .object(let object) = json else { throw Misuse("\(path) must hold one JSON object.") }
    let settable = Settings.all.filter { $0.name != "config" }
    var layer: [Given] = []
    for member in object.members {
      guard let setting = settable.first(where: { $0.key == member.name }) else {
        throw .unknown("key", member.name, among: settable.map(\.key), hint: "It stands in \(path).")
      }
      let text: String
      switch member.value {
      case .string(let value): text = value
      case .int(let value): text = String(value)
      case .bool(let value): text = String(value)
      default: throw Misuse("\(setting.name): the value in \(path) must be text or a number; give \(setting.allowed).")
      }
      layer.append(Given(setting: setting, text: text, origin: .file(path)))
    }
    return layer
  }

  /// The bytes of a regular file of at most 1 MiB.
  private static func contents(of path: String) -> [UInt8]? {
    guard let file = OpenFile(path), file.size <= 1 << 20 else { return nil }
    return file.read(0..<file.size)
  }
}
