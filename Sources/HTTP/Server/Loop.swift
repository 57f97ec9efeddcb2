import CLinux
import Glibc
import Synchronization
import Threads

/// One epoll loop on one thread: its sockets, its timers, and every Swift task that serves them.
///
/// As a task executor it runs a handler on the thread that owns the handler's socket, so that a request which waits
/// for nothing never changes threads.
///
/// `@unchecked`: `slots`, `now` and the buffers are touched on the loop's thread only (checked in debug builds);
/// what other threads use is behind a mutex, atomic, or a descriptor that lives as long as the loop.
final class Loop: TaskExecutor, @unchecked Sendable {
  private enum Work {
    case job(UnownedJob)
    case call(@Sendable () -> Void)
  }

  private struct Slot {
    var connection: Connection?
    var generation: UInt32 = 0
  }

  private let epoll: Int32
  private let wakeup: Int32
  private let work = Mutex<[Work]>([])
  private let thread = Atomic<UInt>(0)
  private let admission: Admission
  let settings: Server.Settings

  private var slots: [Slot] = []
  private let listener: Listener
  private var listening = false
  private var stopping = false
  /// Handler tasks that have not ended.
  var handlers = 0
  private var nextSweep = 0
  /// Milliseconds on the monotonic clock, read once a turn.
  private(set) var now = Monotonic.now()
  private var dateSecond = 0
  private var dateField: [UInt8] = []
  private let events: UnsafeMutableBufferPointer<epoll_event>
  let input: UnsafeMutableBufferPointer<UInt8>

  private static let listenerTag = UInt64.max
  private static let wakeupTag = UInt64.max - 1

  init(listener: Listener, admission: Admission, settings: Server.Settings) throws {
    self.listener = listener
    self.admission = admission
    self.settings = settings
    epoll = linux_epoll_create()
    wakeup = linux_eventfd_create()
    guard epoll >= 0, wakeup >= 0 else { throw Server.StartFailure.system(errno: errno) }
    events = .allocate(capacity: 256)
    input = .allocate(capacity: 64 << 10)
    _ = linux_epoll_ctl(epoll, EPOLL_CTL_ADD, wakeup, LINUX_EPOLLIN, Self.wakeupTag)
  }

  deinit {
    close(epoll)
    close(wakeup)
    events.deallocate()
    input.deallocate()
  }

  func start(index: Int) throws {
    try Thread.start(name: "http-\(index)", stack: 1 << 20) { [self] in run() }
  }

  var isCurrent: Bool { thread.load(ordering: .relaxed) == pthread_self() }

  func enqueue(_ job: consuming ExecutorJob) {
    add(.job(UnownedJob(job)))
  }

  /// Runs `body` on the loop's thread: now when called there, else at its next turn.
  func perform(_ body: @escaping @Sendable () -> Void) {
    if isCurrent { body() } else { add(.call(body)) }
  }

  private func add(_ item: Work) {
    let first = work.withLock { work in
      work.append(item)
      return work.count == 1
    }
    // On the loop's own thread the queue is drained before the next wait, so no wake-up is needed.
    if first && !isCurrent { wake() }
  }

  private func clearWakeup() {
    var count: UInt64 = 0
    _ = read(wakeup, &count, 8)
  }

  private func wake() {
    var one: UInt64 = 1
    _ = write(wakeup, &one, 8)
  }

  private func run() {
    thread.store(pthread_self(), ordering: .relaxed)
    listen(true)
    while !stopping {
      let pending = work.withLock { !$0.isEmpty }
      let count = epoll_wait(epoll, events.baseAddress, Int32(events.count), pending ? 0 : waitTime())
      now = Monotonic.now()
      for index in 0..<max(0, Int(count)) { dispatch(events[index]) }
      drain()
      if now >= nextSweep { sweep() }
    }
    for slot in slots { slot.connection?.close() }
    // Handlers that were cut off still resume here: give them a moment to notice.
    let end = Monotonic.now() + 2_000
    while handlers > 0, Monotonic.now() < end {
      drain()
      _ = epoll_wait(epoll, events.baseAddress, 1, 20)
      clearWakeup()
    }
  }

