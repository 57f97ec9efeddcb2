import Domain

/// The model that is to answer.
struct ReplyModel: Sendable {
  let id: String
  /// Who should have, where somebody said so, and why it cannot even be asked.
  var absent: Message.Attempt?

  /// What was asked for with the message, else the chat's, the workspace's, the best there is, and the built-in guide.
  ///
  /// Throws `invalid_request` for a model named with the message that is not there or writes no text; one that the chat
  /// or the workspace once chose and that is gone is stood in for.
  static func choose(
    _ asked: String?, _ chat: Chat, _ workspace: Workspace, wantsVision: Bool, _ room: ProviderRoom
  ) throws(Failure) -> ReplyModel {
    if let asked {
      guard let card = room.card(asked) else {
        throw Failure(refusing: [Failure.Field("/model", .notFound, "There is no model \(asked).")])
      }
      guard card.chats else {
        throw Failure(refusing: [Failure.Field("/model", .unsupported, "\(asked) answers in no chat.")])
      }
      return ReplyModel(id: asked)
    }
    guard let usual = chat.model ?? workspace.settings.textModel else {
      return ReplyModel(id: best(in: room, wantsVision: wantsVision) ?? guide)
    }
    if let card = room.card(usual), card.chats, card.unusable == nil { return ReplyModel(id: usual) }
    let other = room.textFallbacks(for: usual).first ?? best(in: room, wantsVision: wantsVision) ?? guide
    return ReplyModel(id: other, absent: room.absence(of: usual))
  }

  /// The next language model to be asked after `tried`: one that the owner wrote down for the first of them, else the
  /// best of a connection that was not asked yet, else one more of a connection that was, unless it is `silent`. It can
  /// do what the first one was asked for.
  static func next(
    after tried: [String], silent: Set<String> = [], wantsVision: Bool, _ room: ProviderRoom
  ) -> String? {
    let listed = tried.first.map(room.textFallbacks) ?? []
    let ranked = ranked(in: room, wantsVision: wantsVision)
    func models(ofConnectionsAsked times: Int) -> [String] {
      ranked.filter { id in tried.count { provider(of: $0) == provider(of: id) } == times }
    }
    let again = models(ofConnectionsAsked: 1).filter { !silent.contains(provider(of: $0)) }
    return (listed + models(ofConnectionsAsked: 0) + again).first { id in
      guard !tried.contains(id), !isDown(id, room), let card = room.card(id), card.chats else { return false }
      return !wantsVision || card.capabilities.contains(.vision)
    }
  }

  /// The built-in guide, where it is there, was not asked yet and can do what is wanted: it sees no pictures.
  static func guide(after tried: [String], wantsVision: Bool, _ room: ProviderRoom) -> String? {
    guard !wantsVision, !tried.contains(guide), let card = room.card(guide), card.chats, card.unusable == nil else {
      return nil
    }
    return guide
  }

  static func provider(of model: String) -> String { String(model.prefix { $0 != "/" }) }

  /// The best there is, one that works before one that does not; nil when there is no language model at all.
  static func best(in room: ProviderRoom, wantsVision: Bool = false) -> String? {
    let ranked = ranked(in: room, wantsVision: wantsVision)
    return ranked.first { !isDown($0, room) } ?? ranked.first
  }

  /// The built-in guide is none of them: it is no language model, and takes over only where no other can.
  private static func ranked(in room: ProviderRoom, wantsVision: Bool) -> [String] {
    let candidates = room.candidates.filter { $0.card.family != .guide }
    func ids(_ capabilities: Set<ModelCard.Capability>) -> [String] {
      ModelChoice.select(candidates, type: .text, capabilities: capabilities, alsoBroken: true).map(\.card.id)
    }
    let seeing = wantsVision ? ids([.chat, .vision]) : []
    return seeing.isEmpty ? ids([.chat]) : seeing
  }

  private static func isDown(_ id: String, _ room: ProviderRoom) -> Bool {
    room.card(id).map { room.obstacle(to: $0) != nil } ?? true
  }

  static let guide = "\(Provider.builtin)/guide"
}

extension ProviderRoom {
  /// Those that the owner wrote down for a model, also when it is gone itself.
  fileprivate func textFallbacks(for model: String) -> [String] {
    guard card(model) == nil, let seat = seat(of: String(model.prefix { $0 != "/" })) else {
      return fallbacks(for: model)
    }
    let name = String(model.drop { $0 != "/" }.dropFirst())
    return seat.fallbacks.models(for: name).filter { id in
      card(id).map { $0.chats && obstacle(to: $0) == nil } ?? false
    }
  }

  /// Why a model cannot be asked at all. A connection that never told its models says why it did not.
  func absence(of model: String) -> Message.Attempt {
    let seat = seat(of: String(model.prefix { $0 != "/" }))
    let health = seat?.health(at: clock.now)
    let code: GenerationFault.Code =
      switch health?.state {
      case .unauthorized: .unauthorized
      case .outOfCredit: .outOfCredit
      case .up, .degraded, .down, .unknown, nil: .unavailable
      }
    var reason = card(model).flatMap { obstacle(to: $0) }
    if let seat, seat.listed.isEmpty { reason = seat.obstacle ?? health?.detail }
    return Message.Attempt(
      model: model, code: code.rawValue, detail: reason ?? "There is no model \(model) any more.")
  }
}
