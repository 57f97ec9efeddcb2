/// What came from what, as far as it was walked from one thing both ways.
package struct Lineage: Sendable, Equatable {
  package struct Node: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
      case prompt, enhancement, message, generation, image
    }

    package let kind: Kind
    package let id: Identifier
    /// A person's word for it, or the beginning of what it says.
    package var title = ""
    /// Of a prompt: the last of its wordings that something here came from.
    package var version: Int?
    /// Of a message.
    package var chatId: Identifier?
    /// Of a generation.
    package var state: GenerationState.Shown?
    /// Of what was made by a model.
    package var model: String?
    /// Of a picture.
    package var width: Int?
    package var height: Int?
    package var createdAt: Timestamp
    package var deletedAt: Timestamp?
    /// It was removed for good; what came from it still names it.
    package var isGone = false

    package init(_ kind: Kind, _ id: Identifier) {
      self.kind = kind
      self.id = id
      createdAt = id.time
    }
  }

  /// How something had its part in what came of it.
  package enum Role: String, Sendable, CaseIterable {
    case prompt, enhancement, message, initImage, maskImage, referenceImage, parentImage
    /// A picture of its generation.
    case picture
  }

  package struct Edge: Sendable, Hashable {
    package let from: Identifier
    package let to: Identifier
    package let role: Role
    /// Of a prompt: which of its wordings.
    package var version: Int?

    package init(from: Identifier, to: Identifier, role: Role, version: Int? = nil) {
      self.from = from
      self.to = to
      self.role = role
      self.version = version
    }
  }

  /// Where the walk began.
  package let root: Identifier
  /// The nearest first, the root before all.
  package var nodes: [Node]
  /// Both ends are among the nodes.
  package var edges: [Edge]
  /// There is more than one answer holds.
  package var isTruncated: Bool

  package init(root: Identifier, nodes: [Node], edges: [Edge], isTruncated: Bool) {
    self.root = root
    self.nodes = nodes
    self.edges = edges
    self.isTruncated = isTruncated
  }

  package static let mostNodes = 5_000
}

extension Lineage: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("root", root)
      json.field("nodes", nodes)
      json.field("edges", edges)
      json.field("truncated", isTruncated)
    }
  }
}

extension Lineage.Node: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("id", id)
      json.field("type", kind.rawValue)
      json.field("title", title)
      json.field("version", version)
      json.field("chatId", chatId)
      json.field("state", state?.rawValue)
      json.field("model", model)
      json.field("width", width)
      json.field("height", height)
      json.field("thumbnailUrl", kind == .image && !isGone ? "/api/v1/images/\(id)/thumbnail" : nil)
      json.field("createdAt", createdAt)
      json.field("deletedAt", deletedAt)
      json.field("gone", isGone)
    }
  }
}

extension Lineage.Edge: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("from", from)
      json.field("to", to)
      json.field("role", role.rawValue)
      json.field("version", version)
    }
  }
}

extension Recipe {
  /// What it says it was made from.
  package var origins: [(role: Lineage.Role, id: Identifier)] {
    var origins: [(role: Lineage.Role, id: Identifier)] = []
    func add(_ role: Lineage.Role, _ id: Identifier?) {
      guard let id, !origins.contains(where: { $0.role == role && $0.id == id }) else { return }
      origins.append((role, id))
    }
    add(.prompt, promptId)
    add(.enhancement, enhancementId)
    add(.message, messageId)
    add(.initImage, initImageId)
    add(.maskImage, maskImageId)
    for id in referenceImageIds { add(.referenceImage, id) }
    add(.parentImage, parentImageId)
    return origins
  }
}
