import Domain
import Raster
import Storage

/// A picture that a provider made: found sound, the recipe written into its file, and the file on the disk. What is
/// left is its row.
struct MadePicture: Sendable {
  let index: Int
  let recipe: Recipe
  fileprivate let staged: Staged
  fileprivate let format: Picture.Format
  fileprivate let thumbnails: Thumbnails
  fileprivate let file: Vault.Kept

  /// Its row, as far as the picture itself and its recipe tell.
  fileprivate func picture(in workspaceId: Identifier, at now: Timestamp) -> Picture {
    let probe = thumbnails.probe
    var picture = Picture(
      id: Identifier(at: now), workspaceId: workspaceId, source: .generated, format: format, width: probe.width,
      height: probe.height, bytes: staged.bytes, sha256: file.sha256, placeholder: thumbnails.placeholder,
      createdAt: now)
    picture.likeness = thumbnails.likeness
    picture.recipe = recipe
    picture.model = recipe.model
    picture.provider = recipe.model.map { String($0.prefix { $0 != "/" }) }
    picture.seed = recipe.seed
    picture.parentImageId = recipe.parentImageId ?? recipe.initImageId
    return picture
  }
}

extension ImageIntake {
  /// Looks at a file that a provider gave, whatever it says of it, and keeps it with the recipe in it.
  ///
  /// Throws `unsupported_media_type` and `invalid_image` for what is no sound picture; `busy`, `storage_full` and
  /// `unavailable`.
  func develop(
    _ bytes: [UInt8], index: Int, recipe: Recipe, source: Inscription.Source, software: String
  ) async throws(Failure) -> MadePicture {
    let inscription = Inscription(
      parameters: Infotext(recipe, software: software).text, recipe: recipe.compact, source: source,
      software: software)
    let (thumbnails, splice) = try await develop { _ throws(RasterError) in
      // A sound picture is not lost because nothing can be written into its file.
      (try PictureFile(bytes: bytes).thumbnails(sizes: [Self.firstSize]), try? inscription.splice(into: bytes).splice)
    }
    let incoming = try await vault.stage()
    var parts = splice?.parts
    while let part = try Self.next(of: &parts) { try await incoming.write(part) }
    if splice == nil { try await incoming.write(bytes) }
    let staged = try incoming.finish()
    let format = Picture.Format(thumbnails.probe.format)
    let file = try await keep(staged, as: format, with: thumbnails)
    return MadePicture(
      index: index, recipe: recipe, staged: staged, format: format, thumbnails: thumbnails, file: file)
  }

  /// Keeps a picture that came without an order of its own, as one that was made. Throws like `develop`.
  func keep(_ bytes: [UInt8], _ recipe: Recipe, in workspaceId: Identifier) async throws -> Identifier {
    var made = try await develop(
      bytes, index: 0, recipe: recipe, source: .trainedAlgorithmicMedia, software: "Pixazo")
    for triesLeft in (0..<5).reversed() {
      do {
        return try await store.write { [made] writing in
          let picture = made.picture(in: workspaceId, at: writing.now)
          try writing.images.insert(picture, of: made.file)
          return picture.id
        }
      } catch is Vault.Gone where triesLeft > 0 {
        made = try await keepAgain(made)
      } catch {
        await forsake(made)
        throw error
      }
    }
    throw Failure(.busy, "The picture could not be kept just now.", retryAfter: 1)
  }

  /// A picture file made small, to be looked at for a moment. Throws like `develop`.
  func preview(of bytes: [UInt8]) async throws(Failure) -> ProgressBoard.Preview? {
    let thumbnails = try await develop { _ throws(RasterError) in
      try PictureFile(bytes: bytes).thumbnails(sizes: [Self.firstSize], quality: 70)
    }
    guard let preview = thumbnails.items.first, preview.bytes.count <= ProgressBoard.mostPreviewBytes else {
      return nil
    }
    return .init(
      bytes: preview.bytes, format: Picture.Format(preview.format), width: preview.width, height: preview.height)
  }

  private static func next(of parts: inout Splice.Parts?) throws(Failure) -> [UInt8]? {
    do throws(RasterError) { return try parts?.next() } catch { throw Failure(error) }
  }

  /// The same picture with its file kept again, because a sweep took it before it had a row.
  func keepAgain(_ picture: MadePicture) async throws(Failure) -> MadePicture {
    MadePicture(
      index: picture.index, recipe: picture.recipe, staged: picture.staged, format: picture.format,
      thumbnails: picture.thumbnails, file: try await keep(picture.staged, as: picture.format, with: picture.thumbnails)
    )
  }

  /// Takes back the file of a picture that gets no row after all.
  func forsake(_ picture: MadePicture) async { await vault.forsake(picture.staged, as: picture.format) }
}

extension Writing {
  /// Adds the row of a picture to its generation. Throws `Vault.Gone` when its file was swept away meanwhile, and
  /// `Superseded` when the turn is over or the picture is there.
  func add(_ made: MadePicture, to generation: Generation) throws {
    try generations.keep(shot: made.index, of: generation.id, attempt: generation.standing.attempt)
    var picture = made.picture(in: generation.workspaceId, at: now)
    picture.generationId = generation.id
    picture.index = made.index
    picture.provider = generation.provider.id
    try images.insert(picture, of: made.file)
  }
}
