import CCurl

/// A URL as libcurl understands it: the one parser for what is checked and what is fetched.
final class CurlURL {
  let handle: OpaquePointer
  let origin: Origin

  /// Nil unless it is http or https with a host, without user and password, and free of control characters; and when
  /// libcurl cannot be opened.
  init?(_ text: String) {
    // libcurl takes one to three slashes, either way they lean; we take what everybody reads the same.
    guard CurlLibrary.fault == nil else { return nil }
    guard let slashes = text.firstRange(of: "://"), let next = text[slashes.upperBound...].utf8.first,
      next != UInt8(ascii: "/"), !text.utf8.contains(UInt8(ascii: "\\")),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let handle = ccurl_url()
    else { return nil }
    let flags = UInt32(CURLU_DISALLOW_USER)
    guard ccurl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK,
      let scheme = Self.part(CURLUPART_SCHEME, of: handle), scheme == "http" || scheme == "https",
      let host = Self.part(CURLUPART_HOST, of: handle), !host.isEmpty,
      let port = Self.part(CURLUPART_PORT, of: handle, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
    else {
      ccurl_url_cleanup(handle)
      return nil
    }
    self.handle = handle
    origin = Origin(scheme: scheme, host: host.lowercased(), port: port)
  }

  deinit { ccurl_url_cleanup(handle) }

  /// The whole of it, as it would be requested.
  var text: String? { Self.part(CURLUPART_URL, of: handle) }

  /// Path and query, as they stand in a request's first line.
  var target: String {
    let query = Self.part(CURLUPART_QUERY, of: handle).map { "?" + $0 } ?? ""
    return (Self.part(CURLUPART_PATH, of: handle) ?? "/") + query
  }

  private static func part(_ part: CURLUPart, of url: OpaquePointer, flags: UInt32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard ccurl_url_get(url, part, &text, flags) == CURLUE_OK, let text else { return nil }
    defer { ccurl_free(text) }
    return String(cString: text)
  }
}
