package import Domain
import Raster
package import Storage

/// Takes pictures in: looked at whole before anything is kept, each content once in a workspace, all or none.
package struct ImageIntake: Sendable {
  package struct Received: Sendable {
    package let picture: Picture
    /// The workspace had these bytes already, perhaps in its trash.
    package let isDuplicate: Bool
  }

  /// The size of thumbnail that the gallery asks for first.
  package static let firstSize = 384

  let store: Store
  let vault: Vault
  private let darkroom: Darkroom

  init(store: Store, vault: Vault, darkroom: Darkroom) {
    self.store = store
    self.vault = vault
    self.darkroom = darkroom
  }

  /// Adds files as pictures, in their order; a duplicate is recognised by its bytes, and taken out of the trash.
  ///
  /// Throws `not_found` and `in_trash` for the workspace; `unsupported_media_type` when one of them is no picture that
  /// is read here and `invalid_image` when one is broken or too large; `busy`, `storage_full` and `unavailable`. Then
  /// none of them is kept.
  package func receive(
    into workspaceId: Identifier, files: [(staged: Staged, fileName: String?)]
  ) async throws -> [Received] {
    try await receive(into: workspaceId, files: files) { received, _ in received }
  }

  /// The same, and `answer` in the transaction of the rows, so that what it keeps is kept with them or not at all.
  package func receive<Answer: Sendable>(
    into workspaceId: Identifier, files: [(staged: Staged, fileName: String?)],
    answer: @escaping @Sendable ([Received], Writing) throws -> Answer
  ) async throws -> Answer {
    // Before the work: whoever comes to the wrong door should hear it at once.
    try await store.read { try Self.check($0.workspaces.get(workspaceId)) }
    let isOneOfMany = files.count > 1
    let arrivals = try await files.together { file in
      try await Failure.sayingWhich(isOneOfMany ? file.fileName : nil) {
        try await look(at: file.staged, fileName: file.fileName)
      }
    }
    do {
      return try await keep(arrivals, in: workspaceId, answer)
    } catch {
      for arrival in arrivals { await vault.forsake(arrival.staged, as: arrival.format) }
      throw error
    }
  }

  /// What the file of a picture says of its making. Throws like `receive`; nothing is kept.
  package func inspect(_ staged: Staged) async throws -> FoundRecipe {
    let path = staged.path
    return try await develop { cancellation throws(RasterError) in
      FoundRecipe(try PictureFile(path: path, cancellation: cancellation).metadata())
    }
  }

  /// A file that was found sound.
  private struct Arrival: Sendable {
    let staged: Staged
    let format: Picture.Format
    let title: String
    let thumbnails: Thumbnails
    let found: FoundRecipe
  }

  private func look(at staged: Staged, fileName: String?) async throws -> Arrival {
    let path = staged.path
    let (thumbnails, found) = try await develop { cancellation throws(RasterError) in
      let file = try PictureFile(path: path, cancellation: cancellation)
      return (try file.thumbnails(sizes: [Self.firstSize]), FoundRecipe(file.metadata()))
    }
    return Arrival(
      staged: staged, format: Picture.Format(thumbnails.probe.format), title: Self.title(of: fileName),
      thumbnails: thumbnails, found: found)
  }

  func develop<Value: Sendable>(
    _ work: @escaping @Sendable (Cancellation) throws(RasterError) -> Value
  ) async throws(Failure) -> Value {
    do throws(RasterError) { return try await darkroom.develop(work) } catch { throw Failure(error) }
  }

  private static func check(_ workspace: Workspace) throws(Failure) {
    guard workspace.deletedAt == nil else {
      throw Failure(.inTrash, "The workspace lies in the trash: restore it first.")
    }
  }

  private func keep<Answer: Sendable>(
    _ arrivals: [Arrival], in workspaceId: Identifier,
    _ answer: @escaping @Sendable ([Received], Writing) throws -> Answer
  ) async throws -> Answer {
    var triesLeft = 5
    while true {
      let files = try await arrivals.together(keep)
      do {
        return try await store.write { writing in
          try Self.check(writing.workspaces.get(workspaceId))
          let received = try zip(arrivals, files).map { try Self.add($0, of: $1, to: workspaceId, in: writing) }
          return try answer(received, writing)
        }
      } catch is Vault.Gone {
        triesLeft -= 1
        guard triesLeft > 0 else {
          throw Failure(.busy, "The file could not be kept just now. Please try again.", retryAfter: 1)
        }
      }
    }
  }

  private func keep(_ arrival: Arrival) async throws -> Vault.Kept {
    try await keep(arrival.staged, as: arrival.format, with: arrival.thumbnails)
  }

  /// The file in the vault, with its first thumbnail beside it.
  func keep(
    _ staged: Staged, as format: Picture.Format, with thumbnails: Thumbnails
  ) async throws(Failure) -> Vault.Kept {
    let file = try await vault.keep(staged, as: format)
    if let thumbnail = thumbnails.items.first, vault.thumbnail(file.sha256, size: Self.firstSize) == nil {
      let format = Picture.Format(thumbnail.format)
      _ = try await vault.keepThumbnail(thumbnail.bytes, format: format, of: file.sha256, size: Self.firstSize)
    }
    return file
  }

  private static func add(
    _ arrival: Arrival, of file: Vault.Kept, to workspaceId: Identifier, in writing: Writing
  ) throws -> Received {
    if let known = try writing.images.find(sha256: file.sha256, in: workspaceId) {
      return Received(picture: try writing.images.restore(known.id), isDuplicate: true)
    }
    let probe = arrival.thumbnails.probe
    var picture = Picture(
      id: Identifier(at: writing.now), workspaceId: workspaceId, source: .uploaded, format: arrival.format,
      width: probe.width, height: probe.height, bytes: arrival.staged.bytes, sha256: file.sha256,
      placeholder: arrival.thumbnails.placeholder, createdAt: writing.now)
    picture.title = arrival.title
    picture.likeness = arrival.thumbnails.likeness
    if let recipe = arrival.found.keepable {
      picture.recipe = recipe
      picture.model = recipe.model
      picture.seed = recipe.seed
      if arrival.found.source == .pixazo {
        picture.provider = recipe.model?.split(separator: "/", maxSplits: 1).first.map { String($0) }
      }
    }
    return Received(picture: try writing.images.insert(picture, of: file), isDuplicate: false)
  }

  /// The name of a file without its folders and its ending, as far as a title may be long.
  static func title(of fileName: String?) -> String {
    guard var name = fileName?.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last else { return "" }
    if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = name[..<dot] }
    let letters = name.unicodeScalars.filter { $0.properties.generalCategory != .control }
    return String(String.UnicodeScalarView(letters.prefix(200))).trimmed
  }
}

