import Domain
import HTTP
import Support

/// A form with files, as browsers send it.
struct Form {
  struct Part {
    var name = "file"
    var fileName: String? = "a.png"
    var type: String? = "image/png"
    let bytes: [UInt8]

    var head: String {
      var head = "Content-Disposition: form-data; name=\"\(name)\""
      if let fileName { head += "; filename=\"\(fileName)\"" }
      if let type { head += "\r\nContent-Type: \(type)" }
      return head
    }
  }

  static let type = "multipart/form-data; boundary=XyZ"
  let body: [UInt8]

  init(_ parts: [Part]) {
    var body: [UInt8] = []
    for part in parts {
      body += Array("--XyZ\r\n\(part.head)\r\n\r\n".utf8) + part.bytes + Array("\r\n".utf8)
    }
    self.body = body + Array("--XyZ--\r\n".utf8)
  }

  init(pictures: [[UInt8]]) { self.init(pictures.map { Part(bytes: $0) }) }
}

extension TestClient {
  func upload(
    _ bytes: [UInt8], to workspace: String, type: String = "image/png", key: String = ""
  ) async -> TestResponse {
    await send(
      .post, "/api/v1/workspaces/\(workspace)/images", headers: ["content-type": type, "idempotency-key": key],
      body: bytes)
  }

  func upload(_ form: Form, to workspace: String, key: String = "") async -> TestResponse {
    await upload(form.body, to: workspace, type: Form.type, key: key)
  }

  /// Makes a picture and returns its path.
  func makeImage(_ bytes: [UInt8] = Specimen.png(), in workspace: String) async -> String {
    "/api/v1/images/\(await upload(bytes, to: workspace).json["id"]?.string ?? "")"
  }

  func ids(_ target: String) async -> [String] {
    await get(target).json["items"]?.array?.compactMap { $0["id"]?.string } ?? ["failed"]
  }
}
