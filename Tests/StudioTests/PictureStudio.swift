import Domain
import Storage
import Studio
import Support
import Testing

/// A studio with one more workspace, where pictures come in.
struct PictureStudio {
  let studio: TestStudio
  let workspace: Identifier

  init() async throws {
    let studio = try await TestStudio()
    self.studio = studio
    workspace = try await studio.store.write { try $0.workspaces.insert(Workspace.Draft(name: "Pictures")).id }
  }

  var store: Store { studio.store }
  var pictures: PictureRoom { studio.pictures }

  func stage(_ bytes: [UInt8]) async throws -> Staged {
    let incoming = try await pictures.vault.stage()
    try await incoming.write(bytes)
    return try incoming.finish()
  }

  @discardableResult
  func receive(
    _ files: [[UInt8]], named name: String? = nil, into workspace: Identifier? = nil
  ) async throws -> [ImageIntake.Received] {
    var staged: [(staged: Staged, fileName: String?)] = []
    for bytes in files { staged.append((try await stage(bytes), name)) }
    return try await pictures.intake.receive(into: workspace ?? self.workspace, files: staged)
  }

  func files(in part: String) throws -> [String] { try studio.files(in: part) }
  func empties(_ part: String) async throws -> Bool { try await studio.empties(part) }

  /// No row, no file, no event of a picture.
  func isUntouched() async throws {
    #expect(try await store.read { try $0.images.list(in: nil, limit: 1).items.isEmpty })
    #expect(try await store.read { try $0.events.after(0, limit: 200) }.allSatisfy { !$0.type.hasPrefix("image.") })
    for part in ["images", "thumbs"] { #expect(try files(in: part).isEmpty) }
    #expect(try await empties("tmp"))
  }
}

extension Specimen {
  /// A PNG with one bit of its pixels turned.
  static let broken: [UInt8] = {
    var bytes = png()
    bytes[bytes.count - 40] ^= 1
    return bytes
  }()
}
