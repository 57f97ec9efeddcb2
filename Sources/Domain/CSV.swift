/// Comma-separated values (RFC 4180), as spreadsheets and Python write them.
enum CSV {
  /// The rows of a text, in linear time; those without anything are left out. What is quoted may hold commas, line ends
  /// and doubled quotes; quotes that begin inside of a value are part of it. Ends once there are more than `most` rows,
  /// and drops what is beyond the columns that any program writes.
  static func rows(of bytes: ArraySlice<UInt8>, atMost most: Int) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var value: [UInt8] = []
    var isQuoted = false
    var hasQuotes = false
    var at = bytes.startIndex
    func endValue() {
      if row.count < mostColumns { row.append(String(decoding: value, as: UTF8.self)) }
      value.removeAll(keepingCapacity: true)
      hasQuotes = false
    }
    func endRow() {
      endValue()
      if row.contains(where: { !$0.isEmpty }) { rows.append(row) }
      row = []
    }
    while at < bytes.endIndex, rows.count <= most {
      let byte = bytes[at]
      let next = at + 1 < bytes.endIndex ? bytes[at + 1] : 0
      switch byte {
      case UInt8(ascii: "\"") where isQuoted && next == UInt8(ascii: "\""):
        value.append(byte)
        at += 1
      case UInt8(ascii: "\"") where isQuoted: isQuoted = false
      case UInt8(ascii: "\"") where value.isEmpty && !hasQuotes: (isQuoted, hasQuotes) = (true, true)
      case UInt8(ascii: ",") where !isQuoted: endValue()
      case 0x0D where !isQuoted && next == 0x0A: break
      case 0x0A where !isQuoted, 0x0D where !isQuoted: endRow()
      default: value.append(byte)
      }
      at += 1
    }
    endRow()
    return rows
  }

  private static let mostColumns = 100

  static func line(_ values: [String]) -> String { values.map(quoted).joined(separator: ",") + "\r\n" }

  /// By bytes: to Swift, a quote with a letter's mark on it is another character, to those who read the file it is not.
  private static func quoted(_ value: String) -> String {
    let quote = UInt8(ascii: "\"")
    let isPlain = value.utf8.allSatisfy { $0 != quote && $0 != UInt8(ascii: ",") && $0 != 0x0A && $0 != 0x0D }
    if isPlain { return value }
    return "\"" + String(decoding: value.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }, as: UTF8.self) + "\""
  }
}
