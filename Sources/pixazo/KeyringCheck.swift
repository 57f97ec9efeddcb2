import Storage

/// What `doctor` says of the file that opens the keys of providers.
struct KeyringCheck {
  let path: String
  let dataFolder: String
  /// Whether there are keys that only it opens.
  let isNeeded: Bool

  var findings: [Finding] {
    var findings = [finding]
    if path.hasPrefix(dataFolder.hasSuffix("/") ? dataFolder : dataFolder + "/") {
      let sentence = "\(path) lies in the data folder, so that every copy of the folder can open its keys."
      findings.append(Finding(.note, "keyring", sentence))
    }
    return findings
  }

  private var finding: Finding {
    switch Keyring(path: path).state {
    case .absent where isNeeded:
      Finding(.wrong, "keyring", "\(path) is missing: bring it back, or enter the keys of the providers again.")
    case .absent: Finding(.note, "keyring", "\(path) is not there; the first key that is entered makes it.")
    case .ready: Finding(.well, "keyring", "\(path) is its owner's alone.")
    case .exposed: Finding(.wrong, "keyring", "Others may read \(path); `chmod 600` closes it.")
    case .unusable(let reason): Finding(.wrong, "keyring", "\(path) cannot be used. \(reason)")
    }
  }
}
