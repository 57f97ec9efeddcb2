import CLLHTTP

/// llhttp with the checks that it leaves to its user. One parser serves one connection, message after message.
///
/// It only reads: what came is in `head` and `body` after each `feed`, for the connection to take.
final class Parser {
  struct Head {
    var method: Method
    var path: String
    var query: String?
    var headers: Headers
    var contentLength: Int
    var chunked: Bool
    var keepAlive: Bool
    /// HTTP/1.0 knows no chunks.
    var mayChunk: Bool
    var expectsContinue: Bool
    var wantsUpgrade: Bool

    var hasBody: Bool { chunked || contentLength > 0 }
  }

  enum Progress {
    /// All bytes are used; the message goes on.
    case more
    /// The message ended; `used` bytes belong to it.
    case ended(used: Int)
    case refused(Refusal)
  }

  private let raw: UnsafeMutablePointer<llhttp_t>
  private let limits: Limits

  private(set) var head: Head?
  private(set) var body: [UInt8] = []
  /// Whether any byte of the present message has come.
  private(set) var begun = false

  private var target: [UInt8] = []
  private var headers = Headers()
  private var inTrailers = false
  private var refusal: Refusal?
  private var ended = false
  private var fold = FoldScan()
  /// Bytes of chunk sizes, extensions and trailers, against the bytes that they carried.
  private var framing = 0
  private var carried = 0

  init(limits: Limits) {
    self.limits = limits
    raw = .allocate(capacity: 1)
    raw.initialize(to: llhttp_t())
    llhttp_init(raw, HTTP_REQUEST, Self.settings)
    raw.pointee.data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { raw.deallocate() }

  /// Hands over the head once; nil while it is not complete or has been taken.
  func takeHead() -> Head? {
    defer { head = nil }
    return head
  }

  func takeBody() -> [UInt8] {
    defer { body = [] }
    return body
  }

  /// Makes ready for the connection's next message.
  func next() {
    llhttp_resume(raw)
    head = nil
    body = []
    begun = false
    target.removeAll(keepingCapacity: true)
    headers = Headers()
    inTrailers = false
    ended = false
    fold = FoldScan()
    framing = 0
    carried = 0
  }

  func feed(_ bytes: UnsafeBufferPointer<UInt8>) -> Progress {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return .more }
    if !fold.headEnded, !fold.accepts(bytes) {
      return .refused(
        Refusal(400, "A line of the head starts with a space, a tab or a colon, or ends without a return."))
    }
    begun = begun || fold.started
    let bodyBefore = body.count
    let wasInBody = head == nil && fold.headEnded && carried + framing > 0
    let start = UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
    let code = llhttp_execute(raw, start, bytes.count)
    if let refusal { return .refused(refusal) }
    let used = code == HPE_OK ? bytes.count : llhttp_get_error_pos(raw).map { $0 - start } ?? 0
    let brought = body.count - bodyBefore
    carried += brought
    if wasInBody { framing += used - brought } else if fold.headEnded { framing += 1 }
    if framing > limits.head + 8 * carried {
      return .refused(Refusal(400, "The body's framing is out of all proportion to the body."))
    }
    switch code {
    case HPE_OK: return .more
    case HPE_PAUSED where ended, HPE_PAUSED_UPGRADE where ended: return .ended(used: used)
    case HPE_INVALID_VERSION:
      return .refused(Refusal(400, "Only HTTP/1.0 and HTTP/1.1 are spoken here."))
    default:
      let reason = llhttp_get_error_reason(raw).map { String(cString: $0) } ?? "the message is malformed"
      return .refused(Refusal(400, "The request is not well-formed HTTP: \(reason)."))
    }
  }

  // The methods below are called back from inside `llhttp_execute`.

  private func refuse(_ status: Int, _ detail: String) -> Int32 {
    if refusal == nil { refusal = Refusal(status, detail) }
    return -1
  }

