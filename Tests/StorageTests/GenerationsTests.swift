import Domain
import SQLite
import Support
import Testing

@testable import Storage

extension Generation {
  /// One order of `count` pictures.
  static func sample(
    in workspace: Identifier, count: Int = 1, priority: Int = 0, estimate: Int? = 1_000, id: Identifier = Identifier()
  ) -> Generation {
    var recipe = Recipe(prompt: "a lighthouse")
    recipe.model = "stub/one"
    recipe.count = count
    recipe.seed = 7
    recipe.width = 64
    recipe.height = 64
    let shots = (0..<count).map {
      GenerationPlan.Shot(prompt: "a lighthouse", negativePrompt: "fog", seed: 7 + UInt32($0))
    }
    let plan = GenerationPlan(recipe: recipe, shots: shots, priority: priority, estimatedCostMicros: estimate)
    return Generation(
      id: id, workspaceId: workspace, plan: plan, provider: .init(id: "stub", name: "Stub", kind: nil),
      parent: nil, at: Timestamp(milliseconds: 1_795_000_000_000))
  }
}

extension Store {
  @discardableResult
  func order(_ generation: Generation) async throws -> Generation {
    try await write { try $0.generations.insert(generation) }
    return generation
  }

  @discardableResult
  func take(_ event: GenerationStanding.Event, _ id: Identifier, attempt: Int? = nil) async throws -> GenerationStanding
  {
    try await write { try $0.generations.take(event, id, attempt: attempt) }
  }
}

private func isSuperseded(_ error: any Error) -> Bool { error is Generations<Writing>.Superseded }

@Suite("Stored generations") struct GenerationsTests {
  @Test("the words of the columns are the words of the enums")
  func words() throws {
    let connection = try Connection(path: ":memory:", mode: .create)
    try Migrator(Schema.migrations).run(on: connection, at: 0)
    func check(_ table: String, _ column: String, _ words: [String]) throws {
      let sql = try connection.first("SELECT sql FROM sqlite_schema WHERE name = ?", [table]) { try $0.text(0) } ?? ""
      let list = sql.firstRange(of: "\(column) IN (").map { sql[$0.upperBound...].prefix { $0 != ")" } } ?? ""
      let found = list.split(separator: ",").map { $0.filter { $0.isLetter || $0 == "_" } }
      #expect(found == words, "\(table).\(column)")
    }
    try check("generations", "state", GenerationState.allCases.map(\.rawValue))
    try check("generations", "fault_code", GenerationFault.Code.allCases.map(\.rawValue))
    try check("generation_calls", "outcome", GenerationCall.Outcome.allCases.map(\.rawValue))
    try check("usage", "kind", Usage.Purpose.allCases.map(\.rawValue))
    try check("usage", "outcome", Usage.Outcome.allCases.map(\.rawValue))
  }

