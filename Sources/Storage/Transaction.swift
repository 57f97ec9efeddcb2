package import Domain
import SQLite

/// One unchanging view of everything that is stored. Not to be kept beyond the closure that it was given to.
package struct Reading {
  let connection: Connection

  package var workspaces: Workspaces<Reading> { Workspaces(connection: connection, transaction: self) }
  package var images: Images<Reading> { Images(connection: connection, transaction: self) }
  package var imageCounts: ImageCounts { ImageCounts(connection: connection) }
  package var albums: Albums<Reading> { Albums(connection: connection, transaction: self) }
  package var searches: SavedSearches<Reading> { SavedSearches(connection: connection, transaction: self) }
  package var generations: Generations<Reading> { Generations(connection: connection, transaction: self) }
  package var calls: GenerationCalls<Reading> { GenerationCalls(connection: connection, transaction: self) }
  package var usage: UsageLedger<Reading> { UsageLedger(connection: connection, transaction: self) }
  package var providers: Providers<Reading> { Providers(connection: connection, transaction: self) }
  package var sealedKeys: SealedKeys<Reading> { SealedKeys(connection: connection, transaction: self) }
  package var models: Models<Reading> { Models(connection: connection, transaction: self) }
  package var prompts: Prompts<Reading> { Prompts(connection: connection, transaction: self) }
  package var promptHistory: PromptHistory<Reading> { PromptHistory(connection: connection, transaction: self) }
  package var styles: Styles<Reading> { Styles(connection: connection, transaction: self) }
  package var wordLists: WordLists<Reading> { WordLists(connection: connection, transaction: self) }
  package var chats: Chats<Reading> { Chats(connection: connection, transaction: self) }
  package var messages: Messages<Reading> { Messages(connection: connection, transaction: self) }
  package var enhancements: Enhancements<Reading> { Enhancements(connection: connection, transaction: self) }
  package var trash: Trash<Reading> { Trash(connection: connection, transaction: self) }
  package var events: Events<Reading> { Events(connection: connection, transaction: self) }
  var looseFiles: LooseFiles<Reading> { LooseFiles(connection: connection, transaction: self) }
  package var idempotency: Idempotency<Reading> { Idempotency(connection: connection, transaction: self) }
  package var studio: StudioValues<Reading> { StudioValues(connection: connection, transaction: self) }
}

/// A transaction that changes things and tells of each change. It sees its own changes.
package struct Writing {
  let connection: Connection
  /// The moment of the transaction: every row of it bears the same.
  package let now: Timestamp
  private let journal = Journal()

  private final class Journal {
    var events: [Event] = []
  }

  init(connection: Connection, now: Timestamp) {
    self.connection = connection
    self.now = now
  }

  package var workspaces: Workspaces<Writing> { Workspaces(connection: connection, transaction: self) }
  package var images: Images<Writing> { Images(connection: connection, transaction: self) }
  package var imageCounts: ImageCounts { ImageCounts(connection: connection) }
  package var albums: Albums<Writing> { Albums(connection: connection, transaction: self) }
  package var searches: SavedSearches<Writing> { SavedSearches(connection: connection, transaction: self) }
  package var generations: Generations<Writing> { Generations(connection: connection, transaction: self) }
  package var calls: GenerationCalls<Writing> { GenerationCalls(connection: connection, transaction: self) }
  package var usage: UsageLedger<Writing> { UsageLedger(connection: connection, transaction: self) }
  package var providers: Providers<Writing> { Providers(connection: connection, transaction: self) }
  package var sealedKeys: SealedKeys<Writing> { SealedKeys(connection: connection, transaction: self) }
  package var models: Models<Writing> { Models(connection: connection, transaction: self) }
  package var prompts: Prompts<Writing> { Prompts(connection: connection, transaction: self) }
  package var promptHistory: PromptHistory<Writing> { PromptHistory(connection: connection, transaction: self) }
  package var styles: Styles<Writing> { Styles(connection: connection, transaction: self) }
  package var wordLists: WordLists<Writing> { WordLists(connection: connection, transaction: self) }
  package var chats: Chats<Writing> { Chats(connection: connection, transaction: self) }
  package var messages: Messages<Writing> { Messages(connection: connection, transaction: self) }
  package var enhancements: Enhancements<Writing> { Enhancements(connection: connection, transaction: self) }
  package var trash: Trash<Writing> { Trash(connection: connection, transaction: self) }
  package var events: Events<Writing> { Events(connection: connection, transaction: self) }
  var looseFiles: LooseFiles<Writing> { LooseFiles(connection: connection, transaction: self) }
  package var idempotency: Idempotency<Writing> { Idempotency(connection: connection, transaction: self) }
  package var studio: StudioValues<Writing> { StudioValues(connection: connection, transaction: self) }

  /// Adds an event to the log. It is told to everybody after the commit, and only then.
  @discardableResult
  package func record(_ type: String, workspaceId: Identifier?, subject: JSON) throws -> Event {
    let event = try events.append(type, workspaceId: workspaceId, subject: subject)
    journal.events.append(event)
    return event
  }

  var recorded: [Event] { journal.events }
}
