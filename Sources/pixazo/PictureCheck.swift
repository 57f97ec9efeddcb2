import Storage
import Studio

/// What `doctor` says of the files of pictures.
struct PictureCheck {
  let folder: String
  let isDeep: Bool

  /// With `mending`, strays go to the quarantine, thumbnails of nothing go, and those that are broken or missing are
  /// made again, unless a server is at work.
  func findings(mending: Bool) -> [Finding] {
    let seen: Inventory
    do {
      seen = try Inventory(ofFolder: folder, depth: isDeep ? ThumbnailRepair.depth : nil)
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
      let files = Self.count(seen.files, "file is", "files are")
      findings.append(Finding(.well, "pictures", "\(files) \(isDeep ? "whole" : "there"), \(seen.bytes >> 20) MiB."))
    }
    let hasLeftovers = seen.strays.count + seen.spareThumbnails.count + seen.lackCount > 0
    return findings + (!hasLeftovers ? [] : mending ? mended(seen) : leftovers(seen))
  }

  private func leftovers(_ seen: Inventory) -> [Finding] {
    var findings: [Finding] = []
    if let sentence = Self.sentence(seen.strays, "belongs to no picture", "belong to no picture") {
      findings.append(Finding(.wrong, "strays", "\(sentence); `pixazo doctor --fix` clears up, into quarantine/."))
    }
    if seen.spareThumbnails.count > 0 {
      let count = Self.count(seen.spareThumbnails.count, "is not needed", "are not needed")
      findings.append(Finding(.note, "thumbnails", "\(count); `pixazo doctor --fix` clears up."))
    }
    if seen.lackCount > 0 {
      let count = Self.count(seen.lackCount, "is missing or broken", "are missing or broken")
      findings.append(Finding(.note, "thumbnails", "\(count); `pixazo doctor --deep --fix` mends that."))
    }
    return findings
  }

  private func mended(_ seen: Inventory) -> [Finding] {
    guard let held = try? DataFolder(path: folder) else {
      return [Finding(.note, "leftovers", "Are mended only while no server is at work; end it and ask again.")]
    }
    let moved = seen.clear(held)
    var findings: [Finding] = []
    if seen.strays.count > 0 {
      findings.append(Finding(.note, "strays", "\(Self.count(moved, "file", "files")) went to quarantine/."))
    }
    if seen.spareThumbnails.places.count > 0 {
      let count = Self.count(seen.spareThumbnails.places.count, "was not needed and is", "were not needed and are")
      findings.append(Finding(.note, "thumbnails", "\(count) removed."))
    }
    guard seen.lackCount > 0 else { return findings }
    let outcome = ThumbnailRepair.mend(seen, in: held)
    if outcome.made > 0 {
      findings.append(Finding(.note, "thumbnails", "\(Self.count(outcome.made, "was", "were")) made again."))
    }
    if outcome.failed > 0 {
      let reason = "their pictures cannot be read, or there is no room"
      findings.append(Finding(.wrong, "thumbnails", "\(outcome.failed) could not be made: \(reason)."))
    }
    let left = seen.lackCount - seen.lacks.count
    if left > 0 { findings.append(Finding(.note, "thumbnails", "\(left) are left; ask again.")) }
    return findings
  }

  private static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }

  private static func sentence(_ found: Inventory.Findings, _ one: String, _ many: String) -> String? {
    guard let first = found.places.first else { return nil }
    return found.count == 1 ? "\(first) \(one)" : "\(found.count) files \(many), \(first) the first"
  }
}