  @Test("what goes in comes out, and its workspace counts it")
  func roundTrip() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("A")
      let generation = try await store.order(.sample(in: workspace.id, count: 3, priority: -4))
      #expect(try await store.read { try $0.generations.get(generation.id) } == generation)
      #expect(try await store.read { try $0.workspaces.get(workspace.id) }.counts.generations == 1)
      #expect(setting.told.last?.type == "generation.queued")
      #expect(setting.told.last?.subject["state"] == "queued")
      try await store.take(.cancelled, generation.id)
      try await store.write { try $0.generations.delete(generation.id) }
      #expect(try await store.read { try $0.workspaces.get(workspace.id) }.counts.generations == 0)
      await #expect(throws: Failure.notFound("generation")) {
        try await store.read { _ = try $0.generations.get(generation.id) }
      }
    }
  }

  @Test("a workspace in the trash takes no orders, and one that goes there cancels what it had")
  func trash() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("A")
      let waiting = try await store.order(.sample(in: workspace.id))
      let running = try await store.order(.sample(in: workspace.id))
      try await store.take(.leased, running.id)
      let call = try await store.write { writing in
        try writing.generations.take(.submitting, running.id, attempt: 1)
        return try writing.calls.begin(0..<1, of: running, key: Identifier(), estimateMicros: 1_000)
      }
      try await store.write { try $0.workspaces.trash(workspace.id) }
      for id in [waiting.id, running.id] {
        #expect(try await store.read { try $0.generations.get(id) }.state == .cancelled)
      }
      #expect(try await store.read { try $0.calls.open(of: call.generationId) } == nil)
      await #expect(throws: Failure.self) { try await store.order(.sample(in: workspace.id)) }
      #expect(setting.told.map(\.type).count { $0 == "generation.cancelled" } == 2)
      try await store.write { try $0.workspaces.purge(workspace.id) }
      await #expect { try await store.take(.completed, running.id) } throws: { isSuperseded($0) }
    }
  }

  @Test("lists filter by what people see, page by page")
  func lists() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("A"), other = try await store.add("B")
      var ids: [Identifier] = []
      for number in 0..<12 {
        let generation = try await store.order(.sample(in: number < 10 ? workspace.id : other.id))
        ids.append(generation.id)
        if number % 2 == 0 { try await store.take(.leased, generation.id) }
      }
      func all(_ state: GenerationState.Shown?) async throws -> [Identifier] {
        var found: [Identifier] = []
        var position: Position?
        repeat {
          let page = try await store.read { [position] in
            try $0.generations.list(in: workspace.id, state, after: position, limit: 3)
          }
          found += page.items.map(\.id)
          position = page.next
        } while position != nil
        return found
      }
      #expect(try await all(nil) == ids.prefix(10).reversed())
      #expect(try await all(.running) == (0..<10).filter { $0 % 2 == 0 }.map { ids[$0] }.reversed())
      #expect(try await all(.queued) == (0..<10).filter { $0 % 2 == 1 }.map { ids[$0] }.reversed())
      #expect(try await all(.failed) == [])
      #expect(
        try await store.read { try $0.generations.waiting(after: nil, limit: 99) }.map(\.id)
          == (0..<12).filter { $0 % 2 == 1 }.map { ids[$0] })
    }
  }

  @Test("nobody writes for a turn that is over, and nothing happens twice")
  func fences() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("A")
      let id = try await store.order(.sample(in: workspace.id)).id
      try await store.take(.leased, id)
      try await store.take(.ended(.crash, .none), id)
      try await store.take(.leased, id)
      let before = try await store.read { try $0.generations.get(id) }
      #expect(before.standing.attempt == 2)
      for event in [GenerationStanding.Event.submitting, .storing, .completed, .called, .ended(.shutdown, .none)] {
        await #expect { try await store.take(event, id, attempt: 1) } throws: { isSuperseded($0) }
      }
      await #expect { try await store.write { try $0.generations.keep(shot: 0, of: id, attempt: 1) } } throws: {
        isSuperseded($0)
      }
      #expect(try await store.read { try $0.generations.get(id) } == before)
      try await store.write { try $0.generations.keep(shot: 0, of: id, attempt: 2) }
      await #expect { try await store.write { try $0.generations.keep(shot: 0, of: id, attempt: 2) } } throws: {
        isSuperseded($0)
      }
      try await store.take(.completed, id, attempt: 2)
      await #expect { try await store.take(.completed, id, attempt: 2) } throws: { isSuperseded($0) }
    }
  }

  @Test("a picture that was paid before the word to cancel came is kept, and the order says so")
  func lateImages() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("A")
      let id = try await store.order(.sample(in: workspace.id)).id
      try await store.take(.leased, id)
      try await store.take(.cancelled, id)
      #expect(try await store.read { try $0.generations.get(id) }.standing.fault == nil)
      try await store.write { try $0.generations.keep(shot: 0, of: id, attempt: 1) }
      let generation = try await store.read { try $0.generations.get(id) }
      #expect(generation.state == .cancelled && generation.made.contains(0))
      #expect(generation.standing.fault?.detail.contains("kept") == true)
    }
  }

  @Test("what is live can be moved but not deleted, what is over deleted but not moved")
  func liveness() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("A")
      let id = try await store.order(.sample(in: workspace.id)).id
      #expect(try await store.write { try $0.generations.prioritize(id, 9) }.priority == 9)
      await #expect { try await store.write { try $0.generations.delete(id) } } throws: { fails(.generationLive)($0) }
      try await store.take(.cancelled, id)
      await #expect { try await store.write { try $0.generations.prioritize(id, 1) } } throws: {
        fails(.generationEnded)($0)
      }
      try await store.write { try $0.generations.delete(id) }
    }
  }
}

