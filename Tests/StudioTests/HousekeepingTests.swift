import Domain
import Storage
@testable import Studio
import Support
import Testing

@Suite("Housekeeping")
struct HousekeepingTests {
  @Test("what is due is said in days")
  func due() {
    let due = Housekeeping.Due(at: Timestamp(milliseconds: 1_795_000_000_000))
    #expect(due.trash.adding(seconds: 30 * 86_400) == Timestamp(milliseconds: 1_795_000_000_000))
    #expect(due.events > due.trash && due.answers > due.events)
  }

  @Test("the trash is purged after 30 days and not before; events and answers are trimmed")
  func sweep() async throws {
    let studio = try await TestStudio()
    let housekeeping = Housekeeping(
      store: studio.store, vault: studio.pictures.vault, clock: studio.time.clock, log: .silent)
    let gone = try await studio.store.write { writing in
      let answer = RememberedAnswer(requestHash: [1], status: 201, headers: [:], body: [])
      try writing.idempotency.remember(answer, key: "k", scope: "s")
      try writing.workspaces.insert(Workspace.Draft(name: "kept"))
      return try writing.workspaces.trash(writing.workspaces.insert(Workspace.Draft(name: "gone")).id)
    }
    studio.time.advance(seconds: Housekeeping.trashSeconds)
    let early = try await housekeeping.sweep()
    #expect(early.trash == 0)
    #expect(early.answers == 1)
    #expect(early.events > 0)
    studio.time.advance(seconds: 1)
    #expect(try await housekeeping.sweep().trash == 1)
    #expect(try await housekeeping.sweep().isNothing)
    await #expect(throws: Failure.self) { try await studio.store.read { try $0.workspaces.get(gone.id) } }
    #expect(try await studio.store.read { try $0.workspaces.list(.kept, limit: 9).items.map(\.name) }.contains("kept"))
  }

  @Test("pictures go after 30 days in the trash, or with their workspace, and their files with them")
  func pictures() async throws {
    let studio = try await PictureStudio()
    let other = try await studio.store.write { try $0.workspaces.insert(Workspace.Draft(name: "gone")).id }
    let kept = try await studio.receive([Specimen.png(seed: 1)])[0].picture
    let trashed = try await studio.receive([Specimen.png(seed: 2)])[0].picture
    try await studio.receive([Specimen.png(seed: 1), Specimen.png(seed: 3)], into: other)
    try await studio.store.write { writing in
      try writing.images.trash(trashed.id)
      try writing.workspaces.trash(other)
    }
    studio.studio.time.advance(seconds: Housekeeping.trashSeconds + 1)
    let swept = try await Housekeeping(
      store: studio.store, vault: studio.pictures.vault, clock: studio.studio.time.clock, log: .silent
    ).sweep()
    #expect(swept.trash == 4 && swept.files == 2)
    #expect(try studio.files(in: "images") == ["\(Hexadecimal.text(kept.sha256)).png"])
    #expect(try studio.files(in: "thumbs") == ["\(Hexadecimal.text(kept.sha256)).jpg"])
  }

  @Test("the loop sweeps at once and ends with its task")
  func loop() async throws {
    let studio = try await TestStudio()
    try await studio.store.write { writing in
      _ = try writing.workspaces.trash(writing.workspaces.insert(Workspace.Draft(name: "gone")).id)
    }
    studio.time.advance(seconds: Housekeeping.trashSeconds + 1)
    let heard = studio.hub.subscribe()
    let housekeeping = Housekeeping(
      store: studio.store, vault: studio.pictures.vault, clock: studio.time.clock, log: .silent)
    let loop = Task { await housekeeping.run() }
    guard case .announcements(let events) = await heard.next() else { return }
    #expect(events.map(\.type) == ["workspace.purged"])
    loop.cancel()
    await loop.value
  }

  @Test("after a nudge the loop sweeps long before its time")
  func nudged() async throws {
    let studio = try await PictureStudio()
    let picture = try await studio.receive([Specimen.png()])[0].picture
    let nudge = Nudge()
    let housekeeping = Housekeeping(
      store: studio.store, vault: studio.pictures.vault, clock: studio.studio.time.clock, log: .silent)
    let loop = Task { await housekeeping.run(every: .seconds(86_400), nudge: nudge, rest: .zero) }
    try await studio.store.write { try $0.images.purge(picture.id) }
    nudge.give()
    #expect(try await studio.empties("images"))
    #expect(try await studio.empties("thumbs"))
    loop.cancel()
    await loop.value
  }

  @Test("a nudge while nobody waits ends the next pause at once, and only that")
  func nudge() async {
    let nudge = Nudge()
    nudge.give()
    nudge.give()
    await nudge.wait(atMost: .seconds(86_400))
    let start = ContinuousClock.now
    await nudge.wait(atMost: .milliseconds(20))
    #expect(ContinuousClock.now - start >= .milliseconds(20))
    let waiting = Task { await nudge.wait(atMost: .seconds(86_400)) }
    waiting.cancel()
    await waiting.value
  }
}
