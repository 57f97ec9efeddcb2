import Domain
import Support
import Synchronization
import Testing

@testable import Storage

@Suite("Workspaces") struct WorkspacesTests {
  @Test("a fresh database has one workspace, My studio, and told of it")
  func first() async throws {
    try await Setting.run { setting, store in
      let page = try await store.read { try $0.workspaces.list(.active, limit: 60) }
      #expect(page.items.map(\.name) == ["My studio"])
      #expect(page.next == nil)
      #expect(setting.told.withLock { $0.map(\.type) } == ["workspace.created"])
    }
  }
}
