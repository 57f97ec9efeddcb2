/// One configured connection to something that makes pictures.
package protocol ImageProvider: Sendable {
  /// The models that it offers now. It costs nothing.
  func models() async throws(ProviderFailure) -> [ModelCard]

  /// Finds out whether it could work, for nothing, and says what was tried.
  func check() async throws(ProviderFailure) -> [String]

  /// Makes the pictures of one call and tells of each as it comes.
  ///
  /// With a `ticket` of an earlier run it submits nothing, but goes on with what the provider already has; it throws a
  /// failure of effect `.notTaken` when the provider says that it never had it.
  /// Cancelling the task ends the work at the provider as far as its protocol allows, and throws `CancellationError`.
  /// Otherwise it throws `ProviderFailure`, or what `tell` throws.
  func generate(
    _ request: ImageRequest, ticket: String?, tell: @escaping @Sendable (ImageNews) async throws -> Void
  ) async throws -> ImageReceipt
}

/// What an adapter needs to make one call: checked against the model's card, files read, macros and styles worked in.
package struct ImageRequest: Sendable {
  package let card: ModelCard
  package var prompt: String
  package var negativePrompt: String?
  package var width: Int
  package var height: Int
  package var steps: Int?
  package var guidance: Double?
  /// Of the first picture; the next ones have the following numbers.
  package var seed: UInt32
  package var count = 1
  package var sampler: String?
  package var scheduler: String?
  package var strength: Double?
  package var initImage: ImageFile?
  package var mask: ImageFile?
  package var references: [ImageFile] = []
  package var extra = JSON.Object()
  /// Names this call and no other: for providers that let the client name a job.
  package let key: Identifier

  package init(card: ModelCard, prompt: String, width: Int, height: Int, seed: UInt32, key: Identifier) {
    self.card = card
    self.prompt = prompt
    self.width = width
    self.height = height
    self.seed = seed
    self.key = key
  }
}

/// A picture as a file, to be handed to a provider.
package struct ImageFile: Sendable, Equatable {
  package let bytes: [UInt8]
  package let format: Picture.Format
  package let width: Int
  package let height: Int

  package init(bytes: [UInt8], format: Picture.Format, width: Int, height: Int) {
    self.bytes = bytes
    self.format = format
    self.width = width
    self.height = height
  }
}

/// What an adapter tells while it works. `tell` returns when it is safe to go on.
package enum ImageNews: Sendable {
  /// The provider has the work; this text is enough to find it again after a crash. Told again when it changes, such
  /// as from a job's id to the addresses of its pictures. `tell` returns once it is on the disk.
  case submitted(ticket: String)
  case progress(ImageProgress)
  /// A picture file that shows how far it is.
  case preview([UInt8])
  /// The provider is done; what is left is to bring the pictures here.
  case fetching
  case image(ReceivedImage)
}

package struct ImageProgress: Sendable, Equatable {
  /// From 0 to 1 over the whole call; nil when the provider does not say.
  package var fraction: Double?
  package var step: Int?
  package var steps: Int?
  /// In the provider's words or ours: "waiting", "loading the model".
  package var stage: String?
  package var etaSeconds: Double?

  package init(
    fraction: Double? = nil, step: Int? = nil, steps: Int? = nil, stage: String? = nil, etaSeconds: Double? = nil
  ) {
    self.fraction = fraction
    self.step = step
    self.steps = steps
    self.stage = stage
    self.etaSeconds = etaSeconds
  }
}

package struct ReceivedImage: Sendable {
  /// Its place in the call, from 0.
  package let index: Int
  /// The file as the provider gave it; nobody has looked into it yet.
  package let bytes: [UInt8]
  /// What the provider says that it used, where it says.
  package var seed: UInt64?

  package init(index: Int, bytes: [UInt8], seed: UInt64? = nil) {
    self.index = index
    self.bytes = bytes
    self.seed = seed
  }
}

package struct ImageReceipt: Sendable, Equatable {
  /// What the provider says that the call cost; nil when it does not say.
  package var costMicros: Int?
  /// What it counted, where it counts tokens.
  package var inputTokens: Int?
  package var outputTokens: Int?

  package init(costMicros: Int? = nil, inputTokens: Int? = nil, outputTokens: Int? = nil) {
    self.costMicros = costMicros
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }
}
