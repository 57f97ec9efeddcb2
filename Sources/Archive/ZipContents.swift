import CArchive

/// A zip file that is read whole.
package struct ZipContents: Sendable {
  package struct File: Sendable, Equatable {
    package let name: String
    package let bytes: [UInt8]
  }

  package let files: [File]

  /// Throws for what is no sound zip file, and for one that would become more than `limit` bytes.
  package init(_ bytes: [UInt8], limit: Int) throws(ArchiveFailure) {
    if let fault = ArchiveLibrary.fault { throw ArchiveFailure(detail: fault) }
    let found = bytes.withUnsafeBytes { bytes in
      Result { () throws(ArchiveFailure) in try Self.read(bytes, limit: limit) }
    }
    files = try found.get()
  }

  private static func read(_ bytes: UnsafeRawBufferPointer, limit: Int) throws(ArchiveFailure) -> [File] {
    guard let zip = carchive_unzip_new(bytes.baseAddress, bytes.count) else {
      throw ArchiveFailure(detail: "it is no zip file")
    }
    defer { carchive_unzip_free(zip) }
    var files: [File] = []
    var left = limit
    var size: Int64 = 0
    while let name = carchive_unzip_next(zip, &size) {
      var content: [UInt8] = []
      while true {
        var count: Int64 = 0
        let part = [UInt8](unsafeUninitializedCapacity: 64 << 10) { room, filled in
          count = carchive_unzip_read(zip, room.baseAddress, room.count)
          filled = Int(max(0, count))
        }
        guard count >= 0, part.count <= left else {
          throw ArchiveFailure(detail: "a file in it is broken or too large")
        }
        if part.isEmpty { break }
        left -= part.count
        content += part
      }
      files.append(File(name: String(cString: name), bytes: content))
    }
    return files
  }
}
