import Domain
import Foundation
import Support
import Synchronization
import Testing

@testable import Storage

@Suite("The vault") struct VaultTests {
  @Test("the same bytes are there once, under their hash, and nothing is left in tmp")
  func sameBytes() async throws {
    try await PictureSetting.run { setting in
      let workspace = try await setting.store.add("One")
      let first = try await setting.insert(into: workspace.id, Array("abc".utf8))
      let second = try await setting.insert(into: workspace.id, Array("abc".utf8))
      let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      #expect(first.sha256 == second.sha256 && Hexadecimal.text(first.sha256) == hash)
      #expect(try setting.files(in: "images") == ["\(hash).png"])
      #expect(setting.vault.open(first) == "\(setting.folder.path)/images/ba/78/\(hash).png")
      #expect(try Data(contentsOf: URL(filePath: setting.vault.open(first))) == Data("abc".utf8))
      #expect(try await setting.empties("tmp"))
    }
  }

  @Test("what is let go before it is kept leaves nothing", arguments: [false, true])
  func letGo(finished: Bool) async throws {
    try await PictureSetting.run { setting in
      do {
        let incoming = try await setting.vault.stage()
        try await incoming.write([1, 2, 3])
        if finished { _ = try incoming.finish() }
      }
      #expect(try await setting.empties("tmp"))
      #expect(try setting.files(in: "images").isEmpty)
    }
  }

  @Test("a sweep takes a file that no row names, with its thumbnails, and no other")
  func sweep() async throws {
    try await PictureSetting.run { setting in
      let (store, vault) = (setting.store, setting.vault)
      let workspace = try await store.add("One")
      let twice = try await setting.insert(into: workspace.id, [1])
      let other = try await setting.insert(into: workspace.id, [1])
      let once = try await setting.insert(into: workspace.id, [2])
      _ = try await vault.keepThumbnail([9], format: .jpeg, of: once.sha256, size: 384)
      #expect(vault.thumbnail(once.sha256, size: 384)?.format == .jpeg)
      #expect(vault.thumbnail(once.sha256, size: 192) == nil)
      try await store.write { try $0.images.purge(twice.id) }
      try await store.write { try $0.images.purge(once.id) }
      #expect(try await vault.sweep() == 1)
      #expect(try await vault.sweep() == nil)
      #expect(FileManager.default.fileExists(atPath: vault.open(other)))
      #expect(try setting.files(in: "images").count == 1)
      #expect(try setting.files(in: "thumbs").isEmpty)
    }
  }

  @Test("a row is refused when its file was swept in between, and taken when it was kept again")
  func gone() async throws {
    try await PictureSetting.run { setting in
      let workspace = try await setting.store.add("One")
      let old = try await setting.insert(into: workspace.id, [5])
      let staged = try await setting.stage([5])
      let kept = try await setting.vault.keep(staged, as: .png)
      try await setting.store.write { try $0.images.purge(old.id) }
      #expect(try await setting.vault.sweep() == 1)
      await #expect(throws: Vault.Gone.self) { try await setting.insert(staged, kept, into: workspace.id) }
      let again = try await setting.vault.keep(staged, as: .png)
      let picture = try await setting.insert(staged, again, into: workspace.id)
      #expect(try Data(contentsOf: URL(filePath: setting.vault.open(picture))) == Data([5]))
    }
  }

  @Test("a sweep leaves a file whose row may come back with a lost commit")
  func lostCommit() async throws {
    try await PictureSetting.run { setting in
      let (store, vault) = (setting.store, setting.vault)
      let workspace = try await store.add("One")
      let first = try await setting.insert(into: workspace.id, [5])
      try await store.write { try $0.images.purge(first.id) }
      let noted = try await store.read { try $0.looseFiles.first(9) }
      let second = try await setting.insert(into: workspace.id, [5])
      // The purge and the settling share a transaction, as they may share a commit: an older note says nothing.
      let goes = try await store.write { writing in
        try writing.images.purge(second.id)
        return try noted.map { try writing.looseFiles.settle($0) }
      }
      #expect(goes == [false])
      #expect(try await vault.sweep() == 1)
    }
  }

