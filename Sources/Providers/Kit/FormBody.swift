import Crypto
import HTTP

/// A `multipart/form-data` body. Names are our own and need no quoting.
struct FormBody: Sendable {
  private let boundary = "pixazo-" + Base64URL.encode(Token.random(bytes: 18))
  private var body: [UInt8] = []

  var type: MediaType { MediaType("multipart/form-data; boundary=\(boundary)") }
  /// The whole, with its end.
  var bytes: [UInt8] { body + "--\(boundary)--\r\n".utf8 }

  mutating func field(_ name: String, _ value: String) {
    body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
  }

  mutating func file(_ name: String, _ fileName: String, _ bytes: [UInt8], type: String) {
    let disposition = "form-data; name=\"\(name)\"; filename=\"\(fileName)\""
    body += "--\(boundary)\r\nContent-Disposition: \(disposition)\r\nContent-Type: \(type)\r\n\r\n".utf8
    body += bytes
    body += "\r\n".utf8
  }
}
