import CCurl
import Glibc

/// A transfer at work: its libcurl handle and what the callbacks have seen. Lives on the curl thread.
final class CurlHandle {
  let transfer: Transfer
  let easy: UnsafeMutableRawPointer
  /// Whether the connection stood, so that bytes of the request may have left.
  private(set) var mayHaveSent = false

  private let url: CurlURL
  private var fields: UnsafeMutablePointer<curl_slist>?
  private let errorText: UnsafeMutablePointer<CChar>

  private var head = AnswerHead()
  private var received = 0
  private var unsent: ArraySlice<UInt8>
  private var isSent: Bool
  private var holdsReceiving = false, holdsSending = false
  /// Why a callback has stopped the transfer; libcurl's own code then only says that one did.
  private var stopped: ClientFailure.Reason?
  private var refused = false
  private var quietSince = Monotonic.now()
  private var movedSince = 0
  private let stalls: Stalls

  init(_ transfer: Transfer, userAgent: String, _ stalls: Stalls) throws(ClientFailure) {
    let request = transfer.request
    guard let url = CurlURL(request.url) else {
      throw ClientFailure(.invalidRequest, sent: false, detail: "not a plain http or https URL")
    }
    guard request.reach.allows(url.origin) else {
      throw ClientFailure(.addressRefused, sent: false, detail: "\(url.origin.host) is not an origin that was named")
    }
    let areTokens = request.headers.pairs.allSatisfy { !$0.name.isEmpty && $0.name.utf8.allSatisfy(\.isTokenCharacter) }
    guard request.method != .other, areTokens else {
      throw ClientFailure(.invalidRequest, sent: false, detail: "a malformed method or field name")
    }
    guard let easy = ccurl_easy_init() else {
      throw ClientFailure(.broken, sent: false, detail: "libcurl has no memory")
    }
    self.transfer = transfer
    self.easy = easy
    self.stalls = stalls
    self.url = url
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    if case .bytes(let bytes) = request.body { unsent = bytes[...] } else { unsent = [] }
    isSent = unsent.isEmpty && transfer.upload == nil
    configure(request, userAgent: userAgent)
  }

  deinit {
    ccurl_easy_cleanup(easy)
    ccurl_slist_free_all(fields)
    errorText.deallocate()
  }

