import CLinux
import Glibc
import Synchronization

/// Who is at the other end of a socket.
struct Peer: Sendable {
  let address: String
  let isLoopback: Bool

  init(_ storage: sockaddr_storage) {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let found: Bool
    switch Int32(storage.ss_family) {
    case AF_INET:
      var host = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in.self) }.sin_addr
      if UInt32(bigEndian: host.s_addr) == 0x7F00_0001 {
        address = "127.0.0.1"
        isLoopback = true
        return
      }
      found = inet_ntop(AF_INET, &host, &text, socklen_t(text.count)) != nil
      isLoopback = UInt32(bigEndian: host.s_addr) >> 24 == 127
    case AF_INET6:
      var host = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in6.self) }.sin6_addr
      found = inet_ntop(AF_INET6, &host, &text, socklen_t(text.count)) != nil
      let bytes = withUnsafeBytes(of: host) { Array($0) }
      isLoopback =
        bytes == Array(repeating: 0, count: 15) + [1]
        || bytes.prefix(13) == Array(repeating: 0, count: 10) + [0xFF, 0xFF, 127]
    default:
      found = false
      isLoopback = false
    }
    address = found ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "unknown"
  }
}

/// Counts who is connected, over all loops.
final class Admission: Sendable {
  private struct State {
    var total = 0
    var byAddress: [String: Int] = [:]
    var whenEmpty: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let limits: Limits

  init(limits: Limits) { self.limits = limits }

  var count: Int { state.withLock { $0.total } }

  func admit(_ peer: Peer) -> Bool {
    state.withLock { state in
      guard state.total < limits.connections else { return false }
      if !peer.isLoopback {
        let count = state.byAddress[peer.address, default: 0]
        guard count < limits.connectionsPerAddress else { return false }
        state.byAddress[peer.address] = count + 1
      }
      state.total += 1
      return true
    }
  }

  func leave(_ peer: Peer) {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.total -= 1
      if !peer.isLoopback, let count = state.byAddress[peer.address] {
        state.byAddress[peer.address] = count > 1 ? count - 1 : nil
      }
      guard state.total == 0 else { return [] }
      defer { state.whenEmpty = [] }
      return state.whenEmpty
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns when nobody is connected any more.
  func emptied() async {
    await withCheckedContinuation { continuation in
      let now = state.withLock { state in
        if state.total > 0 { state.whenEmpty.append(continuation) }
        return state.total == 0
      }
      if now { continuation.resume() }
    }
  }
}