  private func onTarget(_ piece: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard target.count + piece.count <= limits.target else {
      return refuse(414, "The request target is longer than \(limits.target) bytes.")
    }
    guard piece.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      return refuse(400, "The request target holds a byte that must be percent-encoded.")
    }
    target.append(contentsOf: piece)
    return 0
  }

  private func onHeaderPiece(_ piece: UnsafeBufferPointer<UInt8>, startsField: Bool) -> Int32 {
    guard headers.wire.count + target.count + piece.count <= limits.head else {
      return refuse(431, "The header fields are larger than \(limits.head) bytes.")
    }
    if startsField {
      guard headers.count < limits.fields else {
        return refuse(431, "There are more than \(limits.fields) header fields.")
      }
      headers.beginName()
    }
    headers.append(piece)
    return 0
  }

  private var nameOpen = false

  private func onName(_ piece: UnsafeBufferPointer<UInt8>) -> Int32 {
    defer { nameOpen = true }
    return onHeaderPiece(piece, startsField: !nameOpen)
  }

  private func onNameEnd() -> Int32 {
    nameOpen = false
    headers.beginValue()
    return 0
  }

  private func onValue(_ piece: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard piece.allSatisfy({ !$0.isControl || $0 == 0x09 }) else {
      return refuse(400, "A header value holds a control character.")
    }
    return onHeaderPiece(piece, startsField: false)
  }

  private func onValueEnd() -> Int32 {
    headers.endField()
    return 0
  }

  private func onHeadEnd() -> Int32 {
    inTrailers = true
    let version = (raw.pointee.http_major, raw.pointee.http_minor)
    guard version == (1, 1) || version == (1, 0) else {
      return refuse(400, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
    }
    let is11 = version == (1, 1)
    let hosts = headers.all("host")
    guard hosts.count == 1 || (!is11 && hosts.isEmpty) else {
      return refuse(400, "Exactly one Host field is needed.")
    }
    let lengths = headers.all("content-length")
    let codings = headers.all("transfer-encoding")
    guard lengths.count <= 1, codings.count <= 1, lengths.isEmpty || codings.isEmpty else {
      return refuse(400, "The length of the body is declared twice.")
    }
    var length = 0
    if let text = lengths.first {
      guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = Int(text) else {
        return refuse(400, "Content-Length is not a number.")
      }
      length = value
    }
    if let coding = codings.first {
      guard coding.lowercased() == "chunked", is11 else {
        return refuse(400, "The only transfer coding taken is chunked, in HTTP/1.1.")
      }
    }
    guard let (path, query) = splitTarget(host: hosts.first) else {
      return refuse(400, "The request target is not a path on this host.")
    }
    let method = Self.method(of: raw.pointee.method)
    // llhttp sets the flag for CONNECT and h2c as well: those are answered as plain requests.
    let upgrade = raw.pointee.upgrade != 0
    raw.pointee.upgrade = 0
    let wantsSocket =
      upgrade && is11 && method == .get && length == 0 && codings.isEmpty
      && headers["upgrade"]?.lowercased() == "websocket"
    head = Head(
      method: method, path: path, query: query, headers: headers, contentLength: length,
      chunked: !codings.isEmpty, keepAlive: llhttp_should_keep_alive(raw) != 0 && !upgrade && method != .other,
      mayChunk: is11, expectsContinue: is11 && headers["expect"]?.lowercased() == "100-continue",
      wantsUpgrade: wantsSocket)
    headers = Headers()
    guard wantsSocket else { return 0 }
    raw.pointee.upgrade = 1
    return 2
  }

  private func onBody(_ piece: UnsafeBufferPointer<UInt8>) -> Int32 {
    body.append(contentsOf: piece)
    return 0
  }

  private func onEnd() -> Int32 {
    ended = true
    return raw.pointee.upgrade != 0 ? 0 : Int32(HPE_PAUSED.rawValue)
  }

  /// Path and query of an origin-form target, or of an absolute one that names this very host.
  private func splitTarget(host: String?) -> (String, String?)? {
    var rest = target[...]
    if rest.first != 0x2F {
      if rest.elementsEqual([0x2A]) { return raw.pointee.method == HTTP_OPTIONS.rawValue ? ("*", nil) : nil }
      let scheme = Array("http://".utf8)
      guard rest.count > scheme.count, rest.prefix(scheme.count).map(\.lowercasedASCII) == scheme else { return nil }
      rest = rest.dropFirst(scheme.count)
      let end = rest.firstIndex { $0 == 0x2F || $0 == 0x3F } ?? rest.endIndex
      guard let host, String(decoding: rest[..<end], as: UTF8.self).lowercased() == host.lowercased() else {
        return nil
      }
      rest = rest[end...]
      if rest.first != 0x2F { rest = ([0x2F] + rest)[...] }
    }
    if rest.contains(0x23) { return nil }
    guard let mark = rest.firstIndex(of: 0x3F) else { return (String(decoding: rest, as: UTF8.self), nil) }
    return (
      String(decoding: rest[..<mark], as: UTF8.self),
      String(decoding: rest[rest.index(after: mark)...], as: UTF8.self)
    )
  }

  private static func method(of code: UInt8) -> Method {
    switch llhttp_method_t(UInt32(code)) {
    case HTTP_GET: .get
    case HTTP_HEAD: .head
    case HTTP_POST: .post
    case HTTP_PUT: .put
    case HTTP_PATCH: .patch
    case HTTP_DELETE: .delete
    case HTTP_OPTIONS: .options
    default: .other
    }
  }

  private static func of(_ raw: UnsafeMutablePointer<llhttp_t>?) -> Parser? {
    raw?.pointee.data.map { Unmanaged<Parser>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func bytes(_ start: UnsafePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: UnsafeRawPointer(start)?.assumingMemoryBound(to: UInt8.self), count: count)
  }

  /// Filled once, before the first parser is made, and only read by llhttp after that.
  nonisolated(unsafe) private static let settings: UnsafeMutablePointer<llhttp_settings_t> = {
    let settings = UnsafeMutablePointer<llhttp_settings_t>.allocate(capacity: 1)
    llhttp_settings_init(settings)
    settings.pointee.on_url = { Parser.of($0)?.onTarget(Parser.bytes($1, $2)) ?? -1 }
    settings.pointee.on_header_field = { Parser.of($0)?.onName(Parser.bytes($1, $2)) ?? -1 }
    settings.pointee.on_header_field_complete = { Parser.of($0)?.onNameEnd() ?? -1 }
    settings.pointee.on_header_value = { Parser.of($0)?.onValue(Parser.bytes($1, $2)) ?? -1 }
    settings.pointee.on_header_value_complete = { Parser.of($0)?.onValueEnd() ?? -1 }
    settings.pointee.on_headers_complete = { Parser.of($0)?.onHeadEnd() ?? -1 }
    settings.pointee.on_body = { Parser.of($0)?.onBody(Parser.bytes($1, $2)) ?? -1 }
    settings.pointee.on_message_complete = { Parser.of($0)?.onEnd() ?? -1 }
    return settings
  }()
}
