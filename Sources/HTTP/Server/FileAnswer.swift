extension Response {
  /// A file as an answer: whole, in part, or 304 where the client has this version already (RFC 9110). `headers` are
  /// those that a 304 needs too. 416 says how long the file is and nothing else.
  package static func file(
    _ file: OpenFile, tag: EntityTag, type: MediaType, headers: Headers, to request: Request
  ) -> Response {
    let asked = Conditional(request.headers)
    var headers = headers
    headers.add("etag", tag.text)
    headers.add("accept-ranges", "bytes")
    if asked.alreadyHas(tag) { return Response(Status(304), headers: headers) }

    headers.add("content-type", type.text)
    // Only GET knows ranges.
    switch request.method == .get ? asked.extent(of: file.size, tag: tag) : .whole {
    case .whole:
      return Response(.ok, headers: headers, body: .file(FileBody(file)))
    case .part(let range):
      headers.add("content-range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)")
      let body = FileBody(file, offset: range.lowerBound, length: range.count)
      return Response(Status(206), headers: headers, body: .file(body))
    case .unsatisfiable:
      return Response(Status(416), headers: ["content-range": "bytes */\(file.size)"])
    }
  }
}
