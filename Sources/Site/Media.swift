import Domain
import HTTP
import Storage
import Studio

/// The bytes of pictures. An address always means the same bytes, so that a browser never asks twice.
enum Media {
  static let size = Parameter(
    name: "size", kind: .choice(Thumbnailer.sizes, usually: 384),
    detail: "The longer side in pixels; a smaller picture is not made larger.")
  static let download = Parameter(
    name: "download", kind: .mark, detail: "As a file to keep, under the picture's title.")
  static let strip = Parameter(
    name: "strip", kind: .mark, detail: "Without what the file says beside its pixels: place, camera, prompt.")

  static func file(_ call: Call) async throws -> Response {
    let picture = try await Images.find(call)
    let hash = Hexadecimal.text(picture.sha256)
    var headers = headers
    if call.asked.mark(download.name) {
      let title = picture.title.isEmpty ? "pixazo-\(picture.id)" : picture.title
      headers.add("content-disposition", Disposition.attachment("\(title).\(picture.format.fileExtension)"))
    }
    if call.asked.mark(strip.name) { return try await stripped(picture, hash, headers, call) }
    guard let file = OpenFile(call.site.pictures.vault.open(picture)) else { throw lost(picture, call) }
    return answer(file, tag: EntityTag(hash), picture.format, headers, call)
  }

  static func thumbnail(_ call: Call) async throws -> Response {
    let picture = try await Images.find(call)
    let size = call.asked.choice(Self.size)
    let thumbnail = try await call.site.pictures.thumbnailer.thumbnail(of: picture, size: size)
    guard let file = OpenFile(thumbnail.path) else { throw lost(picture, call) }
    let tag = EntityTag("\(Hexadecimal.text(picture.sha256))-\(size)")
    return answer(file, tag: tag, thumbnail.format, headers, call)
  }

  /// Put together while it is sent, so that no part of it can be had.
  private static func stripped(
    _ picture: Picture, _ hash: String, _ headers: Headers, _ call: Call
  ) async throws -> Response {
    let tag = EntityTag(hash + "-stripped")
    var headers = headers
    headers.add("etag", tag.text)
    if Conditional(call.request.headers).alreadyHas(tag) { return Response(Status(304), headers: headers) }
    headers.add("content-type", picture.format.mediaType)
    let file = try await call.site.pictures.stripped(picture)
    let body = StreamBody(length: file.count) { writer in
      while let part = try await file.next() { try await writer.write(part) }
    }
    return Response(.ok, headers: headers, body: .stream(body))
  }

  private static func answer(
    _ file: OpenFile, tag: EntityTag, _ format: Picture.Format, _ headers: Headers, _ call: Call
  ) -> Response {
    let response = Response.file(
      file, tag: tag, type: MediaType(format.mediaType), headers: headers, to: call.request)
    guard response.status.code == 416, let range = response.headers["content-range"] else { return response }
    let failure = Failure(.rangeNotSatisfiable, "The file has \(file.size) bytes, and no such part.")
    return Problem(failure: failure, instance: call.request.path, requestId: call.requestId).response
      .adding("content-range", range)
  }

  /// Its picture was purged just now, or somebody took the file from the vault.
  private static func lost(_ picture: Picture, _ call: Call) -> Failure {
    call.site.log.warning("the file of an image is missing", ["image": .text(picture.id.text)])
    return .notFound("file of this image")
  }

  private static let headers: Headers = {
    var headers = SecurityHeaders.media
    headers.add("cache-control", "private, max-age=31536000, immutable")
    return headers
  }()
}
