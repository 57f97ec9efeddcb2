import Crypto
import Domain
import Storage

/// Positions in lists as clients carry them: opaque, and good only for the list that gave them.
struct Cursor: Sendable {
  private let key: [UInt8]

  init(key: [UInt8]) { self.key = key }

  /// `list` says which list it is, its filters included.
  func text(_ position: Position, of list: String) -> String { close(Self.payload(position), list) }

  /// Throws `invalid_query` for anything that `text` did not write for this very list.
  func position(_ text: String, in list: String) throws(Failure) -> Position {
    guard let position = Self.position(try open(text, list)) else { throw Self.stranger }
    return position
  }

  /// The same for a list that is sorted by names.
  func text(after key: String, of list: String) -> String { close(Array(key.utf8), list) }

  /// Throws `invalid_query` for anything that `text(after:)` did not write for this very list.
  func key(_ text: String, in list: String) throws(Failure) -> String {
    String(decoding: try open(text, list), as: UTF8.self)
  }

  private static let stranger = Failure(
    .invalidQuery, "The cursor does not belong to this list.",
    fields: [Failure.Field("/cursor", .format, "Must be the nextCursor of the page before, with the same filters.")])

  private func close(_ payload: [UInt8], _ list: String) -> String { Base64URL.encode(payload + seal(payload, list)) }

  private func open(_ text: String, _ list: String) throws(Failure) -> [UInt8] {
    guard text.utf8.count <= 1_200, let bytes = Base64URL.decode(text), bytes.count > Self.sealLength else {
      throw Self.stranger
    }
    let payload = Array(bytes.dropLast(Self.sealLength))
    guard Token.equal(Array(bytes.suffix(Self.sealLength)), seal(payload, list)) else { throw Self.stranger }
    return payload
  }

  private func seal(_ payload: [UInt8], _ list: String) -> [UInt8] {
    Array(Digest.hmac(Array(list.utf8) + [0] + payload, key: key).prefix(Self.sealLength))
  }

  private static let sealLength = 16

  /// The id, then the rank where there is one.
  private static func payload(_ position: Position) -> [UInt8] {
    guard let rank = position.rank else { return position.id.bytes }
    return position.id.bytes + (0..<8).map { UInt8(truncatingIfNeeded: rank >> (56 - 8 * $0)) }
  }

  private static func position(_ payload: [UInt8]) -> Position? {
    guard let id = Identifier(bytes: payload.prefix(16)) else { return nil }
    switch payload.count {
    case 16: return Position(id: id)
    case 24: return Position(rank: payload.dropFirst(16).reduce(0) { $0 << 8 | Int64($1) }, id: id)
    default: return nil
    }
  }
}
