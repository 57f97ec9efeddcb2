import Synchronization

/// A body's pieces, one after the other, and how many were taken.
final class Pieces: Sendable {
  private let pieces: Mutex<[[UInt8]]>
  private let size: Int?
  private let taken = Atomic<Int>(0)

  init(_ pieces: [[UInt8]]) {
    self.pieces = Mutex(pieces.reversed())
    size = nil
  }

  /// Pieces of this size without an end.
  init(of size: Int) {
    pieces = Mutex([])
    self.size = size
  }

  var count: Int { taken.load(ordering: .relaxed) }

  func next() -> [UInt8]? {
    taken.add(1, ordering: .relaxed)
    return size.map { [UInt8](repeating: 0, count: $0) } ?? pieces.withLock { $0.popLast() }
  }
}
