import CLinux
import Glibc

/// What waits to be sent on one socket.
struct Outbox {
  enum Progress {
    case drained
    case blocked
    case broken
  }

  private enum Piece {
    case bytes([UInt8], from: Int)
    case file(FileBody)
  }

  private var pieces: [Piece] = []
  private var first = 0
  /// Bytes that wait in memory; file parts wait on disk.
  private(set) var size = 0
  /// Bytes that have left, since the beginning.
  private(set) var sent = 0

  var isEmpty: Bool { first == pieces.count }
  /// How many pieces are held, those that have left included.
  var places: Int { pieces.count }

  mutating func add(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    pieces.append(.bytes(bytes, from: 0))
    size += bytes.count
  }

  mutating func add(_ file: FileBody) {
    if file.length > 0 { pieces.append(.file(file)) }
  }

  /// Sends until the socket takes no more. At most 1 MiB of a file a turn, so that others get theirs.
  mutating func flush(to socket: Int32) -> Progress {
    var budget = 1 << 20
    while first < pieces.count {
      let more = first + 1 < pieces.count
      switch pieces[first] {
      case .bytes(let bytes, let start):
        let count = bytes.withUnsafeBytes { buffer in
          send(socket, buffer.baseAddress.map { $0 + start }, buffer.count - start, more ? Self.moreFlags : Self.flags)
        }
        guard count > 0 else { return Self.failure(count) }
        size -= count
        sent += count
        if start + count == bytes.count { finishPiece() } else { pieces[first] = .bytes(bytes, from: start + count) }
      case .file(var file):
        guard budget > 0 else { return .blocked }
        var offset = off_t(file.offset)
        let count = sendfile(socket, file.file.descriptor, &offset, min(file.length, budget))
        // Zero: the file has shrunk under us, so the promised length cannot be kept.
        guard count > 0 else { return count == 0 ? .broken : Self.failure(count) }
        budget -= count
        sent += count
        file.offset += count
        file.length -= count
        if file.length == 0 { finishPiece() } else { pieces[first] = .file(file) }
      }
    }
    pieces.removeAll(keepingCapacity: pieces.count <= 4)
    first = 0
    return .drained
  }

  private mutating func finishPiece() {
    pieces[first] = .bytes([], from: 0)
    first += 1
    // To a client that is always a little behind it never drains: what has left must not pile up.
    if first >= 64, first >= pieces.count / 2 {
      pieces.removeFirst(first)
      first = 0
    }
  }

  private static func failure(_ count: Int) -> Progress {
    count < 0 && (errno == EAGAIN || errno == EINTR) ? .blocked : .broken
  }

  static let flags = Int32(MSG_NOSIGNAL)
  private static let moreFlags = Int32(MSG_NOSIGNAL) | Int32(MSG_MORE)
}
