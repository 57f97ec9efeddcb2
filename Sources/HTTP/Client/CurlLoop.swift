import CCurl
import Glibc
import Threads

/// The curl thread: all transfers of one client. Nothing here is touched by any other thread.
final class CurlLoop {
  private let multi: UnsafeMutableRawPointer
  private let mailbox: CurlMailbox<TransferLetter>
  private let userAgent: String
  private var handles: [UInt64: CurlHandle] = [:]
  private var byPointer: [UnsafeMutableRawPointer: UInt64] = [:]

  /// Throws when the system gives no thread. What else can fail ends the transfers.
  static func start(_ mailbox: CurlMailbox<TransferLetter>, userAgent: String) throws {
    try Thread.start(name: "http-client") {
      // Here and not where a request is made: it reads thirty libraries from the disk.
      guard CurlLibrary.fault == nil, let multi = ccurl_multi_init() else {
        let detail = CurlLibrary.fault ?? "libcurl has no memory"
        return refuse(mailbox, ClientFailure(.broken, sent: false, detail: detail))
      }
      mailbox.open(multi)
      CurlLoop(multi, mailbox, userAgent).run()
    }
  }

  private static func refuse(_ mailbox: CurlMailbox<TransferLetter>, _ failure: ClientFailure) {
    for case .start(let transfer) in mailbox.close() { transfer.end(failure) }
  }

  private init(_ multi: UnsafeMutableRawPointer, _ mailbox: CurlMailbox<TransferLetter>, _ userAgent: String) {
    self.multi = multi
    self.mailbox = mailbox
    self.userAgent = userAgent
  }

  private func run() {
    _ = ccurl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, 32)

    while read(mailbox.takeAll()) {
      var running: Int32 = 0
      ccurl_multi_perform(multi, &running)
      endFinished()
      endStalled()
      ccurl_multi_poll(multi, nil, 0, untilNextDeadline(), nil)
    }
    close()
  }

  /// False when it is time to stop.
  private func read(_ letters: [TransferLetter]) -> Bool {
    for letter in letters {
      switch letter {
      case .start(let transfer): start(transfer)
      case .resume(let id): handles[id]?.resume()
      case .cancel(let id): end(id, ClientFailure.Reason.cancelled, detail: "cancelled")
      case .stop: return false
      }
    }
    return true
  }

  private func start(_ transfer: Transfer) {
    do {
      let handle = try CurlHandle(transfer, userAgent: userAgent)
      guard ccurl_multi_add_handle(multi, handle.easy) == CURLM_OK else {
        return transfer.end(ClientFailure(.broken, sent: false, detail: "libcurl takes no more transfers"))
      }
      handles[transfer.id] = handle
      byPointer[handle.easy] = transfer.id
      transfer.upload?.open()
    } catch {
      transfer.end(error)
    }
  }

  private func endFinished() {
    var code = CURLE_OK
    while let easy = ccurl_next_ended(multi, &code) {
      guard let id = byPointer[easy], let handle = handles[id] else { continue }
      finish(id, handle.outcome(code))
    }
  }

  private func endStalled() {
    let now = Monotonic.now()
    for (id, handle) in handles {
      guard let deadline = handle.deadline, deadline.at <= now else { continue }
      end(id, .timeout(deadline.phase), detail: "too slow")
    }
  }

  private func untilNextDeadline() -> Int32 {
    let next = handles.values.compactMap(\.deadline?.at).min()
    return Int32(clamping: next.map { max(0, $0 - Monotonic.now()) } ?? 60_000)
  }

  private func end(_ id: UInt64, _ reason: ClientFailure.Reason, detail: String) {
    guard let handle = handles[id] else { return }
    finish(id, ClientFailure(reason, sent: handle.mayHaveSent, detail: detail))
  }

  private func finish(_ id: UInt64, _ failure: ClientFailure?) {
    guard let handle = handles.removeValue(forKey: id) else { return }
    byPointer[handle.easy] = nil
    // One that has not ended is cut: its connection is closed, not kept.
    ccurl_multi_remove_handle(multi, handle.easy)
    handle.transfer.end(failure)
  }

  private func close() {
    for id in Array(handles.keys) { end(id, .cancelled, detail: "the client has gone") }
    Self.refuse(mailbox, ClientFailure(.cancelled, sent: false, detail: "the client has gone"))
    ccurl_multi_cleanup(multi)
  }
}

extension Duration {
  /// Whole milliseconds, at least one; the greatest Int for what passes it.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    let (product, overflow) = Int(seconds).multipliedReportingOverflow(by: 1000)
    let (sum, overflowToo) = product.addingReportingOverflow(Int(attoseconds / 1_000_000_000_000_000))
    return overflow || overflowToo ? .max : max(1, sum)
  }
}