  @Test("whether sweeps or rows come first, no row ever lacks its file", .timeLimit(.minutes(1)))
  func race() async throws {
    try await PictureSetting.run { setting in
      let (store, vault) = (setting.store, setting.vault)
      let workspace = try await store.add("One").id
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<4 {
          group.addTask {
            for round in 0..<40 {
              let staged = try await setting.stage([UInt8((number + round) % 3)])
              while true {
                let kept = try await vault.keep(staged, as: .png)
                do {
                  let picture = try await setting.insert(staged, kept, into: workspace)
                  let isThere = try await store.write { _ in kept.isThere }
                  #expect(isThere)
                  try await store.write { try $0.images.purge(picture.id) }
                  break
                } catch is Vault.Gone {}
              }
            }
          }
        }
        group.addTask {
          do { while true { _ = try await vault.sweep(limit: 2) } } catch is CancellationError {}
        }
        for _ in 0..<4 { try await group.next() }
        group.cancelAll()
        try await group.waitForAll()
      }
      while try await vault.sweep() != nil {}
      #expect(try setting.files(in: "images").isEmpty)
      #expect(try await setting.empties("tmp"))
    }
  }

  @Test("a start notes the files whose rows a crash cut off, and empties tmp")
  func reconcile() async throws {
    try await PictureSetting.run { setting in
      let workspace = try await setting.store.add("One")
      let named = try await setting.stage([1])
      let picture = try await setting.insert(named, setting.vault.keep(named, as: .png), into: workspace.id)
      let cutOff = try await setting.stage([2])
      _ = try await setting.vault.keep(cutOff, as: .jpeg)
      let unfinished = try await setting.stage([3])
      #expect(try setting.files(in: "tmp").count == 3)
      #expect(try setting.files(in: "images").count == 2)

      let next = try await Vault.open(folder: setting.folder, store: setting.store)
      #expect(try await setting.empties("tmp"))
      #expect(try await next.sweep() == 1)
      #expect(try setting.files(in: "images").count == 1)
      #expect(FileManager.default.fileExists(atPath: next.open(picture)))
      withExtendedLifetime([named, cutOff, unfinished]) {}
    }
  }

  @Test("a broken file under a good name makes room for a whole one")
  func heals() async throws {
    try await PictureSetting.run { setting in
      let workspace = try await setting.store.add("One")
      let picture = try await setting.insert(into: workspace.id, [1, 2, 3])
      try Data([1]).write(to: URL(filePath: setting.vault.open(picture)))
      _ = try await setting.insert(into: workspace.id, [1, 2, 3])
      #expect(try Data(contentsOf: URL(filePath: setting.vault.open(picture))) == Data([1, 2, 3]))
    }
  }

  @Test("a file system that gives only one name to a file gets a copy")
  func noLinks() async throws {
    var disk = Disk.real
    disk.link = { _, _ in
      errno = EPERM
      return -1
    }
    try await PictureSetting.run(disk) { setting in
      let workspace = try await setting.store.add("One")
      let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
      let picture = try await setting.insert(into: workspace.id, bytes)
      #expect(try Data(contentsOf: URL(filePath: setting.vault.open(picture))) == Data(bytes))
      #expect(try await setting.empties("tmp"))
    }
  }

  @Test("the folders above a file are synced with the first file in them, and again when they had to be made anew")
  func syncs() async throws {
    let syncs = Mutex(0)
    var disk = Disk.real
    disk.sync = { file in
      syncs.withLock { $0 += 1 }
      return Disk.real.sync(file)
    }
    try await PictureSetting.run(disk) { setting in
      func needed() async throws -> Int {
        let staged = try await setting.stage([1, 2, 3])
        syncs.withLock { $0 = 0 }
        _ = try await setting.vault.keep(staged, as: .png)
        return syncs.withLock(\.self)
      }
      // The file, its folder, the one above, images/ and the data folder.
      #expect(try await needed() == 5)
      #expect(try await needed() == 2)
      try FileManager.default.removeItem(atPath: setting.folder.path + "/images")
      #expect(try await needed() == 5)
      #expect(try await needed() == 2)
    }
  }

  enum Step: CaseIterable { case write, sync, link }

  @Test("a full disk is an answer and leaves nothing behind", arguments: Step.allCases)
  func fullDisk(step: Step) async throws {
    let disk = FailingDisk(nil)
    try await PictureSetting.run(disk.calls(step)) { setting in
      let workspace = try await setting.store.add("One")
      disk.fail(with: ENOSPC)
      await #expect(performing: { try await setting.insert(into: workspace.id) }, throws: fails(.storageFull))
      #expect(try setting.files(in: "images").isEmpty)
      #expect(try await setting.empties("tmp"))
      disk.fail(with: nil)
      _ = try await setting.insert(into: workspace.id)
    }
  }

  @Test("a disk that fails to keep what was written is not believed", arguments: [Step.write, .sync])
  func brokenDisk(step: Step) async throws {
    try await PictureSetting.run(FailingDisk(EIO).calls(step)) { setting in
      let workspace = try await setting.store.add("One")
      await #expect(performing: { try await setting.insert(into: workspace.id) }, throws: fails(.unavailable))
      #expect(try await setting.store.ids(in: nil, .kept).isEmpty)
    }
  }
}

/// A disk whose calls of one kind fail while it is told to.
private final class FailingDisk: Sendable {
  private let code: Mutex<Int32?>

  init(_ code: Int32?) { self.code = Mutex(code) }

  func fail(with code: Int32?) { self.code.withLock { $0 = code } }

  func calls(_ step: VaultTests.Step) -> Disk {
    var disk = Disk.real
    switch step {
    case .write: disk.write = { [self] in isFailing ? -1 : Disk.real.write($0, $1) }
    case .sync: disk.sync = { [self] in isFailing ? -1 : Disk.real.sync($0) }
    case .link: disk.link = { [self] in isFailing ? -1 : Disk.real.link($0, $1) }
    }
    return disk
  }

  private var isFailing: Bool {
    guard let code = code.withLock(\.self) else { return false }
    errno = code
    return true
  }
}
