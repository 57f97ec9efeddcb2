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
    let probe = made.thumbnails.probe
    var picture = Picture(
      id: Identifier(at: now), workspaceId: generation.workspaceId, source: .generated, format: made.format,
      width: probe.width, height: probe.height, bytes: made.staged.bytes, sha256: made.file.sha256,
      placeholder: made.thumbnails.placeholder, createdAt: now)
    picture.generationId = generation.id
    picture.index = made.index
    picture.recipe = made.recipe
    picture.model = made.recipe.model
    picture.provider = generation.provider.id
    picture.seed = made.recipe.seed
    picture.parentImageId = made.recipe.parentImageId ?? made.recipe.initImageId
    try images.insert(picture, of: made.file)
  }
}
