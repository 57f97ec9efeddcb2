import Glibc

/// What `doctor` looks at in the data folder, apart from the database.
struct FolderCheck {
  let path: String

  private static let scarce = 1 << 30, tooLittle = 64 << 20

  var findings: [Finding] {
    guard let about = Self.status(of: path) else {
      if errno == ENOENT { return [Finding(.note, "folder", "\(path) is not there yet; serve makes it.")] }
      return [Finding(.wrong, "folder", "\(path): \(String(cString: strerror(errno))).")]
    }
    guard about.st_mode & S_IFMT == S_IFDIR else { return [Finding(.wrong, "folder", "\(path) is not a folder.")] }
    var findings: [Finding] = []
    let open = exposed()
    if open.isEmpty {
      findings.append(Finding(.well, "folder", "\(path) is its owner's alone."))
    } else {
      let more = open.count > 1 ? " and \(open.count - 1) more" : ""
      findings.append(
        Finding(.wrong, "folder", "Others may look into \(open[0])\(more); `pixazo doctor --fix` closes it."))
    }
    if about.st_uid != geteuid() && geteuid() != 0 {
      findings.append(Finding(.wrong, "owner", "\(path) belongs to another user (uid \(about.st_uid))."))
    }
    return findings + [room]
  }

  /// Takes from everything in the folder the rights of group and others; links are left alone.
  func tighten() {
    for entry in exposed() {
      guard let about = Self.status(of: entry) else { continue }
      chmod(entry, about.st_mode & 0o700)
    }
  }

  private var room: Finding {
    var about = statvfs()
    guard statvfs(path, &about) == 0 else {
      return Finding(.wrong, "room", "The file system does not answer: \(String(cString: strerror(errno))).")
    }
    let (free, overflows) = Int(clamping: about.f_bavail).multipliedReportingOverflow(by: Int(clamping: about.f_frsize))
    let bytes = overflows ? Int.max : free
    let sentence = "\(bytes >> 20) MiB are free."
    if bytes < Self.tooLittle { return Finding(.wrong, "room", "Only \(sentence)") }
    return Finding(bytes < Self.scarce ? .note : .well, "room", sentence)
  }

  /// The folder and what lies directly in it, as far as others may look at it.
  private func exposed() -> [String] {
    ([path] + names().map { "\(path)/\($0)" }).filter { entry in
      guard let about = Self.status(of: entry), about.st_mode & S_IFMT != S_IFLNK else { return false }
      return about.st_mode & 0o077 != 0
    }
  }

  private func names() -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func status(of path: String) -> stat? {
    var about = stat()
    return lstat(path, &about) == 0 ? about : nil
  }
}
