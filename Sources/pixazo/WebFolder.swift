import Domain
import Glibc
import HTTP

/// Where the files of the web site are.
enum WebFolder {
  /// The folder that was set; else the nearest `web` beside or above the program, as in a checkout; else the one of an
  /// installation, `../share/pixazo/web`. Nil when none of them holds a site.
  static func find(_ settings: Settings) -> String? {
    if !settings.webDir.isEmpty { return holdsSite(settings.webDir) ? settings.webDir : nil }
    guard let program = program() else { return nil }
    var folder = parent(of: program)
    while let here = folder {
      if holdsSite(here + "/web") { return here + "/web" }
      folder = parent(of: here)
    }
    let installed = parent(of: program).flatMap { parent(of: $0) }.map { $0 + "/share/pixazo/web" }
    return installed.flatMap { holdsSite($0) ? $0 : nil }
  }

  /// Whether the site is there with every third-party file that it names.
  static func findings(in folder: String?) -> [Finding] {
    guard let folder else {
      return [Finding(.wrong, "site", "The files of the web site are not found; give --web-dir.")]
    }
    guard let manifest = OpenFile(folder + "/vendor.json"), manifest.size <= 1 << 20 else {
      return [Finding(.wrong, "site", "\(folder)/vendor.json cannot be read.")]
    }
    guard let json = try? JSON(parsing: manifest.read(0..<manifest.size)), let files = vendorFiles(json) else {
      return [Finding(.wrong, "site", "\(folder)/vendor.json is not what it should be.")]
    }
    let missing = files.filter { access("\(folder)/vendor/\($0)", R_OK) != 0 }
    guard missing.isEmpty else {
      let names = missing.joined(separator: ", ")
      return [Finding(.wrong, "site", "Missing in \(folder)/vendor (scripts/setup brings them): \(names).")]
    }
    return [Finding(.well, "site", "\(folder) is whole.")]
  }

  /// As scripts/setup-vendor lays them: the library's name, its version, the file's own name.
  private static func vendorFiles(_ manifest: JSON) -> [String]? {
    guard let libraries = manifest["libraries"]?.array else { return nil }
    var files: [String] = []
    for library in libraries {
      guard let name = library["name"]?.string, let version = library["version"]?.string,
        let parts = library["files"]?.array
      else { return nil }
      for part in parts {
        guard let file = part["path"]?.string?.split(separator: "/").last else { return nil }
        files.append("\(name)/\(version)/\(file)")
      }
    }
    return files
  }

  private static func holdsSite(_ folder: String) -> Bool {
    ["index.html", "app.js"].allSatisfy { access("\(folder)/\($0)", R_OK) == 0 }
  }

  private static func program() -> String? {
    guard let resolved = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The folder that a path lies in; nil at the top.
  private static func parent(of path: String) -> String? {
    guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
    return String(path[..<slash])
  }
}
