import Domain
import Testing

@testable import Storage

@Suite("Workspaces") struct WorkspacesTests {
  @Test("a fresh database has one, My studio, and a second start adds none")
  func first() async throws {
    let setting = Setting()
    for _ in 0..<2 {
      let store = try await setting.open()
      #expect(try await store.names(.active) == ["My studio"])
      await store.close()
    }
    #expect(setting.told.map(\.type) == ["workspace.created"])
  }

  @Test("who purges the first one is not given another")
  func firstIsOnce() async throws {
    let setting = Setting()
    var store = try await setting.open()
    try await store.write { writing in
      for workspace in try writing.workspaces.list(.kept, limit: 9).items { try writing.workspaces.purge(workspace.id) }
    }
    await store.close()
    store = try await setting.open()
    #expect(try await store.names(.kept) == [])
    await store.close()
  }

  @Test("one is read as it was written, every field of it")
  func wholeValue() async throws {
    try await Setting.run { _, store in
      var settings = Workspace.Settings()
      settings.imageModel = "builtin/painter"
      settings.textModel = "builtin/guide"
      settings.systemPrompt = "Be \"brief\".\u{0}"
      settings.width = 640
      settings.height = 4_096
      settings.budgetMicros = 1_000_000_000_000_000
      let draft = Workspace.Draft(name: "Яблоко 🍏", description: "\n", color: "#012345", settings: settings)
      let made = try await store.write { try $0.workspaces.insert(draft) }
      let read = try await store.read { try $0.workspaces.get(made.id) }
      #expect(read == made)
      #expect(read.settings == settings && read.version == 1 && read.counts == Workspace.Counts())
    }
  }

