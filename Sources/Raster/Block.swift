import Glibc

/// Zeroed memory at a fixed address, for loops that work on pointers; elements are numbers or plain C structures.
final class Block<Element> {
  let start: UnsafeMutablePointer<Element>
  let count: Int

  /// Throws `unreadable` when there is no memory, instead of ending the process.
  init(_ count: Int) throws(RasterError) {
    guard let memory = calloc(max(count, 1), MemoryLayout<Element>.stride) else {
      throw RasterError(.unreadable, "There is not enough memory for this picture.")
    }
    start = memory.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  deinit { free(start) }

  var bytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: start, count: count * MemoryLayout<Element>.stride)
  }
}
