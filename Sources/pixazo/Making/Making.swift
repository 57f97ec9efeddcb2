import Domain
import Synchronization

/// Has the images of one recipe made, and waits for them.
struct Making: Sendable {
  let place: Workplace

  /// The generation as it ended. `show` hears of it as it goes on; once `isGivenUp` says so, it is cancelled.
  func make(
    _ recipe: JSON, isGivenUp: @Sendable () -> Bool, show: (JSON) -> Void
  ) async throws -> JSON {
    let door = place.door
    var generation = try await door.post("/workspaces/\(place.id)/generations", recipe)
    guard let id = generation["id"]?.string else { throw Misuse("The studio did not say what became of the order.") }
    var hasCancelled = false
    while Self.isLive(generation) {
      show(generation)
      if isGivenUp(), !hasCancelled {
        hasCancelled = true
        _ = try await door.post("/generations/\(id)/cancel")
      }
      try await Task.sleep(for: Self.pause)
      generation = try await door.get("/generations/\(id)")
    }
    return generation
  }

  /// How long between two looks. A person's eye, and no more than a few requests a second.
  private static let pause = Duration.milliseconds(120)

  private static func isLive(_ generation: JSON) -> Bool {
    ["queued", "running"].contains(generation["state"]?.string)
  }

  /// The images of a generation, as the API shows them there.
  static func images(of generation: JSON) -> [JSON] { generation["images"]?.array ?? [] }

  /// What to tell a person who waits.
  static func words(of generation: JSON) -> (fraction: Double, words: String) {
    let progress = generation["progress"] ?? .null
    let fraction = progress["fraction"]?.double ?? 0
    guard generation["state"] == "running" else {
      let place = generation["queuePosition"]?.int.map { ", \($0) in the line" } ?? ""
      return (fraction, "waits\(place)")
    }
    var words = "\(Int((fraction * 100).rounded(.down))) %"
    if let stage = progress["stage"]?.string { words += " \(stage)" }
    if let step = progress["step"]?.int, let steps = progress["steps"]?.int { words += " \(step)/\(steps)" }
    if let seconds = progress["etaSeconds"]?.double { words += ", \(Int(seconds.rounded(.up))) s left" }
    return (fraction, words)
  }
}

/// Whether the person has asked for the end.
final class GivenUp: Sendable {
  private let flag = Atomic(false)
  var isSo: Bool { flag.load(ordering: .relaxed) }
  func be() { flag.store(true, ordering: .relaxed) }
}
