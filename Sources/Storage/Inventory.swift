import CLinux
import Crypto
package import Domain
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

  /// How closely to look: every picture is read whole, and thumbnails are looked at, too.
  package struct Depth: Sendable {
    let size: Int
    let isWhole: @Sendable (_ path: String) -> Bool

    /// `size`: the longer side of the thumbnail that every picture should have. `isWhole`: whether the thumbnail at a
    /// path can be read to its end.
    package init(size: Int, isWhole: @escaping @Sendable (_ path: String) -> Bool) {
      self.size = size
      self.isWhole = isWhole
    }
  }

  /// A thumbnail to be made again.
  package struct Lack: Sendable, Equatable {
    let name: Vault.Name
    package let size: Int
    /// Inside the data folder; nil when there is none.
    let broken: String?

    /// Where its picture lies, inside the data folder.
    package var picture: String { "images/\(name.place)" }
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
  /// Thumbnails of nothing: they may go.
  package private(set) var spareThumbnails = Findings()
  /// Thumbnails that are not there or not whole. They are made again when somebody asks, if they are not there.
  package private(set) var lacks: [Lack] = []
  package private(set) var lackCount = 0

  /// So many places are remembered of each kind.
  static let most = 10_000
  /// A younger file may be about to get its row.
  private static let youth = 3_600

  private let folder: String
  private let depth: Depth?

  /// Looks at the folder at `path`, deeply or at names and sizes only. Throws when the database cannot be read. Blocks.
  package init(ofFolder path: String, depth: Depth?) throws {
    try self.init(ofFolder: path, depth: depth, now: time(nil))
  }

  init(ofFolder path: String, depth: Depth?, now: Int) throws {
    folder = path
    self.depth = depth
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

  /// Takes away what is broken of a thumbnail; `keepThumbnail` puts a new one there.
  package func clear(_ lack: Lack, _ held: DataFolder) {
    if let broken = lack.broken { unlink("\(held.path)/\(broken)") }
  }

  /// Puts a new thumbnail where one is lacking. Throws `storage_full`, `busy` or `unavailable`.
  package func keepThumbnail(
    _ bytes: [UInt8], format: Picture.Format, for lack: Lack, _ held: DataFolder
  ) throws(Failure) {
    let name = Vault.Name(sha256: lack.name.sha256, format: format)
    do throws(Disk.Fault) {
      try Disk.real.put(bytes, at: "\(held.path)/\(name.thumbnail(lack.size))", through: held.temporary)
    } catch {
      throw Failure(error)
    }
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
        if size != bytes || depth != nil && !Self.holds("\(folder)/\(place)", name.sha256) {
          damaged.add(place)
        } else if let depth, !hasThumbnail(name.sha256, depth.size) {
          add(Lack(name: name, size: depth.size, broken: nil))
        }
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
        guard let name = Self.name(at: place), let format = try format(of: name.sha256, connection) else {
          spareThumbnails.add(place)
          continue
        }
        guard let depth, !depth.isWhole("\(folder)/\(place)"), let size = Int(size) else { continue }
        add(Lack(name: Vault.Name(sha256: name.sha256, format: format), size: size, broken: place))
      }
    }
  }

  private mutating func add(_ lack: Lack) {
    lackCount += 1
    if lacks.count < Self.most { lacks.append(lack) }
  }

  private func hasThumbnail(_ sha256: [UInt8], _ size: Int) -> Bool {
    Vault.thumbnailFormats.contains { format in
      Disk.size(of: "\(folder)/\(Vault.Name(sha256: sha256, format: format).thumbnail(size))") != nil
    }
  }

  private func isNamed(_ sha256: [UInt8], _ connection: Connection) throws -> Bool {
    try format(of: sha256, connection) != nil
  }

  /// The kind of the picture of these bytes; nil when no row names it.
  private func format(of sha256: [UInt8], _ connection: Connection) throws -> Picture.Format? {
    try connection.first("SELECT format FROM images WHERE sha256 = ? LIMIT 1", [sha256]) { try $0.read(0) }
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
}
