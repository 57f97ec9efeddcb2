import Domain
import Raster

/// Where an answer says that a picture is.
enum PictureSource: Sendable, Equatable {
  case address(String)
  /// The bytes themselves, in base64.
  case encoded(String)
  case bytes([UInt8])

  /// What a provider put where a picture should be: an address, a data URL or bare base64. Nil when it is empty.
  init?(_ text: String) {
    if text.isEmpty { return nil }
    let start = text.prefix(8).lowercased()
    if start.hasPrefix("http://") || start.hasPrefix("https://") {
      self = .address(text)
    } else if start.hasPrefix("data:") {
      guard let comma = text.utf8.firstIndex(of: UInt8(ascii: ",")) else { return nil }
      self = .encoded(String(text[text.index(after: comma)...]))
    } else {
      self = .encoded(text)
    }
  }

  var address: String? { if case .address(let url) = self { url } else { nil } }
}

/// Reads whether bytes are a picture at all; nobody has decoded them yet.
enum PictureSniff {
  /// The most bytes of one picture.
  static let most = 64 << 20

  /// The bytes again; throws `garbage` when they start like no picture that we read.
  static func check(_ bytes: [UInt8], from name: String) throws(ProviderFailure) -> [UInt8] {
    if bytes.count <= most, ImageFormat(sniffing: bytes) != nil { return bytes }
    throw ProviderFailure(.garbage, "\(name) gave \(what(bytes)) instead of a picture.", effect: .taken)
  }

  private static func what(_ bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "nothing" }
    if bytes.count > most { return "more than \(most >> 20) MiB" }
    if bytes.starts(with: "GIF8".utf8) { return "a GIF" }
    if bytes.dropFirst(4).starts(with: "ftyp".utf8) { return "an AVIF, HEIC or film file" }
    switch bytes.first(where: { !(0x09...0x20).contains($0) }) {
    case UInt8(ascii: "<"): return "a web page or an SVG"
    case UInt8(ascii: "{"), UInt8(ascii: "["): return "JSON"
    default: return "something else"
    }
  }
}
