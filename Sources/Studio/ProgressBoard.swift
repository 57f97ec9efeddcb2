import Domain
import Synchronization

/// How far everything is that runs now. It lives in memory alone, and is told to those who listen at the moment.
final class ProgressBoard: Sendable {
  private struct Entry {
    var progress = ImageProgress()
    var told: ContinuousClock.Instant?
    var shown: ContinuousClock.Instant?
    var isShowing = false
  }

  /// Between two announcements of one generation's progress.
  static let pause = Duration.milliseconds(100)
  /// Between two of its previews, which weigh more.
  static let previewPause = Duration.milliseconds(500)

  /// A preview that will not be smaller is left out: every listener's line carries it.
  static let mostPreviewBytes = 96 << 10

  private let hub: EventHub
  private let clock: Clock
  private let entries = Mutex<[Identifier: Entry]>([:])

  init(hub: EventHub, clock: Clock) {
    self.hub = hub
    self.clock = clock
  }

  func progress(of id: Identifier) -> ImageProgress? { entries.withLock { $0[id]?.progress } }

  func open(_ id: Identifier) { entries.withLock { $0[id] = Entry() } }

  func close(_ id: Identifier) { _ = entries.withLock { $0.removeValue(forKey: id) } }

  /// Writes it up, and tells it unless that was done a moment ago.
  func note(_ progress: ImageProgress, of generation: Generation) {
    let now = ContinuousClock.now
    let mayTell = entries.withLock { entries in
      guard var entry = entries[generation.id] else { return false }
      defer { entries[generation.id] = entry }
      entry.progress = progress
      if let told = entry.told, told + Self.pause > now { return false }
      entry.told = now
      return true
    }
    guard mayTell, hub.count > 0 else { return }
    tell("generation.progressed", of: generation) { $0.append("progress", progress.json) }
  }

  /// Whether a preview would be looked at now; who asks makes it, and says `show`.
  func wantsPreview(of id: Identifier) -> Bool {
    guard hub.count > 0 else { return false }
    let now = ContinuousClock.now
    return entries.withLock { entries in
      guard let entry = entries[id], !entry.isShowing, entry.shown.map({ $0 + Self.previewPause <= now }) ?? true else {
        return false
      }
      entries[id]?.isShowing = true
      entries[id]?.shown = now
      return true
    }
  }

  /// Tells a preview, which must be small; nil when it came to nothing.
  func show(_ preview: Preview?, of generation: Generation) {
    let isOpen = entries.withLock { entries in
      entries[generation.id]?.isShowing = false
      return entries[generation.id] != nil
    }
    guard isOpen, let preview else { return }
    tell("generation.previewed", of: generation) { subject in
      subject.append("mediaType", .string(preview.format.mediaType))
      subject.append("width", .int(Int64(preview.width)))
      subject.append("height", .int(Int64(preview.height)))
      subject.append("data", .string(Base64.text(preview.bytes)))
    }
  }

  struct Preview: Sendable {
    let bytes: [UInt8]
    let format: Picture.Format
    let width: Int
    let height: Int
  }

  private func tell(_ type: String, of generation: Generation, _ add: (inout JSON.Object) -> Void) {
    var subject = JSON.Object()
    subject.append("type", "generation")
    subject.append("id", .string(generation.id.text))
    subject.append("workspaceId", .string(generation.workspaceId.text))
    add(&subject)
    hub.tell([
      EventHub.Announcement(
        passing: type, at: clock.now, workspaceId: generation.workspaceId, subject: .object(subject))
    ])
  }
}

extension ImageProgress {
  fileprivate var json: JSON {
    [
      "fraction": fraction.map { .double($0) } ?? nil, "step": step.map { .int(Int64($0)) } ?? nil,
      "steps": steps.map { .int(Int64($0)) } ?? nil, "stage": stage.map { .string($0) } ?? nil,
      "etaSeconds": etaSeconds.map { .double($0) } ?? nil,
    ]
  }
}