  @Test("its usual style is one of its own, and may go to the trash later")
  func style() async throws {
    try await Setting.run { _, store in
      let (here, there) = (try await store.add("Here"), try await store.add("There"))
      let style = try await store.write { try $0.styles.insert(Style.Look(name: "Ink", positive: "ink"), in: here.id) }
      let wish = { (id: Identifier?) in
        var patch = Workspace.Patch()
        patch.settings = Workspace.Settings.Patch()
        patch.settings?.styleId = .some(id)
        return patch
      }
      let wanted = wish(style.id)
      for (workspace, patch) in [(there.id, wanted), (here.id, wish(Identifier()))] {
        let failure = await #expect(throws: Failure.self) {
          try await store.write { try $0.workspaces.update(workspace, patch) }
        }
        #expect(failure?.fields.map(\.pointer) == ["/settings/styleId"])
      }
      #expect(try await store.write { try $0.workspaces.update(here.id, wanted) }.settings.styleId == style.id)
      try await store.write { _ = try $0.styles.trash(style.id) }
      var rename = wanted
      rename.name = "Elsewhere"
      let (renamed, cleared) = (rename, wish(nil))
      #expect(try await store.write { try $0.workspaces.update(here.id, renamed) }.name == "Elsewhere")
      #expect(try await store.write { try $0.workspaces.update(here.id, cleared) }.settings.styleId == nil)
      var draft = Workspace.Draft(name: "New")
      draft.settings.styleId = style.id
      let new = draft
      await #expect(throws: Failure.self) { try await store.write { try $0.workspaces.insert(new) } }
    }
  }

  @Test("a patch changes what it names, the version and the time, and nothing when it names nothing new")
  func patch() async throws {
    try await Setting.run { setting, store in
      let made = try await store.add("One")
      setting.pass(seconds: 5)
      var patch = Workspace.Patch()
      patch.name = "Two"
      patch.archived = true
      let change = patch
      let changed = try await store.write { try $0.workspaces.update(made.id, change) }
      #expect(changed.name == "Two" && changed.version == 2)
      #expect(changed.updatedAt == made.createdAt.adding(seconds: 5) && changed.archivedAt == changed.updatedAt)
      #expect(try await store.read { try $0.workspaces.get(made.id) } == changed)
      let told = setting.told.count
      #expect(try await store.write { try $0.workspaces.update(made.id, change) } == changed)
      #expect(setting.told.count == told)
    }
  }

  @Test("an unknown id is not found, whatever is asked of it")
  func unknown() async throws {
    try await Setting.run { _, store in
      let id = Identifier()
      await #expect(performing: { try await store.read { try $0.workspaces.get(id) } }, throws: fails(.notFound))
      await #expect(
        performing: { try await store.write { try $0.workspaces.update(id, .init()) } }, throws: fails(.notFound))
      await #expect(performing: { try await store.write { try $0.workspaces.trash(id) } }, throws: fails(.notFound))
      await #expect(performing: { try await store.write { try $0.workspaces.restore(id) } }, throws: fails(.notFound))
      await #expect(performing: { try await store.write { try $0.workspaces.purge(id) } }, throws: fails(.notFound))
    }
  }

  @Test("each shelf shows its own")
  func shelves() async throws {
    try await Setting.run { _, store in
      let archived = try await store.add("Archived")
      let trashed = try await store.add("Trashed")
      var patch = Workspace.Patch()
      patch.archived = true
      let archive = patch
      try await store.write { writing in
        try writing.workspaces.update(archived.id, archive)
        try writing.workspaces.trash(trashed.id)
      }
      #expect(try await store.names(.active) == ["My studio"])
      #expect(try await store.names(.archived) == ["Archived"])
      #expect(try await store.names(.kept) == ["Archived", "My studio"])
      #expect(try await store.names(.trashed) == ["Trashed"])
    }
  }

  @Test("the trash gives back what it took, and doing either twice changes nothing more")
  func trash() async throws {
    try await Setting.run { setting, store in
      let made = try await store.add("One")
      let trashed = try await store.write { try $0.workspaces.trash(made.id) }
      setting.pass(seconds: 9)
      #expect(trashed.deletedAt != nil)
      #expect(try await store.write { try $0.workspaces.trash(made.id) } == trashed)
      let restored = try await store.write { try $0.workspaces.restore(made.id) }
      #expect(restored.deletedAt == nil && restored.version == 3)
      #expect(try await store.write { try $0.workspaces.restore(made.id) } == restored)
      let told = setting.told.dropFirst().map(\.type)
      #expect(told == ["workspace.created", "workspace.deleted", "workspace.restored"])
    }
  }

  @Test("pages join to the whole list, on every shelf", arguments: Workspaces<Reading>.Shelf.allCases)
  func pages(shelf: Workspaces<Reading>.Shelf) async throws {
    try await Setting.run { setting, store in
      var patch = Workspace.Patch()
      patch.archived = true
      let archive = patch
      for number in 0..<23 {
        let workspace = try await store.add("\(number)")
        // In pairs, so that the trash has to tell apart what it got at the same time.
        if number.isMultiple(of: 2) { setting.pass(seconds: 1) }
        try await store.write { writing in
          if shelf == .archived { try writing.workspaces.update(workspace.id, archive) }
          if shelf == .trashed { try writing.workspaces.trash(workspace.id) }
        }
      }
      let whole = try await store.names(shelf)
      #expect(Array(whole.prefix(23)) == (0..<23).reversed().map { "\($0)" })
      var names: [String] = []
      var position: Position?
      repeat {
        let page = try await store.read { [position] in try $0.workspaces.list(shelf, after: position, limit: 5) }
        #expect(page.items.count <= 5)
        names += page.items.map(\.name)
        position = page.next
        // What comes meanwhile is newer than everything that is still to be read.
        if shelf == .kept { _ = try await store.add("meanwhile") }
      } while position != nil
      #expect(names == whole)
    }
  }

  @Test("the trash shows the last deleted first, whatever is older")
  func trashOrder() async throws {
    try await Setting.run { setting, store in
      let ids = try await [store.add("A").id, store.add("B").id, store.add("C").id]
      for index in [1, 2, 0] {
        setting.pass(seconds: 1)
        try await store.write { try $0.workspaces.trash(ids[index]) }
      }
      #expect(try await store.names(.trashed) == ["A", "C", "B"])
    }
  }

  @Test("what was long in the trash is purged in batches, the oldest first, and told of")
  func purging() async throws {
    try await Setting.run { setting, store in
      for number in 0..<7 {
        let workspace = try await store.add("\(number)")
        setting.pass(seconds: 1)
        try await store.write { try $0.workspaces.trash(workspace.id) }
      }
      let moment = Timestamp(milliseconds: 1_795_000_005_000)
      var counts: [Int] = []
      for _ in 0..<3 {
        counts.append(try await store.write { try $0.workspaces.purgeExpired(before: moment, limit: 3) })
      }
      #expect(counts == [3, 1, 0])
      #expect(try await store.names(.trashed) == ["6", "5", "4"])
      #expect(
        setting.told.filter { $0.type == "workspace.purged" }.map { $0.subject["name"]?.string } == [
          "0", "1", "2", "3",
        ])
    }
  }
}
