/// One event of a `text/event-stream`.
package struct ServerSentEvent: Sendable, Equatable {
  package var id: String?
  /// The event's name; nil means `message`.
  package var name: String?
  /// UTF-8, of one line or many.
  package var data: [UInt8]

  package init(id: String? = nil, name: String? = nil, data: [UInt8]) {
    self.id = id
    self.name = name
    self.data = data
  }

  package init(id: String? = nil, name: String? = nil, text: String) {
    self.init(id: id, name: name, data: Array(text.utf8))
  }

  package var text: String { String(decoding: data, as: UTF8.self) }

  /// The event as sent. An id or a name cannot break out of its line: control characters are left out.
  package var frame: [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(data.count + 64)
    if let id { Self.append("id: ", id, to: &frame) }
    if let name { Self.append("event: ", name, to: &frame) }
    frame += "data: ".utf8
    var afterReturn = false
    for byte in data {
      switch byte {
      case UInt8(ascii: "\n") where afterReturn: break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): frame += "\ndata: ".utf8
      default: frame.append(byte)
      }
      afterReturn = byte == UInt8(ascii: "\r")
    }
    frame += "\n\n".utf8
    return frame
  }

  private static func append(_ field: String, _ value: String, to frame: inout [UInt8]) {
    frame += field.utf8
    frame += value.utf8.lazy.filter { $0 >= 0x20 && $0 != 0x7F }
    frame.append(UInt8(ascii: "\n"))
  }
}
