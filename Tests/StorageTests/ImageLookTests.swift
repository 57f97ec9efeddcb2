import Domain
import SQLite
import Support
import Testing

@testable import Storage

@Suite("Looks at images") struct ImageLookTests {
  @Test("a look at the newest, an index that gathers all, and both together find the same")
  func looks() async throws {
    try await PictureSetting.run { setting in
      var library = try await PictureLibrary(setting, seed: 12, count: 90)
      let all = try await setting.store.everyPicture()
      var found = 0
      for number in 0..<300 {
        var filter = library.filter()
        filter.isTrashed = false
        if number % 2 == 0 { filter.words = ["f", "л", "fox s", "зима n", "é"][number / 2 % 5] }
        let sort = Picture.Sort.allCases[number % 3]
        let room = [library.rooms[0], nil][number % 2]
        let limit = [1, 5, 90].randomElement(using: &library.dice) ?? 1
        let expected = all.filter {
          (room == nil || $0.picture.workspaceId == room) && PictureSample.takes(filter, $0.picture)
        }
        .sorted { PictureLibrary.isBefore($0, $1, sort, false) }.prefix(limit).map(\.picture.id)
        for patience in [
          ImageList.Patience(looks: 100), .init(sample: 9, looks: 100), .init(looks: 2),
        ] {
          let ids = try await setting.store.read { [filter] reading in
            let words = ImageWords(connection: reading.connection, mostBegun: 0)
            var list = ImageList(filter: filter, workspaceId: room, sort: sort, limit: limit)
            list.patience = patience
            var ids: [Identifier] = []
            try list.each(words) { ids.append(try $0.read(0)) }
            return ids
          }
          #expect(ids.prefix(limit) == expected[...], "\(filter) \(sort) \(patience)")
        }
        found += expected.count
      }
      #expect(found > 500)
    }
  }

  @Test("lists of all workspaces are in the order of making, also where moments are the same")
  func everywhere() async throws {
    try await PictureSetting.run { setting in
      var dice = SplitMix(state: 11)
      var rooms: [Identifier] = []
      for name in ["One", "Two", "Three"] { rooms.append(try await setting.store.add(name).id) }
      let start = PictureSetting.usualMoment.milliseconds
      for _ in 0..<60 {
        let moment = Timestamp(milliseconds: start + Int64.random(in: 0..<4, using: &dice))
        let rating = Int.random(in: 0...1, using: &dice)
        _ = try await setting.insert(into: rooms.randomElement(using: &dice) ?? rooms[0], at: moment) { picture in
          picture.title = "fox"
          picture.rating = rating
        }
      }
      let all = try await setting.store.everyPicture()
      var filter = PictureFilter()
      filter.words = "fox"
      for filter in [filter, PictureFilter()] {
        for sort in Picture.Sort.allCases {
          let ids = try await setting.store.ids(filter, in: nil, sort)
          let expected = all.sorted { PictureLibrary.isBefore($0, $1, sort, false) }.map(\.picture.id)
          #expect(ids == expected, "\(filter) \(sort)")
        }
      }
    }
  }

  @Test("a workspace has a number from its first picture on, and one that nobody has any more is given again")
  func rooms() async throws {
    try await PictureSetting.run { setting in
      var rooms: [Identifier] = []
      for name in ["One", "Two", "Three", "Four"] { rooms.append(try await setting.store.add(name).id) }
      func number(_ place: Int) async throws -> Int64? {
        try await setting.store.read { [rooms] in try $0.images.words.room(of: rooms[place]) }
      }
      for place in 0..<2 { _ = try await setting.insert(into: rooms[place]) }
      let first = try await number(0)
      #expect(try await number(2) == nil)
      try await setting.store.write { [rooms] writing in
        try writing.connection.run("DELETE FROM images WHERE workspace_id = ?", [rooms[1]])
        try writing.connection.run("UPDATE workspaces SET room = ? WHERE id = ?", [ImagePlace.mostRooms, rooms[1]])
      }
      for place in 2..<4 { _ = try await setting.insert(into: rooms[place]) }
      #expect(try await [number(2), number(3)] == [first.map { $0 + 1 }, first.map { $0 + 2 }])
      for place in [0, 2, 3] { #expect(try await setting.store.ids(in: rooms[place], .kept).count == 1) }
    }
  }
}
