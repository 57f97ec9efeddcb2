import CCurl
import Glibc
import Threads

/// A connection to another server that is ours to talk over: libcurl resolves, connects, checks the address and speaks
/// TLS, and the bytes are ours. Lives on its thread.
final class WebSocketLine {
  private let multi: UnsafeMutableRawPointer
  private let easy: UnsafeMutableRawPointer
  private let url: CurlURL
  private let reach: Reach
  private let mailbox: CurlMailbox<WebSocketLetter>
  private var refused = false
  private(set) var hasEnded = false
  /// What tasks have asked for and nobody has done yet.
  var letters: [WebSocketLetter] = []

  /// Owns `multi` from here on. Nil when there is no memory.
  init?(multi: UnsafeMutableRawPointer, url: CurlURL, reach: Reach, mailbox: CurlMailbox<WebSocketLetter>) {
    guard let easy = ccurl_easy_init() else {
      _ = mailbox.close()
      ccurl_multi_cleanup(multi)
      return nil
    }
    self.multi = multi
    self.easy = easy
    self.url = url
    self.reach = reach
    self.mailbox = mailbox
  }

  deinit {
    for case .send(_, let waiter) in letters + mailbox.close() { waiter.resume(returning: false) }
    ccurl_multi_remove_handle(multi, easy)
    ccurl_easy_cleanup(easy)
    ccurl_multi_cleanup(multi)
  }

  /// Connects. Throws `cancelled` when a `.stop` comes first.
  func connect(within patience: Duration) throws(ClientFailure) {
    guard reach.allows(url.origin) else {
      throw ClientFailure(.addressRefused, sent: false, detail: "\(url.origin.host) is not an origin that was named")
    }
    configure(patience)
    guard ccurl_multi_add_handle(multi, easy) == CURLM_OK else {
      throw ClientFailure(.broken, sent: false, detail: "libcurl takes no more transfers")
    }
    var running: Int32 = 0
    var code = CURLE_OK
    while true {
      ccurl_multi_perform(multi, &running)
      if ccurl_next_ended(multi, &code) != nil { break }
      guard hear() else { throw ClientFailure(.cancelled, sent: false, detail: "cancelled") }
      ccurl_multi_poll(multi, nil, 0, 60_000, nil)
    }
    if let reason = reason(code) {
      throw ClientFailure(reason, sent: false, detail: String(cString: ccurl_easy_strerror(code)))
    }
  }

  private func configure(_ patience: Duration) {
    _ = ccurl_set_url(easy, url.handle)
    for (option, text) in [
      (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_PROXY, ""), (CURLOPT_NOPROXY, "*"),
    ] { _ = ccurl_set_text(easy, option, text) }
    for (option, number) in [
      (CURLOPT_CONNECT_ONLY, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_QUICK_EXIT, 1), (CURLOPT_FRESH_CONNECT, 1),
      (CURLOPT_CONNECTTIMEOUT_MS, patience.milliseconds), (CURLOPT_SSL_ENABLE_ALPN, 0),
    ] { _ = ccurl_set_number(easy, option, number) }
    _ = ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
    _ = ccurl_on_open_socket(easy) { me, _, address in
      guard let address, let me else { return CURL_SOCKET_BAD }
      return Unmanaged<WebSocketLine>.fromOpaque(me).takeUnretainedValue().open(address)
    }
  }

