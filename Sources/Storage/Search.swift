package import Domain
import SQLite

/// Where a reader of a search is: in each of the full texts, the number of the last one he was shown.
package struct SearchPlace: Sendable, Equatable {
  fileprivate var numbers: [SearchSource: Int64] = [:]

  fileprivate init() {}

  /// Nil for what `text` did not write.
  package init?(_ text: String) {
    for part in text.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
      let sides = part.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
      guard sides.count == 2, let source = SearchSource(rawValue: String(Substring(sides[0]))),
        let number = Int64(Substring(sides[1])), numbers.updateValue(number, forKey: source) == nil
      else { return nil }
    }
  }

  package var text: String {
    SearchSource.allCases.compactMap { source in numbers[source].map { "\(source.rawValue)=\($0)" } }
      .joined(separator: "&")
  }
}

/// The full texts that there are. In each, a higher number is a later one; of pictures it is their turn.
enum SearchSource: String, CaseIterable {
  case images, prompts, spoken

  var kinds: [SearchHit.Kind] {
    switch self {
    case .images: [.image]
    case .prompts: [.prompt]
    case .spoken: [.chat, .message]
    }
  }
}

extension Reading {
  /// What holds all of these words, the newest first, and where the next page starts; nil on the last one. Nothing of
  /// what lies in the trash. Each full text brings its part in its own order, so no page reads more than it shows.
  package func search(
    _ words: String, in workspaceId: Identifier? = nil, kind: SearchHit.Kind? = nil, after place: SearchPlace? = nil,
    limit: Int
  ) throws -> (hits: [SearchHit], next: SearchPlace?) {
    var found: [(source: SearchSource, number: Int64, hit: SearchHit)] = []
    for source in SearchSource.allCases where kind.map(source.kinds.contains) ?? true {
      let last = place?.numbers[source]
      for query in try queries(source, words, in: workspaceId, kind: kind, after: last, limit: limit) {
        found += try connection.all(query.sql, query.arguments) { row in
          (source: source, number: try row.integer(0), hit: try SearchHit(row: row, from: source, words: words))
        }
      }
    }
    // Within a full text its own order counts, whatever the clock said: or a page could pass over something.
    let sources = Dictionary(grouping: found, by: \.source)
    var shown: [(source: SearchSource, number: Int64, hit: SearchHit)] = []
    var taken: [SearchSource: Int] = [:]
    while shown.count < limit {
      let heads = sources.compactMap { source, hits in hits.dropFirst(taken[source] ?? 0).first }
      guard let next = heads.max(by: { ($0.hit.createdAt, $0.hit.id) < ($1.hit.createdAt, $1.hit.id) }) else { break }
      shown.append(next)
      taken[next.source, default: 0] += 1
    }
    guard shown.count < found.count else { return (shown.map(\.hit), nil) }
    var next = place ?? SearchPlace()
    for hit in shown { next.numbers[hit.source] = hit.number }
    return (shown.map(\.hit), next)
  }
}

// What the full texts are asked.
extension Reading {
  private typealias Parts = (table: String, columns: String, tables: String, wanted: String, isShown: String)

  func queries(
    _ source: SearchSource, _ words: String, in workspaceId: Identifier?, kind: SearchHit.Kind?, after number: Int64?,
    limit: Int
  ) throws -> [ImageList.Query] {
    switch source {
    case .images:
      var filter = PictureFilter()
      filter.words = words
      // Of pictures the index keeps no texts.
      let columns = "turn, id, workspace_id, NULL, \(Picture.name), coalesce(prompt, title), created_at"
      let list = ImageList(filter: filter, workspaceId: workspaceId, limit: limit, columns: columns)
      return try list.queries(ImageList.Part(turn: number), ImageWords(connection: connection))
    case .prompts: return [Self.query(Self.prompts, words, in: workspaceId, after: number, limit: limit)]
    case .spoken: return [Self.query(Self.spoken(kind), words, in: workspaceId, after: number, limit: limit)]
    }
  }

  private static func query(
    _ parts: Parts, _ words: String, in workspaceId: Identifier?, after number: Int64?, limit: Int
  ) -> ImageList.Query {
    // Somebody who looks everywhere does not look into a workspace that lies in the trash.
    let isOfOneInUse =
      workspaceId == nil ? " AND workspace_id NOT IN (SELECT id FROM workspaces WHERE deleted_at IS NOT NULL)" : ""
    let sql = """
      SELECT \(parts.table).rowid, \(parts.wanted) FROM \(parts.table) CROSS JOIN \(parts.tables)
      WHERE \(parts.table) MATCH ? AND \(parts.table).rowid < ? AND \(parts.isShown)\(isOfOneInUse)
      ORDER BY \(parts.table).rowid DESC LIMIT ?
      """
    return (sql, [Spoken.query(words, in: workspaceId, columns: parts.columns), number ?? Int64.max, limit + 1])
  }

  private static var prompts: Parts {
    (
      "prompt_words", Prompts<Reading>.wordColumns, "prompts ON number = prompt_words.rowid",
      "id, workspace_id, NULL, prompts.title, \(snippet("prompt_words", 1)), created_at", "deleted_at IS NULL"
    )
  }

  private static func spoken(_ kind: SearchHit.Kind?) -> Parts {
    (
      "spoken_words", "text",
      """
      spoken ON spoken.number = spoken_words.rowid CROSS JOIN chats ON chats.id = spoken.chat_id
      LEFT JOIN messages ON messages.id = spoken.message_id
      """,
      """
      coalesce(messages.id, chats.id), workspace_id, messages.chat_id, chats.title, \(snippet("spoken_words", 0)),
        coalesce(messages.created_at, chats.created_at)
      """,
      "chats.deleted_at IS NULL" + (kind.map { " AND spoken.message_id IS \($0 == .message ? "NOT " : "")NULL" } ?? "")
    )
  }

  private static func snippet(_ table: String, _ column: Int) -> String {
    "snippet(\(table), \(column), '', '', '…', 24)"
  }
}

extension SearchHit {
  fileprivate init(row: borrowing Row, from source: SearchSource, words: String) throws(SQLiteError) {
    let chatId = try row.read(3, as: Identifier?.self)
    let kind: Kind =
      switch source {
      case .images: .image
      case .prompts: .prompt
      case .spoken: chatId == nil ? .chat : .message
      }
    let text = try row.read(5, as: String.self)
    self.init(
      kind: kind, id: try row.read(1), workspaceId: try row.read(2), chatId: chatId, title: try row.read(4),
      snippet: source == .images ? Excerpt.of(text, around: FullText.words(of: words)) : text,
      createdAt: try row.read(6))
  }
}
