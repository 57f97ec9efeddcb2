import Domain
import Foundation
import HTTP
import Synchronization

/// What a streamed reply costs on its way through us, beside a relay of FastAPI, uvicorn and httpx that keeps nothing:
/// how much older a token gets, 1,000 replies at once, and how fast events are read.
@Sendable func benchChats() async throws {
  raiseFileLimit()
  let source = try TokenSource()
  let data = try Scratch()
  let studio = try Studio(data: data)
  let ours = try await Relay(studio, source)
  let peer = try Relay(python: source)

  let quick = "steady-200-5"
  _ = try await ours.ages(of: quick)
  _ = try await peer?.ages(of: quick)
  var rounds: [(ours: [Double], peer: [Double])] = []
  for _ in 0..<5 { rounds.append((try await ours.ages(of: quick), try await peer?.ages(of: quick) ?? [])) }
  for (what, share) in [("median", 0.5), ("99th of 100", 0.99)] {
    let mine = Spread(rounds.map { percentile($0.ours, share) })
    line("a token's way through us, \(what), ms", "\(mine)")
    guard peer != nil else { continue }
    line("… through FastAPI, ms", "\(Spread(rounds.map { percentile($0.peer, share) }))")
    line("… FastAPI / ours", "\(Spread(rounds.map { percentile($0.peer, share) / percentile($0.ours, share) }))")
  }

  try await manyStreams(ours, "us")
  if let peer {
    try await manyStreams(peer, "FastAPI")
  } else {
    line("FastAPI", "skipped: its packages are not to be had")
  }
  try parsing()
  await source.stop()
  withExtendedLifetime(data) {}
}

/// 1,000 replies at once, a token a second each.
private func manyStreams(_ relay: Relay, _ name: String) async throws {
  try await relay.prepare(1_000)
  let idle = relay.program.memory, before = relay.program.cpu
  let tokens = 15
  async let peak = mostMemory(of: relay.program, for: .seconds(tokens - 2))
  async let flow = processorTime(of: relay.program, from: .seconds(4), for: .seconds(tokens - 6))
  let all = try await withThrowingTaskGroup(of: [Double]?.self) { group in
    for number in 0..<1_000 { group.addTask { try? await relay.ages(of: "steady-\(tokens)-1000", in: number) } }
    return try await group.reduce(into: [[Double]]()) { if let ages = $1 { $0.append(ages) } }
  }
  let ages = all.flatMap(\.self)
  let cpu = (relay.program.cpu - before) / Double(max(1, ages.count))
  line("1,000 streams through \(name): letter by letter", "\(all.count)")
  line("… memory for them, MB; in all, MB", "\(number(await peak - idle)); \(number(await peak))")
  line("… CPU, µs a token; between first and last", "\(number(cpu)); \(number(await flow / 1_000))")
  line(
    "… a token's way, median; 99th of 100, ms", "\(number(percentile(ages, 0.5))); \(number(percentile(ages, 0.99)))")
}

/// Microseconds of the processor for each second of a while.
private func processorTime(of program: Program, from start: Duration, for time: Duration) async -> Double {
  try? await Task.sleep(for: start)
  let before = program.cpu, begin = ContinuousClock.now
  try? await Task.sleep(for: time)
  return (program.cpu - before) / ((ContinuousClock.now - begin) / .seconds(1))
}

private func mostMemory(of program: Program, for time: Duration) async -> Double {
  let end = ContinuousClock.now + time
  var most = 0.0
  while ContinuousClock.now < end {
    most = max(most, program.memory)
    try? await Task.sleep(for: .milliseconds(500))
  }
  return most
}

