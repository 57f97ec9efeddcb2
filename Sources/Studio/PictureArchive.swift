import Archive
import Crypto
package import Domain
import Raster
import Storage
import Synchronization

/// Pictures on their way out as one zip file, with a `manifest.json` that says of each what it is. It needs no more
/// memory for many than for few, and leaves nothing behind wherever it ends.
package struct PictureArchive: Sendable {
  /// What goes in, and how.
  package struct Order: Sendable {
    package let workspace: Workspace
    package let isStripped: Bool
    package let now: Timestamp
    /// What the file of a picture is called, which is the so-manieth.
    package let name: @Sendable (Picture, Int) -> String
    /// The next pictures; none at the end.
    package let next: @Sendable () async throws -> [Picture]

    package init(
      of workspace: Workspace, stripped isStripped: Bool, at now: Timestamp,
      name: @escaping @Sendable (Picture, Int) -> String, next: @escaping @Sendable () async throws -> [Picture]
    ) {
      self.workspace = workspace
      self.isStripped = isStripped
      self.now = now
      self.name = name
      self.next = next
    }
  }

  /// The table of contents, which is kept until the end, takes about seventy megabytes then.
  package static let mostFiles = 100_000

  private let order: Order
  private let room: PictureRoom
  private let darkroom: Darkroom

  init(_ order: Order, _ room: PictureRoom, _ darkroom: Darkroom) throws(Failure) {
    if let fault = ArchiveLibrary.fault { throw Failure(.unavailable, "\(fault).") }
    self.order = order
    self.room = room
    self.darkroom = darkroom
  }

  /// Writes it piece by piece, as fast as `send` takes it. A picture whose file is missing is named in the manifest
  /// without one. Throws what the order and `send` throw, and `Failure`: what was sent is of no use then.
  package func write(to send: ([UInt8]) async throws -> Void) async throws {
    let zip = try await develop { () throws(ArchiveFailure) in try ZipWriter() }
    let spool = try await room.vault.stage()
    var manifest = ArchiveManifest()
    try await spool.write(manifest.head(of: order))
    var number = 0
    while number < Self.mostFiles {
      let pictures = try await order.next().prefix(Self.mostFiles - number)
      if pictures.isEmpty { break }
      for picture in pictures {
        number += 1
        let name = order.name(picture, number)
        let kept = try await add(picture, name, to: zip, send)
        try await spool.write(manifest.line(for: picture, name: name, kept, stripped: order.isStripped))
      }
    }
    let isTruncated = number == Self.mostFiles ? try await !order.next().isEmpty : false
    try await spool.write(manifest.tail(isTruncated: isTruncated))
    let staged = try spool.finish()
    guard let file = FileReader(of: staged.path) else { throw Failure(.unavailable, "The disk lost the manifest.") }
    _ = try await add({ try await read(file) }, "manifest.json", file.count, order.now, to: zip, send)
    withExtendedLifetime(staged) {}
    let rest = try await develop { () throws(ArchiveFailure) in
      try zip.close()
      return zip.take()
    }
    try await send(rest)
  }

  /// What lies in the zip of a file.
  struct Kept {
    let sha256: [UInt8]
    let bytes: Int
  }

  /// Nil when there is no file of it any more.
  private func add(
    _ picture: Picture, _ name: String, to zip: ZipWriter, _ send: ([UInt8]) async throws -> Void
  ) async throws -> Kept? {
    guard order.isStripped else {
      let path = room.vault.open(picture)
      guard let file = try await develop({ () throws(ArchiveFailure) in FileReader(of: path) }) else { return nil }
      return try await add({ try await read(file) }, name, file.count, picture.createdAt, to: zip, send)
    }
    let file: StrippedFile
    do {
      file = try await room.stripped(picture)
    } catch let failure as Failure where failure.code == .notFound {
      return nil
    }
    return try await add({ try await file.next() }, name, file.count, picture.createdAt, to: zip, send)
  }

  private func add(
    _ next: @escaping @Sendable () async throws -> [UInt8]?, _ name: String, _ count: Int, _ moment: Timestamp,
    to zip: ZipWriter, _ send: ([UInt8]) async throws -> Void
  ) async throws -> Kept {
    let digest = SharedDigest()
    try await develop { () throws(ArchiveFailure) in
      try zip.begin(name, bytes: count, at: moment.milliseconds / 1_000)
    }
    while let part = try await next() {
      let piece = try await develop { () throws(ArchiveFailure) in
        digest.update(part)
        try zip.write(part)
        return zip.take()
      }
      try await send(piece)
    }
    try await develop { () throws(ArchiveFailure) in try zip.end() }
    return Kept(sha256: digest.value, bytes: count)
  }

  private func read(_ file: FileReader) async throws -> [UInt8]? {
    try await develop { () throws(ArchiveFailure) in file.next() }
  }

  /// Runs it on a thread that may take its time.
  private func develop<Result: Sendable>(
    _ work: @escaping @Sendable () throws(ArchiveFailure) -> Result
  ) async throws -> Result {
    let outcome: Swift.Result<Result, ArchiveFailure>
    do throws(RasterError) {
      outcome = try await darkroom.develop { _ throws(RasterError) in
        do throws(ArchiveFailure) { return .success(try work()) } catch { return .failure(error) }
      }
    } catch {
      throw Failure(error)
    }
    do throws(ArchiveFailure) {
      return try outcome.get()
    } catch {
      throw Failure(.unavailable, "The zip file cannot be made: \(error.detail).")
    }
  }
}

/// A digest that goes from thread to thread with its file.
private final class SharedDigest: Sendable {
  private let digest = Mutex(RunningDigest())

  func update(_ bytes: [UInt8]) { digest.withLock { $0.update(bytes) } }
  var value: [UInt8] { digest.withLock { $0.digest() } }
}
