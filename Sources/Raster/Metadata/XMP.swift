/// A packet of XMP: properties in RDF in XML. Only as much XML is known here as such packets use.
enum XMP {
  struct Property: Equatable {
    /// With its prefix, as it is written.
    let name: String
    var text: String
  }

  private static let mostProperties = 256
  private static let deepest = 64

  /// The properties that are texts or lists of texts; what comes before an error when the XML is broken, and none when
  /// it declares a document type, by which texts could be made to grow.
  static func properties(of packet: [UInt8]) -> [Property] {
    var scanner = Scanner(bytes: packet)
    return scanner.properties()
  }

  private struct Scanner {
    let bytes: [UInt8]
    private var at = 0
    /// The elements around us, each with its place in `found` once it has a text.
    private var open: [(name: String, place: Int?)] = []
    private var found: [Property] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func properties() -> [Property] {
      while at < bytes.count, found.count < mostProperties {
        guard bytes[at] == UInt8(ascii: "<") else {
          let end = bytes[at...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
          add(XMP.unescaped(bytes[at..<end]))
          at = end
          continue
        }
        if starts("<?") {
          skip(behind: "?>")
        } else if starts("<!--") {
          skip(behind: "-->")
        } else if starts("<![CDATA[") {
          let start = at + 9
          skip(behind: "]]>")
          add(String(utf8OrLatin1: bytes[min(start, bytes.count)..<max(min(start, bytes.count), at - 3)]))
        } else if starts("<!") {
          return []
        } else if starts("</") {
          skip(behind: ">")
          if open.popLast() == nil { break }
        } else {
          guard element() else { break }
        }
      }
      return found
    }

    private func starts(_ text: StaticString) -> Bool {
      text.withUTF8Buffer { bytes.count - at >= $0.count && bytes[at..<at + $0.count].elementsEqual($0) }
    }

    private mutating func skip(behind text: StaticString) {
      while at < bytes.count, !starts(text) { at += 1 }
      at = min(bytes.count, at + text.utf8CodeUnitCount)
    }

    private mutating func skipSpace() {
      while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
    }

    private mutating func name() -> String {
      let start = at
      while at < bytes.count, bytes[at] > 0x20, !"=/><\"'".utf8.contains(bytes[at]) { at += 1 }
      return String(decoding: bytes[start..<at].prefix(200), as: UTF8.self)
    }

    /// Reads a start tag and the properties among its attributes; false when it is none.
    private mutating func element() -> Bool {
      at += 1
      let element = name()
      guard !element.isEmpty, open.count < deepest else { return false }
      while true {
        skipSpace()
        guard at < bytes.count else { return false }
        if bytes[at] == UInt8(ascii: ">") {
          at += 1
          open.append((element, nil))
          return true
        }
        if starts("/>") {
          at += 2
          return true
        }
        let attribute = name()
        skipSpace()
        guard !attribute.isEmpty, at < bytes.count, bytes[at] == UInt8(ascii: "=") else { return false }
        at += 1
        skipSpace()
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'"),
          let end = bytes[(at + 1)...].firstIndex(of: bytes[at])
        else { return false }
        if !XMP.isFrame(attribute), found.count < mostProperties {
          found.append(Property(name: attribute, text: XMP.unescaped(bytes[at + 1..<end])))
        }
        at = end + 1
      }
    }

    /// Gives a text to the innermost element that is a property; the items of a list are one text.
    private mutating func add(_ text: String) {
      guard text.utf8.contains(where: { $0 > 0x20 }) else { return }
      guard let depth = open.lastIndex(where: { !XMP.isFrame($0.name) }) else { return }
      if let place = open[depth].place {
        found[place].text += ", " + text
      } else {
        open[depth].place = found.count
        found.append(Property(name: open[depth].name, text: text))
      }
    }
  }

  /// Whether a name belongs to the frame around the properties.
  private static func isFrame(_ name: String) -> Bool {
    ["rdf:", "x:", "xml:", "xmlns"].contains { name.hasPrefix($0) }
  }

  /// With entities replaced by what they stand for; unknown ones stay as they are.
  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    guard bytes.contains(UInt8(ascii: "&")) else { return String(utf8OrLatin1: bytes) }
    var result: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      // No entity is longer than &#1114111;.
      guard byte == UInt8(ascii: "&"), let end = rest.prefix(9).firstIndex(of: UInt8(ascii: ";")),
        let letter = letter(String(decoding: rest[..<end], as: UTF8.self))
      else {
        result.append(byte)
        continue
      }
      result += String(Character(letter)).utf8
      rest = rest[(end + 1)...]
    }
    return String(utf8OrLatin1: result)
  }

  private static func letter(_ entity: String) -> Unicode.Scalar? {
    switch entity {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard entity.hasPrefix("#") else { return nil }
      let digits = entity.dropFirst()
      let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap { Unicode.Scalar($0) }
    }
  }
}