extension FoundRecipe {
  fileprivate init(_ metadata: Metadata) {
    self.init(in: metadata.entries.map { Text(name: $0.name, text: $0.text) })
  }

  /// The recipe, unless it would make a row that is hard to carry, or cannot be read again.
  fileprivate var keepable: Recipe? {
    guard let recipe else { return nil }
    let bytes = Array(recipe.compact.utf8)
    return bytes.count <= 256 << 10 && (try? JSON(parsing: bytes)) != nil ? recipe : nil
  }
}

extension Picture.Format {
  init(_ format: ImageFormat) {
    switch format {
    case .png: self = .png
    case .jpeg: self = .jpeg
    case .webp: self = .webp
    }
  }
}

extension Failure {
  /// Says what Raster found in the words of the API.
  init(_ error: RasterError) {
    switch error.code {
    case .notAPicture, .unsupported: self.init(.unsupportedMediaType, error.sentence)
    case .truncated, .corrupt, .tooLarge: self.init(.invalidImage, error.sentence)
    case .busy, .cancelled: self.init(.busy, error.sentence, retryAfter: 2)
    case .unreadable: self.init(.unavailable, "The file of the picture cannot be read.")
    }
  }

  /// Among several files, the sentence names the one that it speaks of.
  fileprivate static func sayingWhich<Value>(
    _ name: String?, _ body: () async throws -> Value
  ) async throws -> Value {
    do {
      return try await body()
    } catch let failure as Failure {
      guard let name = name.map({ ImageIntake.title(of: $0) }), !name.isEmpty else { throw failure }
      let detail = "“\(name)”: \(failure.detail)"
      throw Failure(failure.code, detail, fields: failure.fields, retryAfter: failure.retryAfter)
    }
  }
}
