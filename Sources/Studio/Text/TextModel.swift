import Domain

/// The model that is to write something that is no reply.
struct TextModel: Sendable, Equatable {
  /// Who should write it: what was asked for, else what is usual. `builtin/enhancer` where there is no language model.
  let wanted: String
  /// Who does; another than `wanted` where that one is gone or cannot be used.
  let id: String

  /// What was asked for, else the workspace's, else the best that can be used now, else the built-in enhancer. The
  /// guide is no language model: what it can do of this, the enhancer does.
  static func choose(_ asked: String?, _ workspace: Workspace, _ room: ProviderRoom) -> TextModel {
    let usual = asked ?? workspace.settings.textModel
    guard let usual else {
      let best = ReplyModel.best(in: room) ?? Enhancement.builtin
      return TextModel(wanted: best, id: best)
    }
    if let card = room.card(usual), card.family == .guide {
      return TextModel(wanted: Enhancement.builtin, id: Enhancement.builtin)
    }
    if let card = room.card(usual), card.chats, room.obstacle(to: card) == nil {
      return TextModel(wanted: usual, id: usual)
    }
    return TextModel(
      wanted: usual, id: ReplyModel.next(after: [usual], wantsVision: false, room) ?? Enhancement.builtin)
  }

  var isBuiltin: Bool { id == Enhancement.builtin }
}
