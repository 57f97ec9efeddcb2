/// Writes the head of an answer.
enum ResponseHead {
  enum Length {
    case none
    case known(Int)
    case chunked
    case untilClose
  }

  static func write(
    _ response: Response, length: Length, close: Bool, date: [UInt8], into out: inout [UInt8]
  ) {
    if response.status.code == 200 {
      append("HTTP/1.1 200 OK\r\n", to: &out)
    } else {
      out += "HTTP/1.1 \(response.status.code) \(response.status.reason)\r\n".utf8
    }
    out += response.headers.wire
    out += date
    switch length {
    case .none, .untilClose: break
    case .known(let count):
      append("content-length: ", to: &out)
      append(count, to: &out)
      append("\r\n", to: &out)
    case .chunked: append("transfer-encoding: chunked\r\n", to: &out)
    }
    if close { append("connection: close\r\n", to: &out) }
    append("\r\n", to: &out)
  }

  static func append(_ text: StaticString, to out: inout [UInt8]) {
    out += UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  private static func append(_ number: Int, to out: inout [UInt8]) {
    let start = out.count
    var rest = number
    repeat {
      out.append(0x30 + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    out[start...].reverse()
  }
}
