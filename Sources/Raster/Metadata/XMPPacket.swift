extension XMP {
  /// What stands before a packet in a JPEG's segment, and the keyword that it has in a PNG.
  static let segmentHead = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
  static let keyword = "XML:com.adobe.xmp"

  private static let packetHead = "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
  /// By these we know a packet, and a block in somebody else's packet, as ours.
  private static let ourHead = #"<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Pixazo">"#
  private static let namespace = "https://pixazo.ai/ns/1.0/"
  private static let blockHead = "<rdf:Description rdf:about=\"\" xmlns:pixazo=\"\(namespace)\""
  private static let blockEnd = "</rdf:Description>\n"
  private static let rdfHead = #"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">"#
  private static let rdfEnd = "</rdf:RDF>"

  /// A packet that says what `inscription` says, and otherwise what `old` says. Where the old packet names the kind of
  /// source or the tool itself, its word stands.
  static func packet(_ inscription: Inscription, withRecipe: Bool, over old: [UInt8]?) -> [UInt8] {
    let recipe = withRecipe ? inscription.recipe : nil
    if let old = old.flatMap(restored), let end = place(of: rdfEnd, in: old, last: true) {
      let known = properties(of: old).map(\.name)
      return Array(old[..<end]) + block(inscription, recipe, leavingOut: known).utf8 + old[end...]
    }
    let text = """
      \(packetHead)
      \(ourHead)
      \(rdfHead)
      \(block(inscription, recipe, leavingOut: []))\(rdfEnd)
      </x:xmpmeta>
      <?xpacket end="w"?>
      """
    return Array(text.utf8)
  }

  /// The packet as it was before anything was written into it; nil when all of it is ours, or when another program has
  /// rewritten it, so that ours and theirs cannot be told apart.
  static func restored(_ packet: [UInt8]) -> [UInt8]? {
    if contains(packet, ourHead) { return nil }
    let rest = withoutBlock(packet)
    return contains(rest, namespace) ? nil : rest
  }

  private static func block(_ inscription: Inscription, _ recipe: String?, leavingOut known: [String]) -> String {
    var block = blockHead
    func put(_ namespace: String, _ name: String, _ value: String) {
      guard !known.contains(name) else { return }
      let prefix = name.prefix { $0 != ":" }
      block += "\n xmlns:\(prefix)=\"\(namespace)\" \(name)=\"\(escaped(value))\""
    }
    let sources = "http://cv.iptc.org/newscodes/digitalsourcetype/"
    put(
      "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt:DigitalSourceType",
      sources + inscription.source.rawValue)
    put("http://ns.adobe.com/xap/1.0/", "xmp:CreatorTool", inscription.software)
    block += ">\n"
    if let recipe { block += " <pixazo:recipe>\(escaped(recipe))</pixazo:recipe>\n" }
    return block + blockEnd
  }

  private static func withoutBlock(_ packet: [UInt8]) -> [UInt8] {
    guard let start = place(of: blockHead, in: packet) else { return packet }
    guard let end = place(of: blockEnd, in: packet, from: start) else { return packet }
    return Array(packet[..<start] + packet[(end + blockEnd.utf8.count)...])
  }

  private static func contains(_ bytes: [UInt8], _ text: String) -> Bool { place(of: text, in: bytes) != nil }

  private static func place(of text: String, in bytes: [UInt8], from start: Int = 0, last: Bool = false) -> Int? {
    let text = Array(text.utf8)
    var found: Int?
    var at = start
    while at <= bytes.count - text.count {
      if bytes[at] == text[0], bytes[at..<at + text.count].elementsEqual(text) {
        found = at
        if !last { break }
      }
      at += 1
    }
    return found
  }

  /// As XML may hold it; two code points that no XML can hold become U+FFFD, as do control characters.
  private static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for letter in text.unicodeScalars {
      switch letter {
      case "&": result += "&amp;".unicodeScalars
      case "<": result += "&lt;".unicodeScalars
      case ">": result += "&gt;".unicodeScalars
      case "\"": result += "&quot;".unicodeScalars
      case "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
      case let letter where letter.value < 0x20 && letter != "\n" && letter != "\t": result.append("\u{FFFD}")
      default: result.append(letter)
      }
    }
    return String(result)
  }
}
