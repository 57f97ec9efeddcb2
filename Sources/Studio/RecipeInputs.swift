import Domain
import Storage

/// The pictures that a recipe begins with, as files for a provider: without what they say beside their pixels, which is
/// nobody's business there.
struct RecipeInputs: Sendable {
  private var initImage: ImageFile?
  private var mask: ImageFile?
  private var references: [ImageFile] = []

  /// Throws when one of them is gone or cannot be read.
  init(of recipe: Recipe, _ store: Store, _ pictures: PictureRoom) async throws(Failure) {
    func file(_ id: Identifier?, _ what: String) async throws(Failure) -> ImageFile? {
      guard let id else { return nil }
      do {
        let picture = try await store.read { try $0.images.get(id) }
        let source = try await pictures.stripped(picture)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(picture.bytes)
        while let part = try await source.next() { bytes += part }
        return ImageFile(bytes: bytes, format: picture.format, width: picture.width, height: picture.height)
      } catch let failure as Failure where failure.code != .notFound {
        throw failure
      } catch {
        throw Failure(.invalidImage, "The \(what) of the recipe is not there any more.")
      }
    }
    initImage = try await file(recipe.initImageId, "first picture")
    mask = try await file(recipe.maskImageId, "mask")
    for id in recipe.referenceImageIds {
      if let reference = try await file(id, "reference picture") { references.append(reference) }
    }
  }

  /// What the adapter needs to make the call.
  func request(_ call: GenerationCall, of generation: Generation, _ card: ModelCard) -> ImageRequest {
    let recipe = generation.recipe
    let first = generation.shots[min(call.shots.lowerBound, generation.shots.count - 1)]
    var request = ImageRequest(
      card: card, prompt: first.prompt, width: recipe.width ?? 1_024, height: recipe.height ?? 1_024,
      seed: first.seed, key: call.key)
    request.negativePrompt = first.negativePrompt
    request.steps = recipe.steps
    request.guidance = recipe.guidance
    request.count = call.shots.count
    request.sampler = recipe.sampler
    request.scheduler = recipe.scheduler
    request.strength = recipe.strength
    request.initImage = initImage
    request.mask = mask
    request.references = references
    request.extra = recipe.extra
    return request
  }
}
