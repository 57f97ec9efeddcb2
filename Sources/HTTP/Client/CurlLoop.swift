import CCurl
import CLinux
import Glibc
import Threads

/// The curl thread: all transfers of one client. Nothing here is touched by any other thread.
///
/// libcurl says which sockets and which moment it waits for, so that a turn costs what there is to do and not what there
/// could be: a thousand answers that trickle in are a thousand open transfers.
final class CurlLoop {
  private let multi: UnsafeMutableRawPointer
  private let alarm: Alarm
  private let epoll: Int32
  private let events: UnsafeMutableBufferPointer<epoll_event>
  private let mailbox: CurlMailbox<TransferLetter>
  private let userAgent: String
  private var handles: [UInt64: CurlHandle] = [:]
  private var byPointer: [UnsafeMutableRawPointer: UInt64] = [:]
  private var watched: Set<curl_socket_t> = []
  /// When libcurl wants to be called.
  private var timer: Int?
  private let stalls = Stalls()

  /// Throws when the system gives no thread. What else can fail ends the transfers.
  static func start(_ mailbox: CurlMailbox<TransferLetter>, userAgent: String) throws {
    try Thread.start(name: "http-client") {
      // Here and not where a request is made: it reads thirty libraries from the disk.
      guard CurlLibrary.fault == nil, let multi = ccurl_multi_init() else {
        let detail = CurlLibrary.fault ?? "libcurl has no memory"
        return refuse(mailbox, ClientFailure(.broken, sent: false, detail: detail))
      }
      guard let loop = CurlLoop(multi, mailbox, userAgent) else {
        ccurl_multi_cleanup(multi)
        return refuse(mailbox, ClientFailure(.broken, sent: false, detail: "the system has no descriptors to give"))
      }
      loop.run()
    }
  }

  private static func refuse(_ mailbox: CurlMailbox<TransferLetter>, _ failure: ClientFailure) {
    for case .start(let transfer) in mailbox.close() { transfer.end(failure) }
  }

  private init?(_ multi: UnsafeMutableRawPointer, _ mailbox: CurlMailbox<TransferLetter>, _ userAgent: String) {
    epoll = linux_epoll_create()
    guard epoll >= 0 else { return nil }
    guard let alarm = Alarm(),
      linux_epoll_ctl(epoll, EPOLL_CTL_ADD, alarm.descriptor, LINUX_EPOLLIN, Self.alarmTag) == 0
    else {
      Glibc.close(epoll)
      return nil
    }
    self.alarm = alarm
    self.multi = multi
    self.mailbox = mailbox
    self.userAgent = userAgent
    events = .allocate(capacity: 64)
  }

  deinit {
    Glibc.close(epoll)
    events.deallocate()
  }

  private func run() {
    _ = ccurl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, 32)
    let me = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_multi_on_socket(multi, { _, socket, what, me, _ in CurlLoop.at(me)?.watch(socket, what) ?? 0 }, me)
    _ = ccurl_multi_on_timer(multi, { _, wait, me in CurlLoop.at(me)?.setTimer(wait) ?? 0 }, me)
    mailbox.open { [alarm] in alarm.ring() }

    while read(mailbox.takeAll()) {
      let count = epoll_wait(epoll, events.baseAddress, Int32(events.count), untilNextDeadline())
      for index in 0..<max(0, Int(count)) { act(on: events[index]) }
      if let timer, timer <= Monotonic.now() {
        self.timer = nil
        act(on: CURL_SOCKET_TIMEOUT, 0)
      }
      endFinished()
      endStalled()
    }
    close()
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> CurlLoop? {
    pointer.map { Unmanaged<CurlLoop>.fromOpaque($0).takeUnretainedValue() }
  }

  private func act(on event: epoll_event) {
    let tag = withUnsafePointer(to: event) { linux_epoll_tag($0) }
    if tag == Self.alarmTag { return alarm.clear() }
    var ready: Int32 = 0
    // What is broken shows when it is read or written.
    let isBroken = event.events & (LINUX_EPOLLERR | LINUX_EPOLLHUP) != 0
    if isBroken || event.events & LINUX_EPOLLIN != 0 { ready |= CURL_CSELECT_IN }
    if isBroken || event.events & LINUX_EPOLLOUT != 0 { ready |= CURL_CSELECT_OUT }
    act(on: curl_socket_t(truncatingIfNeeded: tag), ready)
  }

  private func act(on socket: curl_socket_t, _ ready: Int32) {
    var running: Int32 = 0
    _ = ccurl_multi_socket_action(multi, socket, ready, &running)
  }

  // What libcurl calls.

  private func watch(_ socket: curl_socket_t, _ what: Int32) -> Int32 {
    guard what != CURL_POLL_REMOVE else {
      if watched.remove(socket) != nil { _ = linux_epoll_ctl(epoll, EPOLL_CTL_DEL, socket, 0, 0) }
      return 0
    }
    let wanted =
      (what & CURL_POLL_IN != 0 ? LINUX_EPOLLIN : 0) | (what & CURL_POLL_OUT != 0 ? LINUX_EPOLLOUT : 0)
    let tag = UInt64(UInt32(bitPattern: socket))
    let isKnown = !watched.insert(socket).inserted
    // A descriptor that was closed in between has left epoll by itself.
    if !isKnown || linux_epoll_ctl(epoll, EPOLL_CTL_MOD, socket, wanted, tag) != 0 {
      _ = linux_epoll_ctl(epoll, EPOLL_CTL_ADD, socket, wanted, tag)
    }
    return 0
  }

  private func setTimer(_ wait: Int) -> Int32 {
    timer = wait < 0 ? nil : Monotonic.now() + wait
    return 0
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
      let handle = try CurlHandle(transfer, userAgent: userAgent, stalls)
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
    guard stalls.isDue(now) else { return }
    for (id, handle) in handles {
      guard let deadline = handle.deadline else { continue }
      if deadline.at <= now {
        end(id, .timeout(deadline.phase), detail: "too slow")
      } else {
        stalls.look(at: deadline.at)
      }
    }
  }

  private func untilNextDeadline() -> Int32 {
    guard let next = [timer, stalls.next].compactMap(\.self).min() else { return -1 }
    return Int32(clamping: max(0, next - Monotonic.now()))
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

  private static let alarmTag = UInt64.max
}

/// Wakes a thread that sleeps in epoll.
private final class Alarm: Sendable {
  let descriptor: Int32

  init?() {
    descriptor = linux_eventfd_create()
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  func ring() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
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