  private func waitTime() -> Int32 {
    let idle = !slots.contains { $0.connection != nil } && listening
    return idle ? -1 : Int32(clamping: max(0, nextSweep - now))
  }

  private func dispatch(_ event: epoll_event) {
    let tag = withUnsafePointer(to: event) { linux_epoll_tag($0) }
    switch tag {
    case Self.listenerTag: accept()
    case Self.wakeupTag: clearWakeup()
    default:
      let slot = Int(tag & 0xFFFF_FFFF)
      guard slot < slots.count, slots[slot].generation == UInt32(tag >> 32) else { return }
      slots[slot].connection?.handle(events: event.events)
    }
  }

  /// Runs what was queued, a few rounds at most: a busy handler must not starve the sockets.
  private func drain() {
    for _ in 0..<8 {
      let batch = work.withLock { work in
        defer { work = [] }
        return work
      }
      if batch.isEmpty { return }
      for item in batch {
        switch item {
        case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
        case .call(let body): body()
        }
      }
    }
  }

  /// Looks at every deadline, once a second.
  private func sweep() {
    nextSweep = now + min(1_000, settings.limits.headTime)
    if !listening { listen(true) }
    for slot in slots { slot.connection?.sweep(now) }
  }

  private func listen(_ on: Bool) {
    guard on != listening else { return }
    let operation = on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL
    let code = listener.use { socket in
      linux_epoll_ctl(epoll, operation, socket, LINUX_EPOLLIN | LINUX_EPOLLEXCLUSIVE, Self.listenerTag)
    }
    listening = on && code != nil
  }

  private func accept() {
    for _ in 0..<64 {
      var address = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      guard let socket = listener.use({ linux_accept($0, &address, &length) }) else { return listening = false }
      if socket < 0 {
        // Out of descriptors: stop listening until the next sweep instead of spinning on a ready listener.
        if errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS { listen(false) }
        return
      }
      let peer = Peer(address)
      guard admission.admit(peer) else {
        turnAway(socket)
        continue
      }
      add(socket, peer: peer)
    }
  }

  private func turnAway(_ socket: Int32) {
    let answer: StaticString =
      "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    _ = send(socket, answer.utf8Start, answer.utf8CodeUnitCount, Outbox.flags)
    Glibc.close(socket)
  }

  private func add(_ socket: Int32, peer: Peer) {
    let slot = Int(socket)
    if slot >= slots.count { slots += Array(repeating: Slot(), count: slot + 1 - slots.count) }
    slots[slot].generation &+= 1
    let wanted = LINUX_EPOLLIN | LINUX_EPOLLRDHUP
    let connection = Connection(loop: self, socket: socket, peer: peer, interest: wanted)
    slots[slot].connection = connection
    guard linux_epoll_ctl(epoll, EPOLL_CTL_ADD, socket, wanted, tag(of: slot)) == 0 else { return connection.close() }
    nextSweep = min(nextSweep, now + 1_000)
  }

  private func tag(of slot: Int) -> UInt64 { UInt64(slots[slot].generation) << 32 | UInt64(slot) }

  func watch(_ socket: Int32, for interest: UInt32) {
    _ = linux_epoll_ctl(epoll, EPOLL_CTL_MOD, socket, interest, tag(of: Int(socket)))
  }

  /// Closes the socket and frees its slot.
  func remove(_ socket: Int32, peer: Peer) {
    let slot = Int(socket)
    slots[slot].connection = nil
    slots[slot].generation &+= 1
    Glibc.close(socket)
    admission.leave(peer)
  }

  /// Takes no more connections, closes the idle ones, and lets the others finish their answer.
  func beginDrain() {
    perform { [self] in
      listening = false
      for slot in slots { slot.connection?.beginDrain() }
    }
  }

  func stop() {
    perform { [self] in stopping = true }
  }

  /// `date: …\r\n`, made once a second.
  func withDateField(_ use: ([UInt8]) -> Void) {
    let second = now / 1_000
    if second != dateSecond || dateField.isEmpty {
      dateSecond = second
      dateField = Array("date: \(HTTPDate.now())\r\n".utf8)
    }
    use(dateField)
  }
}
