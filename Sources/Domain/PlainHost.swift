/// A host as everybody spells it: a name, four decimal numbers, or IPv6 in brackets in its shortest form.
///
/// Short, octal, hexadecimal and wrapped spellings of addresses exist mainly to get past those who look for 127.0.0.1.
struct PlainHost {
  let text: String

  init(_ host: String) throws(BaseURL.Fault) {
    let host = host.lowercased()
    if host.hasPrefix("["), host.hasSuffix("]") {
      text = "[\(try Self.checkedIPv6(String(host.dropFirst().dropLast())))]"
      return
    }
    guard !host.isEmpty, host.utf8.count <= 253 else { throw BaseURL.Fault(detail: "The host is missing or too long.") }
    if host.hasSuffix(".") { throw BaseURL.Fault(detail: "The host must not end with a dot.") }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.allSatisfy(Self.isLabel) else { throw BaseURL.Fault(detail: "The host is no plain name or address.") }
    // What ends in a number is read as an address, by some in every base there is.
    if let last = labels.last, Self.isNumeric(last) { try Self.checkIPv4(labels) }
    text = host
  }

  private static func isLabel(_ label: Substring) -> Bool {
    label.utf8.count <= 63 && !label.isEmpty && label.first != "-" && label.last != "-"
      && label.utf8.allSatisfy { letter in
        switch letter {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  private static func isNumeric(_ label: Substring) -> Bool {
    let digits = label.hasPrefix("0x") ? label.dropFirst(2) : label
    return digits.utf8.allSatisfy { label.hasPrefix("0x") ? $0.hexadecimalValue != nil : (0x30...0x39).contains($0) }
  }

  private static func checkIPv4(_ labels: [Substring]) throws(BaseURL.Fault) {
    let bytes = labels.compactMap { label -> UInt8? in
      label == "0" || label.first != "0" ? UInt8(label) : nil
    }
    guard labels.count == 4, bytes.count == 4 else {
      throw BaseURL.Fault(detail: "An address must be written as four decimal numbers, such as 127.0.0.1.")
    }
    if bytes[0] == 0 { throw BaseURL.Fault(detail: "0.0.0.0 is no place to call; write 127.0.0.1 for this machine.") }
    if bytes[0] == 169, bytes[1] == 254 {
      throw BaseURL.Fault(detail: "Link-local addresses are not called: machines in clouds keep their secrets there.")
    }
  }

  private static func checkedIPv6(_ text: String) throws(BaseURL.Fault) -> String {
    guard let groups = groups(text), shortest(groups) == text else {
      throw BaseURL.Fault(detail: "An IPv6 address must be written in its shortest form, such as [::1].")
    }
    // Mapped, compatible, translated and 6to4: each has an IPv4 address inside. `::` is nobody.
    let hidesIPv4 =
      groups.prefix(5).allSatisfy { $0 == 0 } && (groups[5] == 0xFFFF || groups[5] == 0)
      && groups != [0, 0, 0, 0, 0, 0, 0, 1] || groups.starts(with: [0x64, 0xFF9B]) || groups[0] == 0x2002
    if hidesIPv4 { throw BaseURL.Fault(detail: "Write the IPv4 address itself, as four decimal numbers.") }
    return text
  }

  /// The eight groups of a text of hexadecimal groups with at most one `::`.
  private static func groups(_ text: String) -> [UInt16]? {
    guard let gap = text.firstRange(of: "::") else {
      return hexadecimal(text[...]).flatMap { $0.count == 8 ? $0 : nil }
    }
    guard let front = hexadecimal(text[..<gap.lowerBound]), let back = hexadecimal(text[gap.upperBound...]),
      front.count + back.count < 8
    else { return nil }
    return front + [UInt16](repeating: 0, count: 8 - front.count - back.count) + back
  }

  private static func hexadecimal(_ text: Substring) -> [UInt16]? {
    if text.isEmpty { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let groups = parts.compactMap { part in
      part.utf8.count <= 4 && part.utf8.allSatisfy { $0.hexadecimalValue != nil } ? UInt16(part, radix: 16) : nil
    }
    return groups.count == parts.count ? groups : nil
  }

  /// RFC 5952: the first of the longest runs of zeros is left out.
  private static func shortest(_ groups: [UInt16]) -> String {
    var best = 0..<0
    var start = 0
    while start < groups.count {
      guard groups[start] == 0 else {
        start += 1
        continue
      }
      let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
      if end - start > max(best.count, 1) { best = start..<end }
      start = end
    }
    func joined(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
    if best.isEmpty { return joined(groups[...]) }
    return "\(joined(groups[..<best.lowerBound]))::\(joined(groups[best.upperBound...]))"
  }
}
