import Domain

extension Verb {
  static let configShow = Verb(
    name: "config show",
    summary: "Prints every setting with its value.",
    settings: everySetting,
    switches: [Switch("origin", "Say for each value where it came from."), .json]
  ) { call in
    let settings = call.settings
    if call.has("json") {
      var all = JSON.Object()
      for setting in Settings.all {
        let shown = JSON.string(value(of: setting, in: settings))
        let origin = JSON.string(settings.origin(of: setting).description)
        all.append(setting.key, call.has("origin") ? ["value": shown, "origin": origin] : shown)
      }
      call.output.json(.object(all))
      return .ok
    }
    let width = Settings.all.map(\.name.count).max() ?? 0
    for setting in Settings.all {
      let name = setting.name + String(repeating: " ", count: width - setting.name.count)
      let origin = call.has("origin") ? "  (\(settings.origin(of: setting)))" : ""
      call.output.line("\(name)  \(value(of: setting, in: settings))\(origin)")
    }
    return .ok
  }

  static let configCheck = Verb(
    name: "config check",
    summary: "Checks all settings and says what is wrong with them; exit 2 when something is.",
    settings: everySetting
  ) { call in
    // Reading them was the check: a wrong one never gets here.
    call.output.line("All settings are well.")
    return .ok
  }

  private static func value(of setting: Setting, in settings: Settings) -> String {
    let shown = setting.show(settings)
    return setting.isSecret && !shown.isEmpty ? "(set)" : shown
  }
}
