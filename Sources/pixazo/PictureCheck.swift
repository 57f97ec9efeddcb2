import Storage

/// What `doctor` says of the files of pictures.
struct PictureCheck {
  let folder: String
  let isDeep: Bool

  /// With `mending`, strays go to the quarantine and old thumbnails go, unless a server is at work.
  func findings(mending: Bool) -> [Finding] {
    let seen: Inventory
    do {
      seen = try Inventory(ofFolder: folder, deep: isDeep)
    } catch {
      return [Finding(.wrong, "pictures", "Cannot be compared with the database: \(Refusal(error))")]
    }
    var findings: [Finding] = []
    if let sentence = Self.sentence(seen.missing, "is not there", "are not there") {
      findings.append(Finding(.wrong, "pictures", "\(sentence). A backup may have them."))
    }
    if let sentence = Self.sentence(seen.damaged, "is damaged", "are damaged") {
      findings.append(Finding(.wrong, "pictures", "\(sentence). A backup may have them whole."))
    }
    if findings.isEmpty {
      let depth = isDeep ? "whole" : "there"
      findings.append(Finding(.well, "pictures", "\(seen.files) files are \(depth), \(seen.bytes >> 20) MiB."))
    }
    return findings + leftovers(seen, mending: mending)
  }

  private func leftovers(_ seen: Inventory, mending: Bool) -> [Finding] {
    guard seen.strays.count + seen.spareThumbnails.count > 0 else { return [] }
    if mending {
      guard let held = try? DataFolder(path: folder) else {
        return [Finding(.note, "strays", "Are moved only while no server is at work; end it and ask again.")]
      }
      return [Finding(.note, "strays", "\(seen.clear(held)) went to quarantine/; old thumbnails were removed.")]
    }
    var findings: [Finding] = []
    if let sentence = Self.sentence(seen.strays, "belongs to no picture", "belong to no picture") {
      findings.append(Finding(.wrong, "strays", "\(sentence); `pixazo doctor --fix` moves them to quarantine/."))
    }
    if seen.spareThumbnails.count > 0 {
      let count = seen.spareThumbnails.count
      findings.append(Finding(.note, "thumbnails", "\(count) are not needed; `pixazo doctor --fix` removes them."))
    }
    return findings
  }

  private static func sentence(_ found: Inventory.Findings, _ one: String, _ many: String) -> String? {
    guard let first = found.places.first else { return nil }
    return found.count == 1 ? "\(first) \(one)" : "\(found.count) files \(many), \(first) the first"
  }
}
