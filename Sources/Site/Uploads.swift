import Domain
import HTTP
import Storage
import Studio

/// Pictures on their way in: written to the disk and hashed as they come, and looked at only then.
enum Uploads {
  static let fileLimit = 64 << 20
  static let requestLimit = 512 << 20
  static let mostFiles = 256

  static func upload(_ call: Call) async throws -> Response {
    let id = try call.id(of: "workspace")
    let workspace = try await call.read { try $0.workspaces.get(id) }
    guard workspace.deletedAt == nil else {
      throw Failure(.inTrash, "This workspace lies in the trash: restore it first.")
    }
    let type = call.request.headers["content-type"].map { MediaType($0) }
    guard let type, type.essence == MediaType.form.text else {
      let file = try await picture(call)
      return try await call.once(file.sha256) { call in try await one(file, into: id, call) }
    }
    try Guards.checkCoding(of: call.request)
    let files = try await form(call, type)
    let content = files.flatMap { file -> [UInt8] in file.staged.sha256 + Array((file.fileName ?? "").utf8) + [0] }
    return try await call.once(content) { call in try await many(files, into: id, call) }
  }

  static func inspect(_ call: Call) async throws -> Response {
    let file = try await picture(call)
    return try await call.once(file.sha256) { call in .json(try await call.site.pictures.intake.inspect(file)) }
  }

  private typealias File = (staged: Staged, fileName: String?)

  private static func one(_ file: Staged, into id: Identifier, _ call: Call) async throws -> Response {
    try await call.site.pictures.intake.receive(into: id, files: [(file, nil)]) {
      [ticket = call.ticket] received, writing in
      guard let received = received.first else { throw Failure(.internal, "An upload of one file brought none.") }
      let picture = received.picture
      var response = picture.answer(received.isDuplicate ? .ok : .created)
      if !received.isDuplicate { response.headers.add("location", "/api/v1/images/\(picture.id)") }
      try ticket?.remember(response, in: writing)
      return response
    }
  }

  private static func many(_ files: [File], into id: Identifier, _ call: Call) async throws -> Response {
    try await call.site.pictures.intake.receive(into: id, files: files) { [ticket = call.ticket] received, writing in
      var json = JSONWriter(capacity: 64 + 1_024 * received.count)
      json.object { json in
        json.array("items") { json in for item in received { json.value(Item(received: item)) } }
      }
      let response = Response(.created, type: .json, json.bytes)
        .adding("location", "/api/v1/workspaces/\(id)/images")
      try ticket?.remember(response, in: writing)
      return response
    }
  }

  /// A picture of a form, and whether it was there before.
  private struct Item: JSONWritable {
    let received: ImageIntake.Received

    func write(to json: inout JSONWriter) {
      json.object { json in
        received.picture.writeFields(to: &json)
        json.field("duplicate", received.isDuplicate)
      }
    }
  }

  /// The body as one picture. Throws `unsupported_media_type` for a body that does not even claim to be one; among
  /// pictures it is the decoder that knows the kind.
  private static func picture(_ call: Call) async throws -> Staged {
    let type = call.request.headers["content-type"].map { MediaType($0).essence } ?? ""
    guard type.hasPrefix("image/") else {
      throw Failure(.unsupportedMediaType, "The body must be a picture: image/png, image/jpeg or image/webp.")
    }
    try Guards.checkCoding(of: call.request)
    let body = call.request.body
    if let length = body.length, length > fileLimit { throw tooLarge }
    return try await stage(call) { try await body.next() }
  }

  /// Every file of a form, in order.
  private static func form(_ call: Call, _ type: MediaType) async throws -> [File] {
    let limits = Multipart.Limits(parts: mostFiles, total: requestLimit)
    let form = try Multipart(call.request.body, type: type, limits: limits)
    var files: [File] = []
    while let part = try await form.next() {
      try check(part, number: files.count)
      files.append((try await stage(call) { try await part.next() }, part.filename))
    }
    guard !files.isEmpty else {
      throw refusal("/file", .required, "Must be given, once for each picture.")
    }
    return files
  }

  private static func check(_ part: Multipart.Part, number: Int) throws(Failure) {
    guard part.name == "file" else {
      throw refusal(
        "/" + String(part.name.prefix(100)), .unknownField, "There is no such field here: pictures come in `file`.")
    }
    // Forms call a file of which they know nothing a stream of octets.
    let isPicture = part.type.essence.hasPrefix("image/") || part.type.essence == MediaType.bytes.text
    guard isPicture || !part.headers.contains("content-type") else {
      throw Failure(.unsupportedMediaType, "File \(number + 1) says that it is no picture.")
    }
  }

  private static func refusal(_ pointer: String, _ code: Failure.Field.Code, _ detail: String) -> Failure {
    Failure(
      .invalidRequest, "The form cannot be taken because of \(pointer).",
      fields: [Failure.Field(pointer, code, detail)])
  }

  private static func stage(_ call: Call, _ next: () async throws -> [UInt8]?) async throws -> Staged {
    let incoming = try await call.site.pictures.vault.stage()
    var rest = fileLimit
    while let piece = try await next() {
      guard piece.count <= rest else { throw tooLarge }
      rest -= piece.count
      try await incoming.write(piece)
    }
    return try incoming.finish()
  }

  private static let tooLarge = Failure(.tooLarge, "A picture may have at most \(fileLimit >> 20) MiB.")
}
