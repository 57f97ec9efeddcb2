import Glibc

/// A new file told as pieces of an old one with other bytes between them. Nothing is copied before it is wanted, so
/// that a picture of any size can be answered or written with little memory.
package struct Splice: Sendable {
  package enum Piece: Sendable, Equatable {
    case bytes([UInt8])
    /// Bytes of the old file.
    case original(Range<Int>)
  }

  package private(set) var pieces: [Piece] = []
  /// The size of the new file.
  package private(set) var count = 0
  private let source: ByteSource

  /// The file up to `end`, with other bytes in the place of some ranges (an empty one is a place to insert at). They
  /// come in their order and do not overlap.
  init(_ source: ByteSource, upTo end: Int, replacing changes: [(range: Range<Int>, bytes: [UInt8])]) {
    self.source = source
    var kept = 0
    for change in changes {
      add(kept..<max(kept, change.range.lowerBound))
      add(change.bytes)
      kept = max(kept, change.range.upperBound)
    }
    add(kept..<max(kept, end))
  }

  private mutating func add(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    count += bytes.count
    pieces.append(.bytes(bytes))
  }

  private mutating func add(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    count += range.count
    if case .original(let before) = pieces.last, before.upperBound == range.lowerBound {
      pieces[pieces.count - 1] = .original(before.lowerBound..<range.upperBound)
    } else {
      pieces.append(.original(range))
    }
  }

  /// The new file's bytes in handy parts.
  package var parts: Parts { Parts(pieces: pieces[...], source: source) }

  /// Writes the new file into an open one. Blocks; throws `unreadable` or `truncated` when one of the files fails, and
  /// leaves it to the caller to throw away what was written.
  package func write(to descriptor: Int32) throws(RasterError) {
    var parts = parts
    while let part = try parts.next() {
      var rest = part[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else {
          throw RasterError(.unreadable, "The new picture cannot be written: \(String(cString: strerror(errno))).")
        }
        rest = rest.dropFirst(written)
      }
    }
  }

  /// Gives the new file part by part.
  package struct Parts: Sendable {
    fileprivate var pieces: ArraySlice<Piece>
    fileprivate let source: ByteSource
    private static let most = 256 << 10

    fileprivate init(pieces: ArraySlice<Piece>, source: ByteSource) {
      self.pieces = pieces
      self.source = source
    }

    /// The next part, nil after the last. Blocks for one read; throws `truncated` when the old file has shrunk.
    package mutating func next() throws(RasterError) -> [UInt8]? {
      switch pieces.first {
      case nil: return nil
      case .bytes(let bytes):
        pieces.removeFirst()
        return bytes
      case .original(let range):
        let part = range.prefix(Self.most)
        if part.count == range.count {
          pieces.removeFirst()
        } else {
          pieces[pieces.startIndex] = .original(part.upperBound..<range.upperBound)
        }
        return try source.bytes(part)
      }
    }
  }
}