/// Reads 32 MB of events as providers send them, in pieces of a socket's size.
private func parsing() throws {
  let event = TokenSource.chunk(#"{"content":" several words of an answer"}"#, "null")
  let bytes = Array(repeatElement(event, count: (32 << 20) / event.count).joined())
  let pieces = stride(from: 0, to: bytes.count, by: 16_384).map { Array(bytes[$0..<min($0 + 16_384, bytes.count)]) }
  let rates = try (0..<5).map { _ in
    var parser = ServerSentEventParser()
    var count = 0
    let begin = DispatchTime.now()
    for piece in pieces {
      parser.feed(piece)
      while try parser.next() != nil { count += 1 }
    }
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e9
    return count == bytes.count / event.count ? Double(bytes.count) / 1e6 / seconds : .nan
  }
  line("events read, MB/s", "\(Spread(rates))")
  guard let python = Relay.python else { return }
  let scratch = try Scratch()
  let file = try scratch.write("events", bytes)
  let program = try Program(python, [Relay.script, "parse", file])
  let theirs = Double(program.allOutput().trimmingCharacters(in: .whitespacesAndNewlines)) ?? .nan
  line("… by a loop in Python, MB/s; ours / theirs", "\(number(theirs)); \(number(Spread(rates).median / theirs))")
}

private func percentile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

private func raiseFileLimit() {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  limit.rlim_cur = min(limit.rlim_max, 65_536)
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// A server between a client and the source of tokens.
///
/// Unchecked: `chats` is only written by `prepare`, which has returned before any stream begins, and the program is only
/// looked at by one task at a time.
private final class Relay: @unchecked Sendable {
  private var chats: [String] = []
  let program: Program
  private let source: TokenSource
  private let port: UInt16
  private let workspace: String?
  private let client = Client(userAgent: "bench")

  static let script = "Tests/Bench/chats/relay.py"
  /// A provider is called by 64 at a time at most.
  private static let lanes = 16

  /// With the packages that it wants, once they are there; nil when they cannot be had.
  static let python: String? = {
    let home = ".build/bench-venv", mark = "\(home)/installed.txt"
    let wanted = "Tests/Bench/chats/requirements.txt"
    if !FileManager.default.contentsEqual(atPath: wanted, andPath: mark) {
      guard let python = Program.find("python3"),
        (try? Measured.run(python, ["-m", "venv", home])) != nil,
        (try? Measured.run("\(home)/bin/pip", ["install", "--quiet", "-r", wanted])) != nil
      else { return nil }
      try? FileManager.default.removeItem(atPath: mark)
      try? FileManager.default.copyItem(atPath: wanted, toPath: mark)
    }
    return "\(home)/bin/python"
  }()

  init?(python source: TokenSource) throws {
    guard let python = Self.python else { return nil }
    self.source = source
    program = try Program(python, [Self.script, "serve", source.url])
    guard let port = UInt16(program.firstLine()) else { return nil }
    self.port = port
    workspace = nil
    while Socket(port: port) == nil { usleep(10_000) }
  }

  init(_ studio: Studio, _ source: TokenSource) async throws {
    self.source = source
    program = studio.program
    port = studio.port
    var made: JSON = .null
    func post(_ path: String, _ json: JSON, _ client: Client, _ port: UInt16) async throws -> JSON {
      try await Self.post("http://127.0.0.1:\(port)/api/v1\(path)", json, client)
    }
    made = try await post("/workspaces", ["name": "Bench"], client, port)
    workspace = made["id"]?.string
    // As many as may be called at once, so that nobody waits for a turn.
    for number in 0..<Self.lanes {
      _ = try await post(
        "/providers",
        [
          "kind": "openai-compatible", "id": .string("source-\(number)"), "baseUrl": .string(source.url),
          "limits": ["concurrency": 64], "options": ["models": "steady-200-5, steady-15-1000"],
        ], client, port)
    }
    try await prepare(1)
  }

  private static func post(_ url: String, _ json: JSON, _ client: Client) async throws -> JSON {
    var request = Client.Request(.post, url, reach: .anywhere, limit: 1 << 20)
    request.headers = ["content-type": "application/json"]
    request.body = .bytes(json.bytes)
    return try JSON(parsing: await client.send(request).body.collect())
  }

  /// Makes a chat for each of so many streams.
  func prepare(_ count: Int) async throws {
    guard let workspace else { return }
    while chats.count < count {
      let url = "http://127.0.0.1:\(port)/api/v1/workspaces/\(workspace)/chats"
      chats.append(try await Self.post(url, ["title": "Bench"], client)["id"]?.string ?? "")
    }
  }

  /// Asks for a stream and says how old each of its tokens was when it came. Throws when the text that came is not,
  /// letter by letter, the one that was sent.
  func ages(of model: String, in number: Int = 0) async throws -> [Double] {
    let question = "Go \(Self.asked.wrappingAdd(1, ordering: .relaxed).newValue)"
    var request: Client.Request
    if workspace == nil {
      request = Client.Request(.post, "http://127.0.0.1:\(port)/chat", reach: .anywhere, limit: 64 << 20)
      request.body = .bytes(JSON.object(["text": .string(question), "model": .string(model)]).bytes)
    } else {
      let url = "http://127.0.0.1:\(port)/api/v1/chats/\(chats[number])/messages"
      request = Client.Request(.post, url, reach: .anywhere, limit: 64 << 20)
      request.body = .bytes(
        JSON.object([
          "text": .string(question), "model": .string("source-\(number % Self.lanes)/\(model)"), "parentId": nil,
        ]).bytes)
    }
    request.headers = ["content-type": "application/json", "accept": "text/event-stream"]
    request.timeouts.firstByte = .seconds(120)
    let response = try await client.send(request)
    var pieces: [(bytes: [UInt8], time: UInt64)] = []
    while let bytes = try await response.body.next() { pieces.append((bytes, TokenSource.now)) }
    let reply = try RelayedReply(pieces)
    guard let sent = source.answer(to: question), reply.text == sent, workspace == nil || reply.end == sent else {
      throw CocoaError(.fileReadCorruptFile, userInfo: [NSLocalizedDescriptionKey: "another text came than was sent"])
    }
    return reply.ages
  }

  private static let asked = Atomic<Int>(0)
}
