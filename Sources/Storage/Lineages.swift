package import Domain
import SQLite

extension Reading {
  /// What this came from, and what came from it, within its workspace: the nearest first, up to `most` of them.
  ///
  /// Things in the trash are shown; those that were removed for good are where something still names them. Throws
  /// `not_found` for what there is not.
  package func lineage(
    of kind: Lineage.Node.Kind, _ id: Identifier, most: Int = Lineage.mostNodes
  ) throws -> Lineage {
    var walk = LineageWalk(reader: LineageReader(connection: connection), most: max(1, most))
    guard try walk.begin(kind, id) else { throw Failure.notFound(kind.rawValue) }
    try walk.goUp()
    try walk.goDown()
    return walk.lineage
  }
}

/// The way through the graph: each thing is read once, and every step is one look into an index.
private struct LineageWalk {
  let reader: LineageReader
  let most: Int
  private var things: [LineageReader.Thing] = []
  private var places: [Identifier: Int] = [:]
  private var isTruncated = false

  init(reader: LineageReader, most: Int) {
    self.reader = reader
    self.most = most
  }

  /// False when there is no such thing.
  mutating func begin(_ kind: Lineage.Node.Kind, _ id: Identifier) throws -> Bool {
    guard let root = try reader.read(kind, id), !root.node.isGone else { return false }
    keep(root)
    return true
  }

  mutating func goUp() throws {
    var next = 0
    while next < things.count {
      for (kind, edge) in things[next].origins { _ = try add(kind, edge.from) }
      next += 1
    }
  }

  mutating func goDown() throws {
    var below = things.first.map { [$0.node] } ?? []
    var seen = Set(below.map(\.id))
    var next = 0
    while next < below.count {
      for (kind, id) in try reader.offspring(of: below[next]) where seen.insert(id).inserted {
        if let place = try add(kind, id) { below.append(things[place].node) }
      }
      next += 1
    }
  }

  var lineage: Lineage {
    var nodes = things.map(\.node)
    var edges: [Lineage.Edge] = []
    for edge in things.flatMap(\.origins).map(\.edge) {
      // What lies beyond the bound, or in another workspace, is no part of the answer.
      guard let place = places[edge.from] else { continue }
      edges.append(edge)
      if let version = edge.version { nodes[place].version = max(nodes[place].version ?? 0, version) }
    }
    return Lineage(root: nodes[0].id, nodes: nodes, edges: edges, isTruncated: isTruncated)
  }

  /// Its place among what was found; nil when it is not to be shown.
  private mutating func add(_ kind: Lineage.Node.Kind, _ id: Identifier) throws -> Int? {
    if let place = places[id] { return place }
    guard things.count < most else {
      isTruncated = true
      return nil
    }
    guard let thing = try reader.read(kind, id) else { return nil }
    if let workspaceId = thing.workspaceId, workspaceId != things[0].workspaceId { return nil }
    return keep(thing)
  }

  @discardableResult
  private mutating func keep(_ thing: LineageReader.Thing) -> Int {
    places[thing.node.id] = things.count
    things.append(thing)
    return things.count - 1
  }
}

extension Lineage.Role {
  /// What it is that has this part.
  var origin: Lineage.Node.Kind {
    switch self {
    case .prompt: .prompt
    case .enhancement: .enhancement
    case .message: .message
    case .initImage, .maskImage, .referenceImage, .parentImage: .image
    case .picture: .generation
    }
  }
}
