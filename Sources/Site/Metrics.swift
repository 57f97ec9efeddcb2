import Domain
import Glibc
import HTTP
import Storage
import Studio
import Synchronization

/// What was answered, counted by route pattern: never by path, so that no client decides how much is remembered.
final class Metrics: Sendable {
  /// Upper bounds in microseconds.
  private static let buckets = [
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000,
  ]

  private struct Count {
    var statuses: [(code: Int, count: Int)] = []
    var buckets = [Int](repeating: 0, count: Metrics.buckets.count)
    var microseconds = 0

    mutating func add(_ status: Int, _ time: Int) {
      microseconds &+= time
      if let bucket = Metrics.buckets.firstIndex(where: { time <= $0 }) { buckets[bucket] &+= 1 }
      if let known = statuses.firstIndex(where: { $0.code == status }) {
        statuses[known].count &+= 1
      } else {
        statuses.append((status, 1))
      }
    }
  }

  /// A place per route, and one more for what has none.
  private let counts: Mutex<[Count]>
  private let labels: [String]

  init(_ routes: [Route]) {
    counts = Mutex([Count](repeating: Count(), count: routes.count + 1))
    labels =
      routes.map { "method=\"\($0.method.rawValue)\",route=\"\($0.pattern)\"" } + ["method=\"\",route=\"other\""]
  }

  /// `route` is its place in the table; nil for a file of the site or an unknown address.
  func add(route: Int?, status: Int, microseconds: Int) {
    counts.withLock { $0[route ?? $0.count - 1].add(status, microseconds) }
  }

  static func respond(_ call: Call) async throws -> Response {
    Response(
      .ok, type: MediaType("text/plain; version=0.0.4; charset=utf-8"), Array(call.site.metrics.text(call.site).utf8))
  }

  private func text(_ site: FrontDesk) -> String {
    var text = Exposition()
    let counts = counts.withLock { $0 }
    text.describe("pixazo_http_requests_total", "counter", "Requests answered.")
    for (label, count) in zip(labels, counts) {
      for status in count.statuses.sorted(by: { $0.code < $1.code }) {
        text.sample("pixazo_http_requests_total", "\(label),status=\"\(status.code)\"", status.count)
      }
    }
    let seconds = "pixazo_http_request_duration_seconds"
    text.describe(seconds, "histogram", "From a request's head to its answer's.")
    for (label, count) in zip(labels, counts) where !count.statuses.isEmpty {
      var below = 0
      for (bound, inside) in zip(Self.buckets, count.buckets) {
        below += inside
        text.sample("\(seconds)_bucket", "\(label),le=\"\(Double(bound) / 1e6)\"", below)
      }
      let total = count.statuses.reduce(0) { $0 + $1.count }
      text.sample("\(seconds)_bucket", "\(label),le=\"+Inf\"", total)
      text.sample("\(seconds)_sum", label, Double(count.microseconds) / 1e6)
      text.sample("\(seconds)_count", label, total)
    }
    text.describe("pixazo_build_info", "gauge", "Always 1; the version is its label.")
    text.sample("pixazo_build_info", "version=\"\(site.options.version)\"", 1)
    text.gauge("pixazo_event_subscribers", "Clients that listen to events.", site.hub.count)
    text.gauge("pixazo_connections", "Open sockets.", site.options.connections())
    text.gauge("pixazo_waiting_writes", "Writes that wait for their turn.", site.store.waitingWrites)
    let queue = site.queue.figures
    text.gauge("pixazo_queue_waiting", "Generations that wait.", queue.waiting)
    text.gauge("pixazo_queue_running", "Generations that run.", queue.running)
    text.gauge("pixazo_queue_paused", "1 while no generation is begun.", queue.isPaused ? 1 : 0)
    text.describe("pixazo_queue_turns_total", "counter", "Turns that generations were given.")
    text.sample("pixazo_queue_turns_total", "", queue.turns)
    ProcessFigures.write(to: &text, started: site.started)
    return text.text
  }
}

/// The text format of Prometheus.
struct Exposition {
  private(set) var text = ""

  mutating func describe(_ name: String, _ kind: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
  }

  mutating func sample(_ name: String, _ labels: String, _ value: some Numeric) {
    text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
  }

  mutating func gauge(_ name: String, _ help: String, _ value: some Numeric) {
    describe(name, "gauge", help)
    sample(name, "", value)
  }
}

/// What the system says of this process.
private enum ProcessFigures {
  static func write(to text: inout Exposition, started: Timestamp) {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    text.describe("process_cpu_seconds_total", "counter", "Processor time used.")
    text.sample("process_cpu_seconds_total", "", seconds(usage.ru_utime) + seconds(usage.ru_stime))
    text.gauge("process_start_time_seconds", "When it started, since 1970.", Double(started.milliseconds) / 1e3)
    let pages = statm()
    text.gauge("process_virtual_memory_bytes", "Address space in use.", pages.virtual)
    text.gauge("process_resident_memory_bytes", "Memory in use.", pages.resident)
    text.gauge("process_open_fds", "Open file descriptors.", openDescriptors())
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    text.gauge("process_max_fds", "The most file descriptors there may be.", Int(clamping: limit.rlim_cur))
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

  private static func statm() -> (virtual: Int, resident: Int) {
    guard let file = fopen("/proc/self/statm", "re") else { return (0, 0) }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return (0, 0) }
    let pages = line.prefix { $0 != 0 }.split(separator: CChar(UInt8(ascii: " "))).prefix(2).map { digits in
      digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
    guard pages.count == 2 else { return (0, 0) }
    return (pages[0] * sysconf(Int32(_SC_PAGESIZE)), pages[1] * sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func openDescriptors() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Not the two dots, nor the descriptor that reads this folder.
    return max(0, count - 3)
  }
}
