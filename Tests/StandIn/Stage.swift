import HTTP
import Support
import Synchronization

/// What all played providers have in common: what is to go wrong, what was heard, and the pictures they make.
package final class Stage: Sendable {
  private struct State {
    var plans: [Fault.Plan] = []
    var heard: [(place: Place?, call: Call)] = []
    var submissions: [String: Int] = [:]
    var files: [[UInt8]] = []
    var jobs: [String: Int] = [:]
    var polls = 2
    var isHeld = false
    var isWhole = false
    var waiters: [(place: Place, count: Int, waiter: CheckedContinuation<Void, Never>)] = []

    func hasHeard(_ place: Place, _ count: Int) -> Bool { heard.count { $0.place == place } >= count }
  }

  /// The only key that is taken; nil takes all, and none.
  package let key: String?
  private let state = Mutex(State())
  private let address = Mutex("")

  init(key: String?) { self.key = key }

  func open(at address: String) { self.address.withLock { $0 = address } }

  package func reset() {
    state.withLock { state in
      state.plans = []
      state.heard = []
      state.submissions = [:]
      state.polls = 2
      state.isHeld = false
      state.isWhole = false
    }
  }

  /// From now on this goes wrong, and nothing that was told before.
  package func play(_ plans: [Fault.Plan]) { state.withLock { $0.plans = plans } }
  package func play(_ place: Place, _ fault: Fault, times: Int? = nil) {
    play([Fault.Plan(place, fault, times: times)])
  }

  /// How many questions a job takes until it is done.
  package var polls: Int {
    get { state.withLock { $0.polls } }
    set { state.withLock { $0.polls = newValue } }
  }

  /// While it holds, no work is ever done.
  package var isHeld: Bool {
    get { state.withLock { $0.isHeld } }
    set { state.withLock { $0.isHeld = newValue } }
  }

  /// As long as it is set, nothing is streamed, whatever a caller asks for.
  package var isWhole: Bool {
    get { state.withLock { $0.isWhole } }
    set { state.withLock { $0.isWhole = newValue } }
  }

  /// How often each prompt was submitted.
  package var submissions: [String: Int] { state.withLock { $0.submissions } }

  /// All calls for that purpose, or all.
  package func heard(_ place: Place? = nil) -> [Call] {
    state.withLock { $0.heard.filter { place == nil || $0.place == place }.map(\.call) }
  }

  /// Returns once that many such calls have been heard.
  package func hears(_ place: Place, count: Int = 1) async {
    await withCheckedContinuation { waiter in
      let isDone = state.withLock { state in
        if state.hasHeard(place, count) { return true }
        state.waiters.append((place, count, waiter))
        return false
      }
      if isDone { waiter.resume() }
    }
  }

  func hear(_ call: Call, _ place: Place?) {
    let ready = state.withLock { state in
      state.heard.append((place, call))
      let ready = state.waiters.filter { state.hasHeard($0.place, $0.count) }
      state.waiters = state.waiters.filter { !state.hasHeard($0.place, $0.count) }
      return ready
    }
    for waiting in ready { waiting.waiter.resume() }
  }

  func count(_ prompt: String) { state.withLock { $0.submissions[prompt, default: 0] += 1 } }

  /// What goes wrong at this place now; counts it as done.
  package func fault(at place: Place, where fits: (Fault) -> Bool = { _ in true }) -> Fault? {
    state.withLock { state in
      guard let index = state.plans.firstIndex(where: { $0.place == place && $0.times != 0 && fits($0.fault) }) else {
        return nil
      }
      if let left = state.plans[index].times { state.plans[index].times = left - 1 }
      return state.plans[index].fault
    }
  }

  /// Waits while the stand-in holds; throws `CancellationError` once the caller has gone.
  package func whileHeld() async throws {
    while isHeld { try await Task.sleep(for: .milliseconds(5)) }
  }

  // Pictures.

  /// A picture of that size whose colour depends on the seed, or what goes wrong in its place.
  package func picture(width: Int, height: Int, seed: UInt64) -> [UInt8] {
    let fault = fault(at: .picture, where: \.isOfPictures)
    if let bytes = fault?.insteadOfPicture { return bytes }
    if fault == .otherSize { return Specimen.plain(width: 40, height: 24, seed: seed) }
    return Specimen.plain(width: width, height: height, seed: seed)
  }

  /// Keeps a file; its address is on this server.
  package func keep(_ bytes: [UInt8], for kind: String) -> String {
    let number = state.withLock { state in
      state.files.append(bytes)
      return state.files.count - 1
    }
    return address.withLock { "\($0)/\(kind)/files/\(number).png" }
  }

  func file(_ name: Substring) -> [UInt8]? {
    guard let number = Int(name.prefix { $0 != "." }) else { return nil }
    return state.withLock { $0.files.indices.contains(number) ? $0.files[number] : nil }
  }

  /// The address of a path of that provider.
  package func url(_ path: String, for kind: String) -> String { address.withLock { "\($0)/\(kind)\(path)" } }

  // Jobs.

  /// Counts a question about a job; true once it is done.
  package func isDone(_ job: String) -> Bool {
    state.withLock { state in
      state.jobs[job, default: 0] += 1
      return !state.isHeld && (state.jobs[job] ?? 0) >= state.polls
    }
  }
}
