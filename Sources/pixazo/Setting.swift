/// One thing that can be set, and everything there is to know about it.
///
/// A name such as `log-level` is `--log-level` on the command line, `PIXAZO_LOG_LEVEL` (or `PIXAZO_LOG_LEVEL_FILE`, a
/// file that holds the value) in the environment and `logLevel` in `pixazo.json`.
struct Setting: Sendable {
  let name: String
  /// What stands for the value in help, such as `PORT`.
  let placeholder: String
  let help: String
  /// What may be given, as the end of "give …".
  let allowed: String
  /// A secret is never shown, only whether it is set.
  let isSecret: Bool
  /// Takes a text into the settings; false when it is not allowed.
  let read: @Sendable (String, inout Settings) -> Bool
  /// The value as it would have to be given.
  let show: @Sendable (Settings) -> String

  var flag: String { "--\(name)" }
  var variable: String { "PIXAZO_" + String(name.uppercased().map { $0 == "-" ? "_" : $0 }) }
  var fileVariable: String { variable + "_FILE" }
  var key: String {
    let words = name.split(separator: "-")
    return words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}

extension Setting {
  typealias Place<Value> = any WritableKeyPath<Settings, Value> & Sendable

  static func text(
    _ name: String, _ placeholder: String, in place: Place<String>, allowed: String, secret: Bool = false, help: String,
    where isAllowed: @escaping @Sendable (String) -> Bool
  ) -> Setting {
    Setting(
      name: name, placeholder: placeholder, help: help, allowed: allowed, isSecret: secret,
      read: { text, settings in
        guard isAllowed(text) else { return false }
        settings[keyPath: place] = text
        return true
      }, show: { $0[keyPath: place] })
  }

  /// A file or folder; `~/` is the home folder wherever the path is written.
  static func path(_ name: String, _ placeholder: String, in place: Place<String>, help: String) -> Setting {
    Setting(
      name: name, placeholder: placeholder, help: help, allowed: "a path", isSecret: false,
      read: { text, settings in
        guard !text.isEmpty, !text.utf8.contains(0) else { return false }
        settings[keyPath: place] = text.hasPrefix("~/") ? settings.home + text.dropFirst() : text
        return true
      }, show: { $0[keyPath: place] })
  }

  static func whole(
    _ name: String, _ placeholder: String, in place: Place<Int>, _ range: ClosedRange<Int>, help: String
  ) -> Setting {
    Setting(
      name: name, placeholder: placeholder, help: help,
      allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)", isSecret: false,
      read: { text, settings in
        guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(text), range.contains(number) else {
          return false
        }
        settings[keyPath: place] = number
        return true
      }, show: { String($0[keyPath: place]) })
  }

  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ placeholder: String, in place: Place<Value>, help: String
  ) -> Setting {
    let words = Value.allCases.map(\.rawValue)
    return Setting(
      name: name, placeholder: placeholder, help: help,
      allowed: words.dropLast().joined(separator: ", ") + " or " + words.suffix(1).joined(), isSecret: false,
      read: { text, settings in
        guard let value = Value(rawValue: text) else { return false }
        settings[keyPath: place] = value
        return true
      }, show: { $0[keyPath: place].rawValue })
  }
}
