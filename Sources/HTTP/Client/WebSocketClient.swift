import CCurl
import Threads

extension WebSocket {
  /// Opens a WebSocket to another server, on a thread of its own that ends with it: when either side closes it, or
  /// when the value is let go of.
  ///
  /// `url` begins with `http` or `https`. `limit` is the most bytes of one message and of all that wait to be read.
  /// Throws `broken` when the server answers anything but a WebSocket.
  package static func connect(
    _ url: String, headers: Headers = Headers(), reach: Reach, within patience: Duration = .seconds(10), limit: Int
  ) async throws(ClientFailure) -> WebSocket {
    let areTokens = headers.pairs.allSatisfy { !$0.name.isEmpty && $0.name.utf8.allSatisfy(\.isTokenCharacter) }
    if let fault = CurlLibrary.fault { throw ClientFailure(.broken, sent: false, detail: fault) }
    guard CurlURL(url) != nil, areTokens else {
      throw ClientFailure(.invalidRequest, sent: false, detail: "not a plain http or https URL")
    }
    guard let multi = ccurl_multi_init() else {
      throw ClientFailure(.broken, sent: false, detail: "libcurl has no memory")
    }
    let hold = WebSocketHold(CurlMailbox(), WebSocketInbox(mostBytes: limit))
    hold.mailbox.open(multi)
    let opening = WebSocketOpening(
      multi: UInt(bitPattern: multi), url: url, headers: headers, reach: reach, patience: patience)
    let failure = await withTaskCancellationHandler {
      await withCheckedContinuation { (opened: CheckedContinuation<ClientFailure?, Never>) in
        opening.start(hold.mailbox, hold.inbox) { opened.resume(returning: $0) }
      }
    } onCancel: {
      hold.mailbox.post(.stop)
    }
    if let failure { throw failure }
    return WebSocket(
      receive: { await hold.receive() }, send: { try await hold.send($0) },
      close: { hold.mailbox.post(.close(code: $0, reason: $1)) })
  }
}

/// Keeps an outgoing WebSocket open for as long as somebody may use it.
private final class WebSocketHold: Sendable {
  let mailbox: CurlMailbox<WebSocketLetter>
  let inbox: WebSocketInbox

  init(_ mailbox: CurlMailbox<WebSocketLetter>, _ inbox: WebSocketInbox) {
    self.mailbox = mailbox
    self.inbox = inbox
  }

  deinit { mailbox.post(.stop) }

  func receive() async -> WebSocket.Message? {
    let message = await inbox.next()
    if message != nil { mailbox.post(.room) }
    return message
  }

  func send(_ message: WebSocket.Message) async throws {
    let isTaken = await withCheckedContinuation { waiter in
      if !mailbox.post(.send(message, waiter)) { waiter.resume(returning: false) }
    }
    guard isTaken else { throw CancellationError() }
  }
}

/// What the thread of a new WebSocket is given.
private struct WebSocketOpening: Sendable {
  /// The address of a libcurl handle, which passes to the thread with it.
  let multi: UInt
  let url: String
  let headers: Headers
  let reach: Reach
  let patience: Duration

  /// `opened` is called once: with nil when messages may flow.
  func start(
    _ mailbox: CurlMailbox<WebSocketLetter>, _ inbox: WebSocketInbox,
    opened: @escaping @Sendable (ClientFailure?) -> Void
  ) {
    do {
      try Thread.start(name: "websocket") { run(mailbox, inbox, opened) }
    } catch {
      _ = mailbox.close()
      ccurl_multi_cleanup(UnsafeMutableRawPointer(bitPattern: multi))
      opened(ClientFailure(.broken, sent: false, detail: "the system gives no thread"))
    }
  }

  private func run(
    _ mailbox: CurlMailbox<WebSocketLetter>, _ inbox: WebSocketInbox, _ opened: (ClientFailure?) -> Void
  ) {
    guard let multi = UnsafeMutableRawPointer(bitPattern: multi), let url = CurlURL(url),
      let line = WebSocketLine(multi: multi, url: url, reach: reach, mailbox: mailbox)
    else { return opened(ClientFailure(.broken, sent: false, detail: "libcurl has no memory")) }
    do throws(ClientFailure) {
      try line.connect(within: patience)
      let rest = try line.shakeHands(headers, until: Monotonic.now() + patience.milliseconds)
      guard let talk = WebSocketTalk(line, inbox, input: rest) else {
        throw ClientFailure(.broken, sent: true, detail: "wslay has no memory")
      }
      opened(nil)
      talk.run()
    } catch {
      opened(error)
    }
  }
}