  private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    let length = Int(address.pointee.addrlen)
    let target = withUnsafePointer(to: &address.pointee.addr) { Address($0, length: length) }
    guard reach.allows(target) else {
      refused = true
      return CURL_SOCKET_BAD
    }
    return ccurl_open_socket(address)
  }

  private func reason(_ code: CURLcode) -> ClientFailure.Reason? {
    switch code {
    case CURLE_OK: nil
    case CURLE_COULDNT_RESOLVE_HOST: .cannotResolve
    case CURLE_COULDNT_CONNECT: refused ? .addressRefused : .cannotConnect
    case CURLE_OPERATION_TIMEDOUT: .timeout(.connect)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION: .tls
    default: .broken
    }
  }

  /// What has come, at most `most` bytes of it; empty when nothing has.
  func receive(_ most: Int = 64 << 10) -> [UInt8] {
    guard !hasEnded else { return [] }
    var code = CURLE_OK
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      code = ccurl_easy_recv(easy, buffer.baseAddress, buffer.count, &count)
      if code != CURLE_OK { count = 0 }
    }
    hasEnded = code == CURLE_OK ? bytes.isEmpty : code != CURLE_AGAIN
    return bytes
  }

  /// How many of the bytes went out; the line has ended when it breaks.
  func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    var count = 0
    let code = ccurl_easy_send(easy, bytes.baseAddress, bytes.count, &count)
    if code != CURLE_OK, code != CURLE_AGAIN { hasEnded = true }
    return code == CURLE_OK ? count : 0
  }

  /// Sleeps until bytes may be moved, a letter comes or the time is over.
  func wait(reading: Bool, writing: Bool, atMost milliseconds: Int) {
    var events: Int32 = 0
    if reading { events |= CURL_WAIT_POLLIN }
    if writing { events |= CURL_WAIT_POLLOUT }
    var watched = curl_waitfd(fd: ccurl_socket(easy), events: Int16(truncatingIfNeeded: events), revents: 0)
    let count: UInt32 = watched.fd == CURL_SOCKET_BAD || events == 0 ? 0 : 1
    ccurl_multi_poll(multi, &watched, count, Int32(clamping: max(0, milliseconds)), nil)
  }

  /// Takes in what tasks have asked for; false once they want it to stop.
  func hear() -> Bool {
    letters += mailbox.takeAll()
    return !letters.contains { if case .stop = $0 { true } else { false } }
  }

  /// Says what protocol follows and reads the answer; returns what came behind it.
  func shakeHands(_ headers: Headers, until deadline: Int) throws(ClientFailure) -> [UInt8] {
    let key = Handshake.key()
    try sendHello(headers, key, until: deadline)

    var answer: [UInt8] = []
    while true {
      let bytes = receive()
      answer += bytes
      if let end = answer.firstRange(of: Self.headEnd)?.upperBound {
        try check(answer[..<end], key)
        return Array(answer[end...])
      }
      guard !hasEnded, answer.count <= AnswerHead.mostBytes else { throw broken("no WebSocket answered") }
      if bytes.isEmpty { try pause(until: deadline, writing: false) }
    }
  }

  private func sendHello(_ headers: Headers, _ key: String, until deadline: Int) throws(ClientFailure) {
    var hello: Headers = [
      "host": url.origin.authority, "upgrade": "websocket", "connection": "Upgrade", "sec-websocket-key": key,
      "sec-websocket-version": "13",
    ]
    hello.add(headers)
    var unsent = Array("GET \(url.target) HTTP/1.1\r\n".utf8)[...] + hello.wire + "\r\n".utf8
    while !unsent.isEmpty {
      unsent = unsent.dropFirst(unsent.withUnsafeBytes { send($0) })
      guard !hasEnded else { throw broken("the connection broke") }
      if !unsent.isEmpty { try pause(until: deadline, writing: true) }
    }
  }

  private func pause(until deadline: Int, writing: Bool) throws(ClientFailure) {
    guard hear() else { throw ClientFailure(.cancelled, sent: true, detail: "cancelled") }
    let left = deadline - Monotonic.now()
    guard left > 0 else { throw ClientFailure(.timeout(.firstByte), sent: true, detail: "too slow") }
    wait(reading: !writing, writing: writing, atMost: left)
  }

  private func check(_ lines: ArraySlice<UInt8>, _ key: String) throws(ClientFailure) {
    var head = AnswerHead()
    for line in lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      guard line.withUnsafeBytes({ head.take($0) }) else { throw broken("its answer's head is too large") }
    }
    guard head.status.code == 101 else { throw broken("\(head.status.code) instead of a WebSocket") }
    guard head.headers.lists("websocket", in: "upgrade"),
      head.headers["sec-websocket-accept"] == Handshake.proof(of: key)
    else { throw broken("it answered for another handshake") }
  }

  private func broken(_ detail: String) -> ClientFailure { ClientFailure(.broken, sent: true, detail: detail) }

  private static let headEnd = Array("\r\n\r\n".utf8)
}