@Suite("Calls and their ledger") struct GenerationCallsTests {
  @Test("an open call is promised money; its end puts it into the ledger, once, and into the kept sums")
  func ledger() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("A")
      let generation = try await store.order(.sample(in: workspace.id, count: 2))
      try await store.take(.leased, generation.id)
      let first = try await store.write { writing in
        try writing.generations.take(.submitting, generation.id, attempt: 1)
        return try writing.calls.begin(0..<1, of: generation, key: Identifier(), estimateMicros: 1_000)
      }
      #expect(try await store.read { try $0.calls.open(of: generation.id) } == first)
      #expect(try await store.read { try $0.calls.promised(in: workspace.id) } == 1_000)
      #expect(try await store.read { try $0.calls.promised(to: "stub") } == 1_000)
      try await store.write { try $0.calls.keep(ticket: "job 7", of: first) }
      #expect(try await store.read { try $0.calls.open(of: generation.id) }?.ticket == "job 7")

      var ending = GenerationCall.Ending(.succeeded)
      ending.costMicros = 1_250
      ending.images = 1
      for _ in 0..<2 { try await store.write { [ending] in try $0.calls.end(first, ending) } }
      #expect(try await store.read { try $0.calls.promised(in: workspace.id) } == 0)
      #expect(try await store.read { try $0.generations.get(generation.id) }.costMicros == 1_250)
      await #expect { try await store.write { try $0.calls.keep(ticket: "late", of: first) } } throws: {
        isSuperseded($0)
      }

      let second = try await store.write {
        try $0.calls.begin(1..<2, of: generation, key: Identifier(), estimateMicros: 9)
      }
      #expect(second.number == 2)
      try await store.take(.cancelled, generation.id)
      #expect(try await store.read { try $0.generations.get(generation.id) }.costMicros == 1_259)
      let now = Timestamp(milliseconds: 1_795_000_000_000)
      #expect(try await store.read { try $0.usage.spent(in: workspace.id, monthOf: now) } == 1_259)
      #expect(try await store.read { try $0.usage.spent(with: "stub", dayOf: now) } == 1_259)
    }
  }

  @Test("a call that is simply made again costs nothing")
  func interrupted() async throws {
    try await Setting.run { setting, store in
      let workspace = try await store.add("A")
      let generation = try await store.order(.sample(in: workspace.id))
      let call = try await store.write {
        try $0.calls.begin(0..<1, of: generation, key: Identifier(), estimateMicros: 5)
      }
      try await store.write { try $0.calls.end(call, GenerationCall.Ending(.interrupted)) }
      #expect(try await store.read { try $0.usage.sums(by: .model, from: "0000-01-01", to: "9999-12-31") } == [])
    }
  }

  @Test("sums go by model, provider, day and workspace; a month ends where it ends")
  func sums() async throws {
    try await Setting.run { setting, store in
      let workspaces = [try await store.add("A").id, try await store.add("B").id]
      for (day, workspace, model, cost) in [
        (0, 0, "a/x", 10), (0, 1, "a/y", 20), (20, 0, "b/x", 40), (20, 0, "b/x", 40), (60, 1, "a/x", 80),
      ] {
        setting.pass(seconds: Int64(day) * 86_400)
        try await store.write { writing in
          var usage = Usage(
            purpose: .image, workspaceId: workspaces[workspace], provider: String(model.prefix(1)), model: model,
            outcome: .succeeded)
          usage.costMicros = cost
          usage.images = 1
          try writing.usage.add(usage)
        }
        setting.pass(seconds: -Int64(day) * 86_400)
      }
      func sums(_ grouping: UsageSum.Grouping, to last: String = "9999-12-31") async throws -> [String: Int] {
        let sums = try await store.read { try $0.usage.sums(by: grouping, from: "0000-01-01", to: last) }
        return Dictionary(uniqueKeysWithValues: sums.map { ($0.key, $0.costMicros) })
      }
      let start = Timestamp(milliseconds: 1_795_000_000_000)
      #expect(start.day == "2026-11-18")
      #expect(try await sums(.model) == ["a/x": 90, "a/y": 20, "b/x": 80])
      #expect(try await sums(.provider) == ["a": 110, "b": 80])
      #expect(try await sums(.day) == ["2026-11-18": 30, "2026-12-08": 80, "2027-01-17": 80])
      #expect(try await sums(.workspace) == [workspaces[0].text: 90, workspaces[1].text: 100])
      #expect(try await sums(.provider, to: "2026-11-18") == ["a": 30])
      #expect(try await store.read { try $0.usage.spent(in: workspaces[0], monthOf: start) } == 10)
      #expect(
        try await store.read { try $0.usage.spent(in: workspaces[0], monthOf: start.adding(seconds: 20 * 86_400)) }
          == 80)
      #expect(try await store.read { try $0.usage.spent(with: "b", dayOf: start) } == 0)
    }
  }
}
