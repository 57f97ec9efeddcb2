import Domain
import Support
import Testing

@testable import Storage

@Suite("Trash") struct TrashTests {
  @Test("one list, page by page, the last deleted first and none of it twice", arguments: [1, 2, 3, 100])
  func pages(limit: Int) async throws {
    try await PictureSetting.run { setting in
      let store = setting.store
      let home = try await store.add("Home")
      var expected: Set<Identifier> = []
      for number in 0..<6 {
        // Some go in the same moment.
        if number % 3 != 1 { setting.pass(seconds: 1) }
        if number % 2 == 0 {
          let picture = try await setting.insert(into: home.id) { $0.title = "P\(number)" }
          try await store.write { try $0.images.trash(picture.id) }
          expected.insert(picture.id)
        } else {
          let other = try await store.add("W\(number)")
          try await store.write { try $0.workspaces.trash(other.id) }
          expected.insert(other.id)
        }
      }
      var seen: [Trashed] = []
      var position: Position?
      repeat {
        let page = try await store.read { [position] in try $0.trash.list(after: position, limit: limit) }
        seen += page.items
        position = page.next
      } while position != nil
      #expect(seen.count == 6 && Set(seen.map(\.id)) == expected)
      #expect(seen.map(\.kind).filter { $0 == .image }.count == 3)
      #expect(seen.first { $0.kind == .image }?.workspaceId == home.id)
      #expect(seen.first { $0.kind == .image }?.title == "P4")
      #expect(seen.map(\.deletedAt.milliseconds) == seen.map(\.deletedAt.milliseconds).sorted(by: >))
    }
  }

  @Test("emptying takes what was deleted before the moment, a part at a time")
  func empty() async throws {
    try await PictureSetting.run { setting in
      let store = setting.store
      let home = try await store.add("Home")
      for _ in 0..<3 {
        let picture = try await setting.insert(into: home.id)
        let other = try await store.add("Other")
        try await store.write { writing in
          try writing.images.trash(picture.id)
          try writing.workspaces.trash(other.id)
        }
      }
      try await store.write { writing in
        try writing.styles.trash(writing.styles.insert(.init(name: "S"), in: home.id).id)
        try writing.wordLists.trash(writing.wordLists.insert(.init(name: "w", words: []), in: home.id).id)
      }
      let kept = try await setting.insert(into: home.id)
      let moment = try await store.write { $0.now.adding(seconds: 1) }
      #expect(try await store.write { try $0.trash.empty(before: moment, limit: 4) } == 4)
      #expect(try await store.write { try $0.trash.empty(before: moment, limit: 4) } == 4)
      #expect(try await store.write { try $0.trash.empty(before: moment, limit: 4) } == 0)
      #expect(try await store.read { try $0.trash.list(limit: 9) }.items.isEmpty)
      #expect(try await store.read { try $0.images.get(kept.id) } == kept)
    }
  }
}
