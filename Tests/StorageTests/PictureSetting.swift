import Domain
import Support
import Synchronization

@testable import Storage

/// A store with a vault, both in a folder of their own.
final class PictureSetting: Sendable {
  let setting = Setting()
  let folder: DataFolder
  let store: Store
  let vault: Vault
  private let contents = Atomic<Int>(0)

  init(disk: Disk = .real) async throws {
    let setting = setting
    folder = try DataFolder(path: setting.path)
    store = try await setting.open(in: folder)
    vault = try await Vault.open(folder: folder, store: store, disk: disk)
  }

  static func run(_ disk: Disk = .real, _ body: (PictureSetting) async throws -> Void) async throws {
    let setting = try await PictureSetting(disk: disk)
    do {
      try await body(setting)
    } catch {
      await setting.store.close()
      throw error
    }
    await setting.store.close()
  }

  func pass(seconds: Int64) { setting.pass(seconds: seconds) }

  func told(of noun: String) -> [String] { setting.told.map(\.type).filter { $0.hasPrefix(noun + ".") } }

  /// A whole file in `tmp/`.
  func stage(_ bytes: [UInt8]) async throws -> Staged {
    let incoming = try await vault.stage()
    for start in stride(from: 0, to: bytes.count, by: 1_000) {
      try await incoming.write(Array(bytes[start..<min(start + 1_000, bytes.count)]))
    }
    return try incoming.finish()
  }

  /// The row of a new file; without bytes, with bytes that no other has.
  func insert(
    into workspace: Identifier, _ bytes: [UInt8]? = nil, at moment: Timestamp = PictureSetting.usualMoment,
    _ change: @Sendable (inout Picture) -> Void = { _ in }
  ) async throws -> Picture {
    let content = contents.wrappingAdd(1, ordering: .relaxed).newValue
    let staged = try await stage(bytes ?? Array("content \(content)".utf8))
    return try await insert(staged, try await vault.keep(staged, as: .png), into: workspace, at: moment, change)
  }

  func insert(
    _ staged: Staged, _ kept: Vault.Kept, into workspace: Identifier, at moment: Timestamp = PictureSetting.usualMoment,
    _ change: @Sendable (inout Picture) -> Void = { _ in }
  ) async throws -> Picture {
    var picture = Picture(
      id: Identifier(), workspaceId: workspace, source: .uploaded, format: .png, width: 3, height: 2,
      bytes: staged.bytes, sha256: staged.sha256, placeholder: [1, 2, 3],
      createdAt: moment)
    change(&picture)
    return try await store.write { [picture] in try $0.images.insert(picture, of: kept) }
  }

  static let usualMoment = Timestamp(milliseconds: 1_795_000_000_000)

  /// Whether the last file under a folder of the data folder goes soon.
  func empties(_ part: String) async throws -> Bool { try await setting.temporary.empties("data/" + part) }

  /// All files under a folder of the data folder, without their folders.
  func files(in part: String) throws -> [String] {
    try setting.temporary.files(in: "data/" + part)
  }
}

extension Store {
  enum Shelf: Sendable {
    case kept, trashed
  }

  /// The ids of a list, fetched two by two.
  func ids(in workspace: Identifier?, _ shelf: Shelf) async throws -> [Identifier] {
    var filter = PictureFilter()
    filter.isTrashed = shelf == .trashed
    return try await ids(filter, in: workspace)
  }

  func ids(
    _ filter: PictureFilter, in workspace: Identifier?, _ sort: Picture.Sort = .newest
  ) async throws -> [Identifier] {
    try await read { reading in
      var ids: [Identifier] = []
      var position: Position?
      repeat {
        let page = try reading.images.list(filter, in: workspace, sort: sort, after: position, limit: 2)
        ids += page.items.map(\.id)
        position = page.next
      } while position != nil
      return ids
    }
  }
}
