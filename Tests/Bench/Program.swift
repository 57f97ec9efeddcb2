import Foundation

/// A program that we started, and what the kernel says it has used.
final class Program {
  private let process = Process()
  private let output = Pipe()

  init(_ path: String, _ arguments: [String], quiet: Bool = true) throws {
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = quiet ? FileHandle.nullDevice : FileHandle.standardError
    try process.run()
  }

  deinit { stop() }

  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    let deadline = ContinuousClock.now + .seconds(10)
    while process.isRunning, ContinuousClock.now < deadline { usleep(2_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Waits for the first line on standard output.
  func firstLine() -> String {
    var line: [UInt8] = []
    while let byte = try? output.fileHandleForReading.read(upToCount: 1), byte.first != 0x0A, !byte.isEmpty {
      line += byte
    }
    return String(decoding: line, as: UTF8.self)
  }

  func allOutput() -> String {
    String(decoding: (try? output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
  }

  /// The process and its children: nginx works in a child.
  var family: [Int32] {
    let own = process.processIdentifier
    let children = (try? String(contentsOfFile: "/proc/\(own)/task/\(own)/children", encoding: .utf8)) ?? ""
    return [own] + children.split(separator: " ").compactMap { Int32($0) }
  }

  /// Processor time so far, in microseconds.
  var cpu: Double {
    family.reduce(0) { total, pid in
      let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
      let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
      guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return total }
      return total + (user + system) * 1_000_000 / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
  }

  /// Memory that is its own share, in MB.
  var memory: Double {
    family.reduce(0) { total, pid in
      let rollup = (try? String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8)) ?? ""
      let line = rollup.split(separator: "\n").first { $0.hasPrefix("Pss:") }
      return total + (line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1_000
    }
  }

  static func find(_ name: String) -> String? {
    let places = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return (places + ["/usr/sbin"]).map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// The server under test on a data folder of its own.
struct Studio {
  let program: Program
  let port: UInt16

  static var binary: String { ProcessInfo.processInfo.environment["PIXAZO"] ?? ".build/release/pixazo" }

  init(data: Scratch) throws { try self.init(path: data.path) }

  init(path: String) throws {
    program = try Program(Self.binary, ["serve", "--port", "0", "--data-dir", path, "--log-level", "error"])
    let line = program.firstLine()
    guard let colon = line.lastIndex(of: ":"), let port = UInt16(line[line.index(after: colon)...]) else {
      throw CocoaError(.executableLoad, userInfo: [NSLocalizedDescriptionKey: "the server said: \(line)"])
    }
    self.port = port
  }

}

/// A folder that goes when its owner does.
final class Scratch {
  let path: String
  init(in folder: String = NSTemporaryDirectory()) throws {
    path = "\(folder)/pixazo-bench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A folder in it, made if need be.
  func folder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    return "\(path)/\(name)"
  }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}
