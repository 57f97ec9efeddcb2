import Foundation

/// From exec to the first answered request, on an empty folder and on one that has been used; and memory at rest.
@Sendable func benchStart() async throws {
  func started(in data: Scratch) throws -> (milliseconds: Double, memory: Double) {
    let begin = DispatchTime.now()
    let studio = try Studio(data: data)
    let answer = Socket(port: studio.port)?.get("/readyz", port: studio.port) ?? ""
    let time = Double(DispatchTime.now().uptimeNanoseconds - begin.uptimeNanoseconds) / 1e6
    guard answer.hasPrefix("HTTP/1.1 200") else { throw CocoaError(.coderReadCorrupt) }
    let memory = studio.program.memory
    studio.program.stop()
    return (time, memory)
  }
  let fresh = try (0..<9).map { _ in try started(in: Scratch()) }
  let used = try Scratch()
  _ = try started(in: used)
  let again = try (0..<9).map { _ in try started(in: used) }
  line("first start, empty folder, ms", "\(Spread(fresh.map(\.milliseconds)))")
  line("start, existing folder, ms", "\(Spread(again.map(\.milliseconds)))")
  line("memory after start (PSS), MB", "\(Spread(again.map(\.memory)))")
}
