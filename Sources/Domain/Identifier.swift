import Synchronization

/// A UUID of version 7: ordered by the time of its making, and strictly so within a process.
package struct Identifier: Sendable, Hashable, Comparable {
  private let high, low: UInt64

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A new id, greater than every id made before it by this process.
  package init(at now: Timestamp = Clock.system.now) {
    let (time, counter) = Self.latest.withLock { $0.step(to: now) }
    var random = SystemRandomNumberGenerator()
    high = time << 16 | 0x7000 | counter
    low = random.next() >> 2 | 1 << 63
  }

  /// The same for the same moment and the same 16 bytes: for what must not be there twice.
  package init(at moment: Timestamp, from seed: some Collection<UInt8>) {
    var words: [UInt64] = [0, 0]
    for (place, byte) in seed.prefix(16).enumerated() { words[place / 8] = words[place / 8] << 8 | UInt64(byte) }
    let time = UInt64(max(0, moment.milliseconds)) & 0xFFFF_FFFF_FFFF
    high = time << 16 | 0x7000 | words[0] & 0xFFF
    low = words[1] >> 2 | 1 << 63
  }

  /// Reads canonical text in lower case; nil for anything else, other versions of UUID included.
  package init?(_ text: String) {
    var words: (UInt64, UInt64) = (0, 0)
    var at = 0
    for letter in text.utf8 {
      switch at {
      case 8, 13, 18, 23:
        guard letter == UInt8(ascii: "-") else { return nil }
      case 0..<36:
        guard let digit = letter.hexadecimalValue, letter < UInt8(ascii: "A") || letter > UInt8(ascii: "Z") else {
          return nil
        }
        if at < 18 { words.0 = words.0 << 4 | UInt64(digit) } else { words.1 = words.1 << 4 | UInt64(digit) }
      default: return nil
      }
      at += 1
    }
    guard at == 36, Self.isVersion7(words.0, words.1) else { return nil }
    (high, low) = words
  }

  /// Reads the 16 bytes of `bytes`; nil for anything else.
  package init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    let high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    let low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    guard Self.isVersion7(high, low) else { return nil }
    self.init(high: high, low: low)
  }

  package init?(bytes: some Collection<UInt8>) {
    guard let id = Array(bytes).withUnsafeBytes({ Identifier(bytes: $0) }) else { return nil }
    self = id
  }

  /// In network order, so that bytes sort as ids do.
  package var bytes: [UInt8] {
    [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
  }

  package var text: String {
    String(unsafeUninitializedCapacity: 36) { letters in
      write(to: letters)
      return 36
    }
  }

  func write(to letters: UnsafeMutableBufferPointer<UInt8>) {
    var nibble = 0
    for at in 0..<36 {
      if at == 8 || at == 13 || at == 18 || at == 23 {
        letters[at] = UInt8(ascii: "-")
      } else {
        let word = nibble < 16 ? high : low
        letters[at] = Hexadecimal.digit(UInt8(truncatingIfNeeded: word >> (60 - 4 * (nibble & 15)) & 0xF))
        nibble += 1
      }
    }
  }

  /// When it was made.
  package var time: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }

  package static func < (left: Identifier, right: Identifier) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  private static func isVersion7(_ high: UInt64, _ low: UInt64) -> Bool {
    high >> 12 & 0xF == 7 && low >> 62 == 0b10
  }

  private struct Latest {
    var time: UInt64 = 0
    var counter: UInt64 = 0

    /// Time never goes back here; ids of one millisecond count up.
    mutating func step(to now: Timestamp) -> (time: UInt64, counter: UInt64) {
      let now = UInt64(max(0, now.milliseconds))
      if now > time {
        time = now
        counter = 0
      } else if counter < 0xFFF {
        counter += 1
      } else {
        time += 1
        counter = 0
      }
      return (time & 0xFFFF_FFFF_FFFF, counter)
    }
  }

  private static let latest = Mutex(Latest())
}

extension Identifier: JSONWritable, CustomStringConvertible {
  package func write(to json: inout JSONWriter) { json.string(ofPlain: 36, write) }
  package var description: String { text }
}