  private func configure(_ request: Client.Request, userAgent: String) {
    _ = ccurl_set_url(easy, url.handle)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NOPROXY, "*")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    // A cancelled transfer does not wait for the resolver, on which all others would wait with it.
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.milliseconds)
    set(CURLOPT_TIMEOUT_MS, request.timeouts.total?.milliseconds ?? 0)
    if !userAgent.isEmpty { set(CURLOPT_USERAGENT, userAgent) }
    if let authority = request.authority { set(CURLOPT_CAINFO, authority) }
    // Only gzip: of what fits in one read of the socket it makes 17 MB at most, brotli as much as it likes.
    if request.compressed { set(CURLOPT_ACCEPT_ENCODING, "gzip") }
    // A stream cannot be sent again, and a kept connection that turns out dead asks for that.
    if request.freshConnection || transfer.upload != nil {
      set(CURLOPT_FRESH_CONNECT, 1)
      set(CURLOPT_FORBID_REUSE, 1)
    }
    setMethod(request)
    for (name, value) in request.headers.pairs { add(value.isEmpty ? "\(name);" : "\(name): \(value)") }
    // No second's wait for a 100 that most servers never send.
    add("Expect:")
    _ = ccurl_set_list(easy, CURLOPT_HTTPHEADER, fields)
    setCallbacks()
  }

  private func setMethod(_ request: Client.Request) {
    let length: Int?
    switch request.body {
    case .empty: length = request.method == .post || request.method == .put || request.method == .patch ? 0 : nil
    case .bytes(let bytes): length = bytes.count
    case .stream(let body): length = body.length ?? -1
    }
    if let length {
      set(CURLOPT_UPLOAD, 1)
      _ = ccurl_set_size(easy, CURLOPT_INFILESIZE_LARGE, length)
    } else if request.method == .head {
      set(CURLOPT_NOBODY, 1)
    }
    set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
  }

  private func setCallbacks() {
    let me = Unmanaged.passUnretained(self).toOpaque()
    for option in [
      CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_OPENSOCKETDATA,
      CURLOPT_PREREQDATA,
    ] { _ = ccurl_set_pointer(easy, option, me) }
    _ = ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    _ = ccurl_on_header(easy) { data, size, count, me in
      CurlHandle.at(me)?.takeHeader(UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
    }
    _ = ccurl_on_write(easy) { data, size, count, me in
      CurlHandle.at(me)?.takeBody(UnsafeRawBufferPointer(start: data, count: size * count)) ?? 0
    }
    _ = ccurl_on_read(easy) { data, size, count, me in
      CurlHandle.at(me)?.give(UnsafeMutableRawBufferPointer(start: data, count: size * count))
        ?? Int(CURL_READFUNC_ABORT)
    }
    _ = ccurl_on_seek(easy) { me, offset, origin in
      CurlHandle.at(me)?.rewind(to: offset, from: origin) ?? CURL_SEEKFUNC_FAIL
    }
    _ = ccurl_on_open_socket(easy) { me, _, address in
      guard let address, let me = CurlHandle.at(me) else { return CURL_SOCKET_BAD }
      return me.open(address)
    }
    _ = ccurl_on_connected(easy) { me, address, _, _, _ in
      guard let address, let me = CurlHandle.at(me) else { return CURL_PREREQFUNC_ABORT }
      return me.connected(String(cString: address))
    }
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> CurlHandle? {
    pointer.map { Unmanaged<CurlHandle>.fromOpaque($0).takeUnretainedValue() }
  }

  private func set(_ option: CURLoption, _ number: Int) { _ = ccurl_set_number(easy, option, number) }
  private func set(_ option: CURLoption, _ text: String) { _ = ccurl_set_text(easy, option, text) }
  private func add(_ line: String) { fields = ccurl_slist_append(fields, line) ?? fields }

  // What libcurl calls.

  /// Every connection begins here, so nothing that is out of reach is so much as knocked at.
  private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    let length = Int(address.pointee.addrlen)
    let target = withUnsafePointer(to: &address.pointee.addr) { Address($0, length: length) }
    guard transfer.request.reach.allows(target) else {
      refused = true
      return CURL_SOCKET_BAD
    }
    return ccurl_open_socket(address)
  }

  /// A connection that was kept was opened under another request's rules: it is checked again under these.
  private func connected(_ address: String) -> Int32 {
    guard transfer.request.reach.allows(Address(address)) else {
      stopped = .addressRefused
      return CURL_PREREQFUNC_ABORT
    }
    mayHaveSent = true
    touch()
    return CURL_PREREQFUNC_OK
  }

  private func takeHeader(_ line: UnsafeRawBufferPointer) -> Int {
    moved(line.count)
    let wasComplete = head.isComplete
    guard head.take(line) else { return stop(.tooLarge) }
    if head.isComplete, !wasComplete {
      touch()
      transfer.deliver(head)
    }
    return line.count
  }

  private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count <= transfer.request.limit - received else { return stop(.tooLarge) }
    guard transfer.deliver(bytes) else {
      holdsReceiving = true
      return Int(CURL_WRITEFUNC_PAUSE)
    }
    received += bytes.count
    moved(bytes.count)
    return bytes.count
  }

  private func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let upload = transfer.upload else {
      let count = min(buffer.count, unsent.count)
      unsent.prefix(count).withUnsafeBytes { buffer.copyMemory(from: $0) }
      unsent = unsent.dropFirst(count)
      isSent = unsent.isEmpty
      moved(count)
      return count
    }
    switch upload.take(buffer) {
    case .bytes(let count):
      moved(count)
      return count
    case .later:
      holdsSending = true
      return Int(CURL_READFUNC_PAUSE)
    case .end:
      isSent = true
      touch()
      return 0
    case .failed:
      return stop(.broken, Int(CURL_READFUNC_ABORT))
    }
  }

  private func rewind(to offset: Int, from origin: Int32) -> Int32 {
    guard case .bytes(let bytes) = transfer.request.body, origin == SEEK_SET, bytes.indices.contains(offset) else {
      return CURL_SEEKFUNC_FAIL
    }
    unsent = bytes[offset...]
    isSent = false
    stalls.look(at: deadline?.at)
    return CURL_SEEKFUNC_OK
  }

  private func stop(_ reason: ClientFailure.Reason, _ answer: Int = 0) -> Int {
    stopped = reason
    return answer
  }

  // What the loop calls.

  /// Goes on with what our own side held up.
  func resume() {
    guard holdsReceiving || holdsSending else { return }
    holdsReceiving = false
    holdsSending = false
    touch()
    ccurl_easy_pause(easy, CURLPAUSE_CONT)
  }

  /// When the transfer has to be ended unless something moves; nil while libcurl or our own side is what it waits for.
  var deadline: (at: Int, phase: ClientFailure.Phase)? {
    guard mayHaveSent, !holdsReceiving, !holdsSending else { return nil }
    let waits = isSent && !head.isComplete
    let limit = waits ? transfer.request.timeouts.firstByte : transfer.request.timeouts.idle
    let (at, overflow) = quietSince.addingReportingOverflow(limit.milliseconds)
    return overflow ? nil : (at, waits ? .firstByte : .idle)
  }

  private func touch() {
    quietSince = Monotonic.now()
    movedSince = 0
    stalls.look(at: deadline?.at)
  }

  private func moved(_ count: Int) {
    movedSince += count
    if movedSince >= transfer.request.timeouts.leastBytes { touch() } else { stalls.look(at: deadline?.at) }
  }

  /// The end as libcurl tells it; nil when all went well.
  func outcome(_ code: CURLcode) -> ClientFailure? {
    guard let reason = reason(code) else { return nil }
    let text =
      errorText.pointee == 0 ? ccurl_easy_strerror(code).map { String(cString: $0) } : String(cString: errorText)
    return ClientFailure(reason, sent: mayHaveSent, detail: text ?? "")
  }

  private func reason(_ code: CURLcode) -> ClientFailure.Reason? {
    if let stopped { return stopped }
    switch code {
    case CURLE_OK: return head.isComplete ? nil : .broken
    case CURLE_URL_MALFORMAT: return .invalidRequest
    case CURLE_COULDNT_RESOLVE_HOST: return .cannotResolve
    case CURLE_COULDNT_CONNECT: return refused ? .addressRefused : .cannotConnect
    case CURLE_OPERATION_TIMEDOUT: return .timeout(mayHaveSent || isTotalShorter ? .total : .connect)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ENGINE_INITFAILED:
      return .tls
    default: return .broken
    }
  }

  private var isTotalShorter: Bool {
    let timeouts = transfer.request.timeouts
    return timeouts.total.map { $0 < timeouts.connect } ?? false
  }
}

/// When somebody's deadline may have come. Deadlines mostly move on, with every byte: so they are looked at when the
/// earliest of the last look has passed, not one by one at each turn.
final class Stalls {
  private(set) var next: Int?

  func look(at moment: Int?) {
    if let moment { next = min(next ?? moment, moment) }
  }

  /// True when it is time to look; each deadline that is still to come is then told anew.
  func isDue(_ now: Int) -> Bool {
    guard let next, next <= now else { return false }
    self.next = nil
    return true
  }
}
