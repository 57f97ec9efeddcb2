import CLinux
import Crypto
import Domain
import Glibc
import SQLite

/// The files of pictures in a data folder, held against the rows that name them. Looking changes nothing: a server may
/// be at work there.
package struct Inventory: Sendable {
  /// How many, and where the first of them lie.
  package struct Findings: Sendable, Equatable {
    package private(set) var count = 0
    /// Paths inside the data folder.
    package private(set) var places: [String] = []

    mutating func add(_ place: String) {
      count += 1
      if places.count < Inventory.most { places.append(place) }
    }
  }

  /// The different files that rows name, and their bytes.
  package private(set) var files = 0
  package private(set) var bytes = 0
  /// A row names it, and it is not there.
  package private(set) var missing = Findings()
  /// It is not what its hash says, or has another size than its row says.
  package private(set) var damaged = Findings()
  /// No row names it, and nothing is about to sweep it away.
  package private(set) var strays = Findings()
  /// Thumbnails of nothing, or cut short: they may go, for they are made again.
  package private(set) var spareThumbnails = Findings()

  /// So many places are remembered of each kind.
  static let most = 10_000
  /// A younger file may be about to get its row.
  private static let youth = 3_600

  private let folder: String
  private let isDeep: Bool

  /// Looks at the folder at `path`; `deep` reads every picture whole. Throws when the database cannot be read. Blocks.
  package init(ofFolder path: String, deep: Bool) throws {
    try self.init(ofFolder: path, deep: deep, now: time(nil))
  }

  init(ofFolder path: String, deep: Bool, now: Int) throws {
    folder = path
    isDeep = deep
    guard access(path + "/pixazo.db", F_OK) == 0 else { return }
    let connection = try Connection(
      path: path + "/pixazo.db", mode: .readOnly, pragmas: ["query_only = ON", "mmap_size = 0"],
      busyTimeout: .seconds(2))
    let hasImages = "SELECT 1 FROM sqlite_schema WHERE name = 'images'"
    guard try connection.first(hasImages, [], { _ in true }) != nil else { return }
    try compareRows(connection)
    try compareFiles(connection, at: now)
    try compareThumbnails(connection)
  }

  /// Moves the strays into `quarantine/` and removes spare thumbnails. Returns how many files it moved. The folder is
  /// held, so nobody is about to give a stray its row.
  package func clear(_ held: DataFolder) -> Int {
    var moved = 0
    for place in strays.places {
      let name = place.split(separator: "/").last ?? ""
      var target = "\(held.quarantine)/\(name)"
      if access(target, F_OK) == 0 { target += ".\(Identifier().text)" }
      if rename("\(held.path)/\(place)", target) == 0 { moved += 1 }
    }
    for place in spareThumbnails.places { unlink("\(held.path)/\(place)") }
    return moved
  }

  private mutating func compareRows(_ connection: Connection) throws {
    var last: [UInt8] = []
    while true {
      let part = try connection.all(
        "SELECT sha256, format, bytes FROM images WHERE sha256 > ? GROUP BY sha256 ORDER BY sha256 LIMIT 500", [last]
      ) { row in
        (name: Vault.Name(sha256: try row.read(0), format: try row.read(1)), bytes: try row.read(2, as: Int.self))
      }
      for (name, bytes) in part {
        files += 1
        self.bytes += bytes
        let place = "images/\(name.place)"
        guard let size = Disk.size(of: "\(folder)/\(place)") else {
          // Unless it was purged and swept since the part was read.
          if try isNamed(name.sha256, connection) { missing.add(place) }
          continue
        }
        if size != bytes || isDeep && !Self.holds("\(folder)/\(place)", name.sha256) { damaged.add(place) }
      }
      guard let end = part.last?.name.sha256 else { return }
      last = end
    }
  }

  private mutating func compareFiles(_ connection: Connection, at now: Int) throws {
    for place in Self.places(in: "images", of: folder) {
      if let name = Self.name(at: place) {
        if try isNamed(name.sha256, connection) { continue }
        let noted = "SELECT 1 FROM loose_files WHERE sha256 = ? LIMIT 1"
        if try connection.first(noted, [name.sha256], { _ in true }) != nil { continue }
      }
      var about = stat()
      guard lstat("\(folder)/\(place)", &about) == 0, about.st_ctim.tv_sec < now - Self.youth else { continue }
      strays.add(place)
    }
  }

  private mutating func compareThumbnails(_ connection: Connection) throws {
    for size in Disk.names(in: folder + "/thumbs") {
      for place in Self.places(in: "thumbs/\(size)", of: folder) {
        let name = Self.name(at: place)
        let isWanted = try name.map { try isNamed($0.sha256, connection) } ?? false
        if !isWanted || isDeep && !Self.ends("\(folder)/\(place)") { spareThumbnails.add(place) }
      }
    }
  }

  private func isNamed(_ sha256: [UInt8], _ connection: Connection) throws -> Bool {
    try connection.first("SELECT 1 FROM images WHERE sha256 = ? LIMIT 1", [sha256]) { _ in true } ?? false
  }

  /// Everything two folders deep, folder by folder.
  private static func places(in part: String, of folder: String) -> some Sequence<String> {
    Disk.names(in: "\(folder)/\(part)").lazy.flatMap { first in
      Disk.names(in: "\(folder)/\(part)/\(first)").lazy.flatMap { second in
        Disk.names(in: "\(folder)/\(part)/\(first)/\(second)").lazy.map { "\(part)/\(first)/\(second)/\($0)" }
      }
    }
  }

  /// The name of a file that lies where it should; nil for anything else.
  private static func name(at place: String) -> Vault.Name? {
    guard let last = place.split(separator: "/").last, let name = Vault.Name(text: String(last)) else { return nil }
    return place.hasSuffix("/\(name.place)") ? name : nil
  }

  private static func holds(_ path: String, _ sha256: [UInt8]) -> Bool {
    guard let file = try? Disk.open(path, O_RDONLY) else { return false }
    defer { close(file) }
    var digest = RunningDigest()
    while true {
      let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        count = max(0, read(file, buffer.baseAddress, buffer.count))
      }
      guard !bytes.isEmpty else { return digest.digest() == sha256 }
      digest.update(bytes)
    }
  }

  /// Whether a thumbnail ends as its kind does.
  private static func ends(_ path: String) -> Bool {
    guard let size = Disk.size(of: path), let file = try? Disk.open(path, O_RDONLY) else { return false }
    defer { close(file) }
    let end: [UInt8] = path.hasSuffix(".png") ? [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82] : [0xFF, 0xD9]
    var last = [UInt8](repeating: 0, count: end.count)
    return pread(file, &last, last.count, off_t(max(0, size - last.count))) == last.count && last == end
  }
}
