package import Domain
package import Storage

/// Where people ask which model to take, and what a picture shows.
package struct AdviceDesk: Sendable {
  private let store: Store
  private let room: ProviderRoom
  private let pictures: PictureRoom
  private let clock: Clock
  private let log: Log
  private let patience: Duration

  package init(
    store: Store, room: ProviderRoom, pictures: PictureRoom, clock: Clock = .system, log: Log = .silent,
    patience: Duration = .seconds(30)
  ) {
    self.store = store
    self.room = room
    self.pictures = pictures
    self.clock = clock
    self.log = log
    self.patience = patience
  }

  /// The models that suit a prompt: by the rules, and put into a better order by the workspace's language model where
  /// it has one that works. Throws `not_found` for the workspace.
  package func recommend(_ input: Recommendation.Input) async throws -> Recommendation {
    let workspace = try await store.read { reading in
      try input.workspaceId.map(reading.workspaces.get) ?? reading.workspaces.list(.active, limit: 200).items.last
    }
    let rules = Recommendation(
      ranked: ModelChoice.select(
        room.candidates, type: .image, maxCost: input.maxCostMicros, prefer: input.prefer, needs: input.needs))
    guard let workspace, workspace.settings.textModel != nil, rules.ranked.count > 1 else { return rules }
    let model = TextModel.choose(nil, workspace, room)
    guard model.id == model.wanted, !model.isBuiltin else { return rules }
    let (system, text) = rules.question(for: input)
    let question = question(workspace, .text, system, [.text(text)], maxTokens: 1_500)
    do {
      return try await question.answer(of: model.id) { rules.reordered(by: model.id, answer: $0) }.value
    } catch let refusal as TextQuestion.Refusal {
      log.info("advice by the rules", ["model": .text(model.id), "code": .text(refusal.fault.code.rawValue)])
      return rules
    }
  }

  /// A picture as a prompt: by a language model that sees, else as its recipe says.
  ///
  /// Throws `not_found`, `in_trash`, `invalid_request` for models that cannot be what they are named as, and where
  /// nobody can look at the picture and it has no recipe; `unavailable` and the like when the only one who could look
  /// fails.
  package func describe(_ id: Identifier, _ input: PictureDescription.Input) async throws -> PictureDescription {
    let (picture, workspace) = try await store.read { reading in
      let picture = try reading.images.get(id)
      return (picture, try reading.workspaces.get(picture.workspaceId))
    }
    if picture.deletedAt != nil { throw Failure(.inTrash, "This image lies in the trash: restore it first.") }
    try check(input)
    let imageModel = input.imageModel ?? workspace.settings.imageModel ?? Preparation.usualModel
    let family = room.card(imageModel)?.family ?? Family(naming: imageModel)
    var tried: [String] = []
    var fallback: Message.Fallback?
    var costs: [Int?] = []
    var next = viewer(input.textModel, workspace)
    while let model = next {
      tried.append(model)
      next = nil
      do {
        let (file, proofreading) = (try await file(picture), Proofreading(EnhancementWish(prompt: "", family: family)))
        let (system, text) = PictureDescription.question(for: family, input)
        let question = question(workspace, .text, system, [.text(text), .image(file)], maxTokens: 800)
        let (candidate, cost) = try await question.answer(of: model) { answer in
          proofreading.candidates(of: EnhancementReader(count: 1).drafts(in: answer, isWhole: true)).first
        }
        costs.append(cost)
        return PictureDescription(
          imageId: id, prompt: candidate.text, negativePrompt: candidate.negativePrompt, imageModel: imageModel,
          textModel: model, costMicros: costs.contains(nil) ? nil : costs.reduce(0) { $0 &+ ($1 ?? 0) },
          fallbackFrom: fallback)
      } catch let refusal as TextQuestion.Refusal {
        costs.append(refusal.costMicros)
        fallback = fallback ?? .init(model: model, code: refusal.fault.code.rawValue)
        if refusal.mayAskAnother, tried.count < 2 { next = ReplyModel.next(after: tried, wantsVision: true, room) }
        if let other = next, room.card(other)?.capabilities.contains(.vision) != true { next = nil }
        if next == nil, picture.recipe == nil {
          let isUnwilling = refusal.fault.code == .contentRefused
          throw Failure(isUnwilling ? .invalidRequest : .unavailable, refusal.fault.detail)
        }
      }
    }
    guard let recipe = picture.recipe else {
      throw Failure(
        .invalidRequest,
        "Nobody here can look at this image, and it tells nothing of how it was made. Connect a text model with vision."
      )
    }
    return PictureDescription(
      imageId: id, prompt: recipe.prompt, negativePrompt: recipe.negativePrompt, imageModel: recipe.model ?? imageModel,
      textModel: nil, costMicros: costs.contains(nil) ? nil : costs.reduce(0) { $0 &+ ($1 ?? 0) },
      fallbackFrom: fallback)
  }

  private func check(_ input: PictureDescription.Input) throws(Failure) {
    var errors: [Failure.Field] = []
    if let model = input.imageModel {
      let card = room.card(model)
      if card == nil { errors.append(.init("/imageModel", .notFound, "There is no model \(model) here.")) }
      if let card, card.kind != .image {
        errors.append(.init("/imageModel", .unsupported, "\(model) makes no images."))
      }
    }
    if let model = input.textModel {
      let card = room.card(model)
      if card == nil { errors.append(.init("/textModel", .notFound, "There is no model \(model) here.")) }
      if let card, !card.chats || !card.capabilities.contains(.vision) {
        errors.append(.init("/textModel", .unsupported, "\(model) cannot see images."))
      }
    }
    if !errors.isEmpty { throw Failure(refusing: errors) }
  }

  /// Who is to look: what was asked for, else the workspace's if it sees, else the best that does.
  private func viewer(_ asked: String?, _ workspace: Workspace) -> String? {
    if let asked { return asked }
    if let usual = workspace.settings.textModel, let card = room.card(usual), card.capabilities.contains(.vision),
      room.obstacle(to: card) == nil
    {
      return usual
    }
    return ModelChoice.select(room.candidates, type: .text, capabilities: [.chat, .vision]).first?.card.id
  }

  /// Without what it says beside its pixels.
  private func file(_ picture: Picture) async throws -> ImageFile {
    let source = try await pictures.stripped(picture)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(picture.bytes)
    while let part = try await source.next() { bytes += part }
    return ImageFile(bytes: bytes, format: picture.format, width: picture.width, height: picture.height)
  }

  private func question(
    _ workspace: Workspace, _ purpose: Usage.Purpose, _ system: String, _ parts: [TextTurn.Part], maxTokens: Int
  ) -> TextQuestion {
    TextQuestion(
      store: store, room: room, clock: clock, log: log, workspace: workspace, purpose: purpose, patience: patience,
      system: system, parts: parts, maxTokens: maxTokens)
  }
}
