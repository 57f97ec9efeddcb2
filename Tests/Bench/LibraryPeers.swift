import Domain
import Foundation
import SQLite

/// What one would write first: OFFSET for depth, LIKE for words, a count for each number that is shown.
func measureNaive(_ seed: LibrarySeed) throws {
  let connection = try Connection(path: seed.path + "/pixazo.db", mode: .readOnly)
  func time(_ rounds: Int, _ sql: String, _ arguments: [any Bindable]) throws -> Spread {
    Spread(
      try (0..<rounds).map { _ in
        let start = ContinuousClock.now
        try connection.each(sql, arguments) { _ = try $0.integer(0) }
        return (ContinuousClock.now - start) / .microseconds(1)
      })
  }
  let kept = "FROM images WHERE number >= ? AND number < ? AND deleted_at IS NULL"
  let stretch = try seed.stretch()
  let bounds: [any Bindable] = [stretch.lowerBound, stretch.upperBound]
  for depth in [0, seed.count / 20, seed.count / 2] {
    let sql = "SELECT number, prompt, recipe \(kept) ORDER BY number DESC LIMIT 60 OFFSET ?"
    line("naive: OFFSET \(depth), µs", "\(try time(7, sql, bounds + [depth]))")
  }
  for (name, word) in [("rare", "%token777%"), ("common", "%dragon%")] {
    let sql = "SELECT number, prompt, recipe \(kept) AND prompt LIKE ? ORDER BY number DESC LIMIT 60"
    line("naive: LIKE, \(name), µs", "\(try time(5, sql, bounds + [word]))")
  }
  line("naive: count(*), µs", "\(try time(7, "SELECT count(*) \(kept)", bounds))")
}

/// The list over HTTP and the start: from us, from FastAPI with SQLAlchemy and from FastAPI with bare sqlite3, in turn.
func measureBesidePython(_ seed: LibrarySeed) throws {
  guard let wrk = Program.find("wrk"), let python = Program.find("python3") else {
    return line("skipped: FastAPI", "wrk or python3 is not installed")
  }
  let venv = FileManager.default.currentDirectoryPath + "/.build/bench-library-venv"
  if !FileManager.default.fileExists(atPath: venv + "/bin/uvicorn") {
    _ = try Program(python, ["-m", "venv", venv]).allOutput()
    let list = "Tests/Bench/library/requirements.txt"
    _ = try Program(venv + "/bin/pip", ["install", "--quiet", "-r", list], quiet: false).allOutput()
  }
  // They know where the pictures of a workspace lie, as we do.
  let stretch = try seed.stretch()
  let asked = "?start=\(stretch.lowerBound)&end=\(stretch.upperBound)"
  let ours = "/api/v1/workspaces/\(seed.huge)/images", theirs = "/images\(asked)"

  var starts: (ours: [Double], theirs: [Double]) = ([], [])
  for _ in 0..<7 {
    starts.ours.append(try milliseconds { Running(try Studio(path: seed.path), answering: ours) })
    starts.theirs.append(try milliseconds { try Running(uvicorn: venv, seed, answering: theirs) })
  }
  line("start to the first list: ours, ms", "\(Spread(starts.ours))")
  line("start to the first list: FastAPI, ms", "\(Spread(starts.theirs))")
  line("start, ours / FastAPI", "\(Spread(zip(starts.ours, starts.theirs).map { $0 / $1 }))")

  let studio = Running(try Studio(path: seed.path), answering: ours)
  let peer = try Running(uvicorn: venv, seed, answering: theirs)
  let contestants = [
    ("ours", studio, ours), ("FastAPI + SQLAlchemy", peer, theirs),
    ("FastAPI + sqlite3", peer, "/raw\(asked)"),
  ]
  for connections in [1, 16] {
    var loads: [[Load]] = contestants.map { _ in [] }
    for _ in 0..<5 {
      for (place, (_, program, path)) in contestants.enumerated() {
        loads[place].append(try Load(wrk, program, path, connections: connections))
      }
    }
    for (load, (name, _, _)) in zip(loads, contestants) {
      line("list of 60 by \(connections): \(name), requests/s", "\(Spread(load.map(\.rate)))")
      line("list of 60 by \(connections): \(name), p99 ms", "\(Spread(load.map(\.p99)))")
    }
    for (load, (name, _, _)) in zip(loads, contestants).dropFirst() {
      line("list of 60 by \(connections): ours / \(name)", "\(Spread(zip(loads[0], load).map { $0.rate / $1.rate }))")
    }
  }
  line("memory after that (PSS): ours, MB", number(studio.program.memory))
  line("memory after that (PSS): FastAPI, MB", number(peer.program.memory))
}

private func milliseconds(_ start: () throws -> Running) rethrows -> Double {
  let begin = ContinuousClock.now
  let running = try start()
  let time = (ContinuousClock.now - begin) / .milliseconds(1)
  running.program.stop()
  return time
}

/// A server that has answered once.
private struct Running {
  let program: Program
  let port: UInt16

  init(_ studio: Studio, answering path: String) {
    program = studio.program
    port = studio.port
    wait(for: path)
  }

  init(uvicorn venv: String, _ seed: LibrarySeed, answering path: String) throws {
    port = Self.freePort()
    program = try Program(
      "/usr/bin/env",
      [
        "DB=\(seed.path)/pixazo.db", venv + "/bin/uvicorn", "peer:app", "--app-dir", "Tests/Bench/library", "--port",
        "\(port)", "--log-level", "error", "--no-access-log",
      ], quiet: false)
    wait(for: path)
  }

  private func wait(for path: String) {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if Socket(port: port)?.get(path, port: port).hasPrefix("HTTP/1.1 200") == true { return }
      usleep(1_000)
    }
  }

  private static func freePort() -> UInt16 {
    (UInt16(20_000)..<21_000).first { Socket(port: $0) == nil } ?? 20_000
  }
}

/// What wrk saw in three seconds.
private struct Load {
  let rate: Double
  let p99: Double

  init(_ wrk: String, _ running: Running, _ path: String, connections: Int) throws {
    let address = "http://127.0.0.1:\(running.port)\(path)"
    let words = try Program(wrk, ["-t1", "-c\(connections)", "-d3s", "--latency", address]).allOutput()
      .split(whereSeparator: \.isWhitespace).map(String.init)
    rate = words.firstIndex(of: "requests").flatMap { Double(words[$0 - 1]) }.map { $0 / 3 } ?? .nan
    p99 = words.firstIndex(of: "99%").flatMap { Self.milliseconds(words[$0 + 1]) } ?? .nan
  }

  private static func milliseconds(_ text: String) -> Double? {
    for (unit, factor) in [("us", 0.001), ("ms", 1), ("s", 1_000)] where text.hasSuffix(unit) {
      return Double(text.dropLast(unit.count)).map { $0 * factor }
    }
    return nil
  }
}
