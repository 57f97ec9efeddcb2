package import Domain
import Synchronization

/// What the server says of itself: one line per matter, a fixed message with the facts beside it.
package final class Log: Sendable {
  package enum Level: String, Sendable, CaseIterable, Comparable {
    case error, warning, info, debug

    package static func < (left: Level, right: Level) -> Bool { left.weight < right.weight }

    private var weight: Int {
      switch self {
      case .error: 3
      case .warning: 2
      case .info: 1
      case .debug: 0
      }
    }
  }

  package enum Form: String, Sendable, CaseIterable {
    /// An object per line, for programs.
    case json
    /// For eyes.
    case human
  }

  /// A fact beside a message.
  package enum Fact: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral
  {
    case text(String)
    case number(Int)
    case decimal(Double)

    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .number(value) }
  }

  package typealias Facts = KeyValuePairs<StaticString, Fact>

  private let least: Level
  private let form: Form
  private let clock: Clock
  private let sink: @Sendable ([UInt8]) -> Void
  private let secrets = Mutex<[[UInt8]]>([])

  /// `sink` gets whole lines, from any thread.
  package init(
    _ least: Level = .info, form: Form = .json, clock: Clock = .system, sink: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.least = least
    self.form = form
    self.clock = clock
    self.sink = sink
  }

  /// A log that says nothing.
  package static let silent = Log(.error) { _ in }

  /// From now on `secret` is blotted out of every line. One of fewer than 8 bytes is ignored: it would blot words.
  package func hide(_ secret: String) {
    let bytes = Array(secret.utf8)
    guard bytes.count >= 8 else { return }
    // As it would look inside JSON, which is how every line is made.
    let quoted = Array(JSON.string(secret).bytes.dropFirst().dropLast())
    secrets.withLock { $0 += quoted == bytes ? [bytes] : [bytes, quoted] }
  }

  package func error(_ message: StaticString, _ facts: @autoclosure () -> Facts = [:]) { say(.error, message, facts) }
  package func warning(_ message: StaticString, _ facts: @autoclosure () -> Facts = [:]) {
    say(.warning, message, facts)
  }
  package func info(_ message: StaticString, _ facts: @autoclosure () -> Facts = [:]) { say(.info, message, facts) }
  package func debug(_ message: StaticString, _ facts: @autoclosure () -> Facts = [:]) { say(.debug, message, facts) }

  private func say(_ level: Level, _ message: StaticString, _ facts: () -> Facts) {
    guard level >= least else { return }
    var line = form == .json ? json(level, message, facts()) : human(level, message, facts())
    line.append(UInt8(ascii: "\n"))
    for secret in secrets.withLock({ $0 }) { line = Self.blot(secret, from: line) }
    sink(line)
  }

  private func json(_ level: Level, _ message: StaticString, _ facts: Facts) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.field("at", clock.now)
      json.field("level", level.rawValue)
      json.field("message", message.description)
      for (name, fact) in facts { json.field(name, fact) }
    }
    return json.bytes
  }

  private func human(_ level: Level, _ message: StaticString, _ facts: Facts) -> [UInt8] {
    let mark = level == .info ? "" : " \(level.rawValue)"
    var line = Array("\(clock.now.text.dropFirst(11).prefix(8))\(mark) \(message)".utf8)
    for (name, fact) in facts {
      // Written as JSON, a line break or an escape code in a fact cannot pass for a line or a colour of ours.
      var value = JSONWriter()
      value.value(fact)
      line += " \(name)=".utf8
      line += value.bytes
    }
    return line
  }

  private static func blot(_ secret: [UInt8], from line: [UInt8]) -> [UInt8] {
    let places = line.ranges(of: secret)
    guard !places.isEmpty else { return line }
    var blotted: [UInt8] = []
    var kept = 0
    for place in places {
      blotted += line[kept..<place.lowerBound]
      blotted += "[hidden]".utf8
      kept = place.upperBound
    }
    return blotted + line[kept...]
  }
}

extension Log.Fact: JSONWritable {
  package func write(to json: inout JSONWriter) {
    switch self {
    case .text(let text): text.write(to: &json)
    case .number(let number): number.write(to: &json)
    case .decimal(let number): number.write(to: &json)
    }
  }
}
