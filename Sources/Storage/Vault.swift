package import Domain
import Glibc
import Synchronization
import Threads

/// The files of pictures, each under the hash of its bytes, and the thumbnails beside them.
///
/// Files come before rows and go after them: what is kept is on the disk before a row may name it, and a file goes
/// only in a transaction that sees no row with its name. So a crash leaves a file without a row at worst, and the
/// name that it still has in `tmp/` tells the next start about it.
package final class Vault: Sendable {
  /// What a file is called: its hash and its kind.
  package struct Name: Sendable, Hashable {
    package let sha256: [UInt8]
    package let format: Picture.Format

    package init(sha256: [UInt8], format: Picture.Format) {
      self.sha256 = sha256
      self.format = format
    }
  }

  /// A file that is on the disk under its hash, as long as no sweep finds it without a row.
  package struct Kept: Sendable {
    package let sha256: [UInt8]
    package let format: Picture.Format
    let path: String
    let bytes: Int

    var isThere: Bool { Disk.size(of: path) == bytes }
  }

  /// The file was swept away between its keeping and its row.
  package struct Gone: Error {}

  let folder: DataFolder
  let store: Store
  let disk: Disk
  private let crew: Crew
  /// Folders of pictures that are on the disk themselves, by the two bytes that they are named after.
  private let shelves = Mutex<Set<UInt16>>([])

  private init(folder: DataFolder, store: Store, crew: Crew, disk: Disk) {
    self.folder = folder
    self.store = store
    self.crew = crew
    self.disk = disk
  }

  /// Opens the vault of a folder and clears up what a crash left in `tmp/`. Throws `Failure`, or when the system has
  /// no threads to give.
  package static func open(folder: DataFolder, store: Store, threads: Int = 4) async throws -> Vault {
    try await open(folder: folder, store: store, threads: threads, disk: .real)
  }

  static func open(folder: DataFolder, store: Store, threads: Int = 4, disk: Disk) async throws -> Vault {
    let crew = try Crew(name: "vault", threads: threads, waiting: 1_024)
    let vault = Vault(folder: folder, store: store, crew: crew, disk: disk)
    try await vault.reconcile()
    return vault
  }

  /// What waits is still done; what comes later is refused as `busy`.
  package func close() { crew.close() }

  /// Begins a new file. Throws `storage_full`, `busy` or `unavailable`.
  package func stage() async throws(Failure) -> Incoming {
    let path = "\(folder.temporary)/\(Identifier().text)"
    return try await crew.work { [crew, disk] () throws(Disk.Fault) in
      try Incoming(path: path, crew: crew, disk: disk)
    }
  }

  /// Puts the file under its hash, on the disk for good; the same bytes are there only once. Its name in `tmp/`
  /// stays as long as `staged`, which must outlive the transaction of its row. Throws like `stage`.
  package func keep(_ staged: Staged, as format: Picture.Format) async throws(Failure) -> Kept {
    let name = Name(sha256: staged.sha256, format: format)
    return try await crew.work { [self] () throws(Disk.Fault) in
      // From now on its name says whose file it is, should we not come to the end.
      try staged.rename(to: "\(folder.temporary)/\(name.text).\(Identifier().text)")
      try disk.synchronize(staged.file)
      let path = self.path(of: name)
      try put(staged, at: path, in: name.shelf)
      return Kept(sha256: name.sha256, format: format, path: path, bytes: staged.bytes)
    }
  }

  private func put(_ staged: Staged, at path: String, in shelf: UInt16) throws(Disk.Fault) {
    let parent = path.folder
    let isNew = try disk.makeFolders(parent)
    if disk.link(staged.path, path) != 0 {
      switch errno {
      case EEXIST:
        // A file of another size is a broken one: it makes room for its better.
        if Disk.size(of: path) != staged.bytes { try copy(staged, to: path) }
      case EPERM, EOPNOTSUPP, ENOSYS, EMLINK, EXDEV: try copy(staged, to: path)
      case let code: throw Disk.Fault(code: code)
      }
    }
    try synchronizeFolders(from: parent, isNew ? nil : shelf)
    shelves.withLock { shelves in _ = shelves.insert(shelf) }
  }

  /// For file systems that give a file only one name.
  private func copy(_ staged: Staged, to path: String) throws(Disk.Fault) {
    let temporary = "\(folder.temporary)/\(Identifier().text)"
    let copy = try Disk.open(temporary, O_RDWR | O_CREAT | O_EXCL)
    defer { Glibc.close(copy) }
    do throws(Disk.Fault) {
      var buffer = [UInt8](repeating: 0, count: 256 << 10)
      var offset = 0
      while offset < staged.bytes {
        let count = pread(staged.file, &buffer, buffer.count, off_t(offset))
        guard count > 0 else { throw Disk.Fault(code: count < 0 ? errno : EIO) }
        try disk.writeAll(buffer[..<count], to: copy)
        offset += count
      }
      try disk.synchronize(copy)
      guard rename(temporary, path) == 0 else { throw Disk.Fault(code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Up to the data folder the first time: an earlier process may have made a folder and died before it was on the
  /// disk. Later only the folder itself, for its new name.
  private func synchronizeFolders(from path: String, _ shelf: UInt16?) throws(Disk.Fault) {
    let isKnown = shelf.map { shelf in shelves.withLock { $0.contains(shelf) } } ?? false
    var path = path
    repeat {
      try disk.synchronize(folder: path)
      path = path.folder
    } while !isKnown && path.utf8.count >= folder.path.utf8.count
  }

  /// Takes back a file that gets no row after all: it goes with the next sweep, unless another row names it.
  package func forsake(_ staged: Staged, as format: Picture.Format) async {
    let name = Name(sha256: staged.sha256, format: format)
    do {
      try await store.write { try $0.looseFiles.note(name) }
    } catch {
      // Then the next start notes it.
      staged.stay()
    }
  }

  /// Where the file of a picture lies; it may be gone when the picture was purged.
  package func open(_ picture: Picture) -> String {
    path(of: Name(sha256: picture.sha256, format: picture.format))
  }

  func path(of name: Name) -> String { "\(folder.path)/images/\(name.place)" }

  /// The thumbnail whose longer side is `size`, if it was made.
  package func thumbnail(_ sha256: [UInt8], size: Int) -> (path: String, format: Picture.Format)? {
    for format in Self.thumbnailFormats {
      let path = thumbnailPath(Name(sha256: sha256, format: format), size: size)
      if let bytes = Disk.size(of: path), bytes > 0 { return (path, format) }
    }
    return nil
  }

  /// Keeps a thumbnail; it can be made again, so that nobody waits for its folder to be on the disk. Throws like
  /// `stage`.
  package func keepThumbnail(
    _ bytes: [UInt8], format: Picture.Format, of sha256: [UInt8], size: Int
  ) async throws(Failure) -> String {
    let path = thumbnailPath(Name(sha256: sha256, format: format), size: size)
    return try await crew.work { [disk, folder] () throws(Disk.Fault) in
      try disk.put(bytes, at: path, through: folder.temporary)
      return path
    }
  }

  private func thumbnailPath(_ name: Name, size: Int) -> String { "\(folder.path)/\(name.thumbnail(size))" }

  static let thumbnailFormats = [Picture.Format.jpeg, .png]

  /// Removes some of the files that no row names any more, and their thumbnails. Returns how many;
  /// nil when there was nothing to look at. Throws what a write throws.
  package func sweep(limit: Int = 64) async throws -> Int? {
    let notes = try await store.read { try $0.looseFiles.first(limit) }
    guard !notes.isEmpty else { return nil }
    let thumbnails = folder.path + "/thumbs"
    let sizes = try await crew.work { () throws(Disk.Fault) in Disk.names(in: thumbnails).compactMap { Int($0) } }
    return try await store.write { [self] writing in
      var swept = 0
      for note in notes where try writing.looseFiles.settle(note) {
        // In the transaction: whoever adds a row of these bytes does so before, and is seen, or after, and sees.
        if unlink(path(of: note.name)) == 0 { swept += 1 }
        for size in sizes {
          for format in Self.thumbnailFormats {
            unlink(thumbnailPath(Name(sha256: note.name.sha256, format: format), size: size))
          }
        }
      }
      return swept
    }
  }

  /// Notes the files whose rows a crash may have cut off, and empties `tmp/`.
  private func reconcile() async throws {
    let temporary = folder.temporary
    let left = try await crew.work { () throws(Disk.Fault) in Disk.names(in: temporary) }
    let names = left.compactMap { Name(text: $0) }
    if !names.isEmpty {
      try await store.write { writing in for name in names { try writing.looseFiles.note(name) } }
    }
    try await crew.work { () throws(Disk.Fault) in for name in left { unlink("\(temporary)/\(name)") } }
  }
}

extension Vault.Name {
  /// `<sha256>.<ext>`.
  var text: String { "\(Hexadecimal.text(sha256)).\(format.fileExtension)" }

  /// The two bytes that its folders are named after.
  var shelf: UInt16 { sha256.prefix(2).reduce(0) { $0 << 8 | UInt16($1) } }

  /// Two folders deep, so that none has too many entries.
  var place: String {
    let hash = Hexadecimal.text(sha256)
    return "\(hash.prefix(2))/\(hash.dropFirst(2).prefix(2))/\(text)"
  }

  /// Where its thumbnail of a size lies, inside the data folder.
  func thumbnail(_ size: Int) -> String { "thumbs/\(size)/\(place)" }

  /// Reads `<sha256>.<ext>`, with anything after another dot; nil for anything else.
  init?(text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let sha256 = Hexadecimal.bytes(parts[0]), sha256.count == 32,
      let format = Picture.Format.allCases.first(where: { $0.fileExtension == parts[1] })
    else { return nil }
    self.init(sha256: sha256, format: format)
  }
}

extension Disk {
  /// Writes a whole file, or none: it is written in the folder `temporary` first.
  func put(_ bytes: [UInt8], at path: String, through temporary: String) throws(Disk.Fault) {
    let temporary = "\(temporary)/\(Identifier().text)"
    let file = try Disk.open(temporary, O_WRONLY | O_CREAT | O_EXCL)
    defer { Glibc.close(file) }
    do throws(Disk.Fault) {
      try writeAll(bytes[...], to: file)
      // Or a power cut leaves an empty file under a good name.
      try synchronize(file)
      try makeFolders(path.folder)
      guard rename(temporary, path) == 0 else { throw Disk.Fault(code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
  }
}

extension String {
  /// The path without its last part.
  fileprivate var folder: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? "." }
}
