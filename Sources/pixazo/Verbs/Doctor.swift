import Archive
import Domain
import HTTP
import Storage

extension Verb {
  static let doctor = Verb(
    name: "doctor",
    summary: "Looks for what is wrong, also beside a running server; exit 1 when something is.",
    details: "Changes nothing, unless --fix is given. A line that begins with \"wrong\" is what made it exit 1.",
    settings: ["data-dir", "web-dir", "config", "keyring"],
    switches: [
      Switch("deep", "Read every page and index of the database, every picture and thumbnail, which may take long."),
      Switch("fix", "Mend what can be mended without losing anything: permissions, stray files, thumbnails."),
      .json,
    ]
  ) { call in
    let folder = call.settings.dataDir
    if call.has("fix") { FolderCheck(path: folder).tighten() }
    let seen = Examination(ofFolder: folder, deep: call.has("deep"))
    let keyring = KeyringCheck(path: call.settings.keyring, dataFolder: folder, isNeeded: seen.hasSealedKeys)
    let findings =
      FolderCheck(path: folder).findings
      + keyring.findings
      + databaseFindings(seen, isDeep: call.has("deep"))
      + PictureCheck(folder: folder, isDeep: call.has("deep")).findings(mending: call.has("fix"))
      + WebFolder.findings(in: WebFolder.find(call.settings)) + [outgoing, archives]
    let isWell = !findings.contains { $0.verdict == .wrong }
    if call.has("json") {
      call.output.json(["ok": .bool(isWell), "findings": .array(findings.map(\.json))])
    } else {
      for finding in findings { call.output.line(finding.line) }
      call.output.line(isWell ? "All is well." : "Something is wrong.")
    }
    return isWell ? .ok : .failed
  }

  private static var outgoing: Finding {
    if let fault = CurlLibrary.fault { return Finding(.wrong, "libcurl", "\(fault). Install it (Debian: libcurl4).") }
    return Finding(.well, "libcurl", "\(CurlLibrary.version ?? "") calls other servers.")
  }

  private static var archives: Finding {
    if let fault = ArchiveLibrary.fault {
      return Finding(.wrong, "libarchive", "\(fault). Install it (Debian: libarchive13).")
    }
    return Finding(.well, "libarchive", "\(ArchiveLibrary.version ?? "") makes zip files.")
  }

  private static func databaseFindings(_ seen: Examination, isDeep: Bool) -> [Finding] {
    var findings: [Finding] = []
    if let pid = seen.holder { findings.append(Finding(.note, "lock", "Process \(pid) holds the folder.")) }
    let caution = "It can lose commits to a second writer; Pixazo has only one, so keep other programs out."
    findings.append(
      Finding(
        .well, "sqlite",
        "SQLite \(Examination.sqliteVersion). \(Examination.sqliteNeedsOneWriter ? caution : "No known fault.")"))
    if let refusal = seen.refusal { return findings + [Finding(.wrong, "database", refusal.description)] }
    guard seen.hasDatabase else {
      return findings + [Finding(.note, "database", "There is no database yet; serve makes it.")]
    }
    if seen.pending.isEmpty {
      findings.append(Finding(.well, "schema", "Every migration has run and none has changed."))
    } else {
      let names = seen.pending.joined(separator: ", ")
      findings.append(Finding(.note, "schema", "Will be brought forward at the next start: \(names)."))
    }
    if seen.damage.isEmpty {
      let depth = isDeep ? "Every page, index and reference holds." : "The structure and every reference hold."
      findings.append(Finding(.well, "database", depth))
    }
    return findings + seen.damage.map { Finding(.wrong, "database", "The check found: \($0)") }
  }
}
