import Glibc
import StandIn

/// The stand-in as a process of its own: `StandInServer [PORT [KEY]]`. Says on stdout where it listens and plays until
/// it is ended.
@main enum StandInServer {
  static func main() async throws {
    let arguments = CommandLine.arguments
    let port = arguments.count > 1 ? UInt16(arguments[1]) : 0
    guard let port, arguments.count <= 3 else { exit(2) }
    let standIn = try StandIn(key: arguments.count > 2 ? arguments[2] : nil, port: port)
    let line = Array("Listening on \(standIn.url)\n".utf8)
    write(STDOUT_FILENO, line, line.count)
    while true { try await Task.sleep(for: .seconds(3_600)) }
  }
}
