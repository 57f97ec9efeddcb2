/// What lies in the trash and can be taken out of it.
package struct Trashed: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case workspace, image, album, prompt, style, wordList, chat, message
  }

  package let kind: Kind
  package let id: Identifier
  /// A workspace's own, where it is one.
  package let workspaceId: Identifier
  package let title: String
  package let deletedAt: Timestamp

  package init(kind: Kind, id: Identifier, workspaceId: Identifier, title: String, deletedAt: Timestamp) {
    self.kind = kind
    self.id = id
    self.workspaceId = workspaceId
    self.title = title
    self.deletedAt = deletedAt
  }
}
