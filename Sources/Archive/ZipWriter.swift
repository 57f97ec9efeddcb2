import CArchive
import Synchronization

/// What became of a zip file that cannot be gone on with.
package struct ArchiveFailure: Error, Sendable, Equatable {
  package let detail: String
}

/// libarchive, which is opened when somebody first needs it.
package enum ArchiveLibrary {
  /// Why it cannot be used, in a sentence; nil when it can. Opens it, which may read from the disk.
  package static let fault: String? = carchive_open().map {
    "libarchive, which makes zip files, cannot be opened: \(String(cString: $0))"
  }

  /// Its name and version with those of what it stands on; nil when it cannot be used.
  package static var version: String? { fault == nil ? carchive_version().map { String(cString: $0) } : nil }
}

/// A zip file that is put together while it is sent: its files are kept as they are, their names are UTF-8, and only
/// its table of contents stays in memory, about a hundred bytes for each file.
package final class ZipWriter: Sendable {
  /// libarchive's handle.
  ///
  /// `@unchecked`: it is only touched under the lock that it lies in.
  private struct Handle: @unchecked Sendable {
    let zip: OpaquePointer
  }

  private let handle: Mutex<Handle>

  /// Throws when libarchive is not there, or there is no memory.
  package init() throws(ArchiveFailure) {
    if let fault = ArchiveLibrary.fault { throw ArchiveFailure(detail: fault) }
    guard let zip = carchive_zip_new() else { throw ArchiveFailure(detail: "there is no memory for a zip file") }
    handle = Mutex(Handle(zip: zip))
  }

  deinit { handle.withLock { carchive_zip_free($0.zip) } }

  /// Begins a file of exactly so many bytes. `seconds` are those since 1970.
  package func begin(_ name: String, bytes: Int, at seconds: Int64) throws(ArchiveFailure) {
    try run { carchive_zip_begin($0, name, Int64(bytes), seconds) }
  }

  /// Adds to the file that was begun. Throws when it would become longer than it said.
  package func write(_ bytes: [UInt8]) throws(ArchiveFailure) {
    try run { zip in bytes.withUnsafeBytes { carchive_zip_write(zip, $0.baseAddress, $0.count) } }
  }

  /// Ends the file that was begun. Throws when it is shorter than it said.
  package func end() throws(ArchiveFailure) { try run { carchive_zip_end($0) } }

  /// Writes the table of contents; nothing can be added any more.
  package func close() throws(ArchiveFailure) { try run { carchive_zip_close($0) } }

  /// What has become of it since the last time, to be sent on.
  package func take() -> [UInt8] {
    handle.withLock { handle in
      [UInt8](unsafeUninitializedCapacity: carchive_zip_waiting(handle.zip)) { room, count in
        count = carchive_zip_waiting(handle.zip)
        carchive_zip_take(handle.zip, room.baseAddress)
      }
    }
  }

  private func run(_ step: (OpaquePointer) -> Int32) throws(ArchiveFailure) {
    let fault = handle.withLock { handle in
      step(handle.zip) == 0 ? nil : carchive_zip_fault(handle.zip).map { String(cString: $0) } ?? "it failed"
    }
    if let fault { throw ArchiveFailure(detail: fault) }
  }
}
