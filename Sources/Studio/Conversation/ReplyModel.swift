import Domain

/// The model that is to answer.
struct ReplyModel: Sendable {
  let id: String
  /// Who should have, where somebody said so.
  var fallbackFrom: Message.Fallback?

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
    let code = GenerationFault.Code.unavailable
    return ReplyModel(id: other, fallbackFrom: Message.Fallback(model: usual, code: code.rawValue))
  }

  /// The next to be asked after `tried`.
  static func next(after tried: [String], wantsVision: Bool, _ room: ProviderRoom) -> String? {
    let candidates = (tried.first.map(room.textFallbacks) ?? []) + ranked(in: room, wantsVision: wantsVision)
    return candidates.first { !tried.contains($0) && !isDown($0, room) && room.card($0)?.chats == true }
  }

  /// The best there is, one that works before one that does not; nil when there is no language model at all.
  static func best(in room: ProviderRoom, wantsVision: Bool = false) -> String? {
    let ranked = ranked(in: room, wantsVision: wantsVision)
    return ranked.first { !isDown($0, room) } ?? ranked.first
  }

  /// The built-in guide is none of them: it is no language model, and takes over only where there is none at all.
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
}
