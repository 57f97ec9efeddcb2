import Domain
import SQLite
import Support
import Testing

@testable import Storage

@Suite("Lists of images") struct ImageListTests {
  @Test("any filters together give what a look at each picture gives, in every order, page by page")
  func filters() async throws {
    try await PictureSetting.run { setting in
      var library = try await PictureLibrary(setting, seed: 1, count: 90)
      let all = try await setting.store.everyPicture()
      #expect(all.count == 90)
      var found = 0
      for number in 0..<400 {
        let filter = library.filter()
        let room = [library.rooms[0], library.rooms[1], nil].randomElement(using: &library.dice) ?? nil
        let sort = Picture.Sort.allCases[number % 3]
        let expected = all.filter {
          (room == nil || $0.picture.workspaceId == room) && PictureSample.takes(filter, $0.picture)
        }
        .sorted { PictureLibrary.isBefore($0, $1, sort, filter.isTrashed) }.map(\.picture.id)
        let ids = try await setting.store.ids(filter, in: room, sort)
        #expect(ids == expected, "\(filter) \(sort)")
        found += expected.count
      }
      // Otherwise it would have proved little.
      #expect(found > 1_000)
    }
  }

  @Test("a page written straight from the columns is the page of the pictures, to the letter")
  func rows() async throws {
    try await PictureSetting.run { setting in
      var library = try await PictureLibrary(setting, seed: 4, count: 40)
      // What few pictures have, and what other hands may have written.
      for (number, prompt) in [" blanks ", "line\r\nline\n", "\u{1}\u{0}\u{7F}\\", "", "\u{2028}\"{}[]"].enumerated() {
        _ = try await setting.insert(into: library.rooms[0]) { picture in
          var recipe = Recipe(prompt: prompt)
          recipe.negativePrompt = prompt
          recipe.seed = number == 0 ? .max : nil
          recipe.guidance = Double(number) / 3
          recipe.variables = number == 1 ? ["a": "b"] : [:]
          recipe.extra = number == 2 ? ["x": [1, 2.5, ["y": nil]]] : [:]
          picture.recipe = recipe
          picture.seed = .max
          picture.title = prompt
          picture.alt = "\u{1F}\\\"é"
          picture.tags = [prompt + "t", "\u{8}\"", "Ω"]
        }
      }
      try await setting.store.write { writing in
        try writing.images.connection.run(
          "UPDATE images SET tags = json_array('a/b', 'c' || char(10)), recipe = '{\"prompt\": \"by hand\", \"x\": 1}'"
            + " WHERE title = ''  AND alt <> ''")
      }
      for number in 0..<60 {
        let filter = number == 0 ? PictureFilter() : library.filter()
        let sort = Picture.Sort.allCases[number % 3]
        let limit = [1, 2, 7, 200][number % 4]
        let same = try await setting.store.read { reading in
          var position: Position?
          repeat {
            let page = try reading.images.list(filter, in: nil, sort: sort, after: position, limit: limit)
            var expected = JSONWriter(), json = JSONWriter()
            expected.value(page.items)
            let next = try reading.images.write(
              filter, in: nil, sort: sort, after: position, limit: limit, to: &json)
            guard json.bytes == expected.bytes, next == page.next else { return false }
            position = next
          } while position != nil
          return true
        }
        #expect(same, "\(filter)")
      }
    }
  }

  @Test("pictures that look alike are found within seven bits, the nearest first, and no others")
  func alike() async throws {
    try await PictureSetting.run { setting in
      let room = try await setting.store.add("One").id, other = try await setting.store.add("Two").id
      var dice = SplitMix(state: 8)
      let likeness = dice.next()
      let first = try await setting.insert(into: room) { $0.likeness = likeness }
      var expected: [Identifier] = []
      for distance in 0...9 {
        for _ in 0..<3 {
          let turned = (0..<64).shuffled(using: &dice).prefix(distance).reduce(likeness) { $0 ^ (1 << UInt64($1)) }
          let picture = try await setting.insert(into: room) { $0.likeness = turned }
          if distance <= 7 { expected.append(picture.id) }
        }
      }
      _ = try await setting.insert(into: other) { $0.likeness = likeness }
      _ = try await setting.insert(into: room)
      let gone = try await setting.insert(into: room) { $0.likeness = likeness }
      try await setting.store.write { try $0.images.trash(gone.id) }
      let found = try await setting.store.read { try $0.images.similar(to: first, limit: 60) }
      #expect(Set(found.map(\.picture.id)) == Set(expected))
      #expect(found.map(\.distance) == found.map(\.distance).sorted())
      #expect(try await setting.store.read { try $0.images.similar(to: first, limit: 2) }.count == 2)
    }
  }

  @Test("found or in the trash, an image without a title is called as its prompt begins")
  func names() async throws {
    try await PictureSetting.run { setting in
      let room = try await setting.store.add("One").id
      let rest = String(repeating: "и лес ", count: 40)
      let prompt = "\n a fox\nin the snow " + rest
      for (number, title) in ["", "Mine"].enumerated() {
        let picture = try await setting.insert(into: room, at: PictureSample.moment(number)) { picture in
          picture.title = title
          picture.recipe = Recipe(prompt: prompt)
        }
        setting.pass(seconds: 1)
        if number == 1 { try await setting.store.write { _ = try $0.images.trash(picture.id) } }
      }
      let bare = try await setting.insert(into: room)
      setting.pass(seconds: 1)
      try await setting.store.write { _ = try $0.images.trash(bare.id) }
      let hits = try await setting.store.read { try $0.search("fox", limit: 9).hits }
      #expect(hits.map(\.title) == [String(("a fox in the snow " + rest).prefix(118))])
      #expect(try await setting.store.read { try $0.trash.list(limit: 9).items.map(\.title) } == ["", "Mine"])
    }
  }

  @Test("whatever happens to pictures, the index and the counts are what a new start would make of them")
  func upkeep() async throws {
    try await PictureSetting.run { setting in
      var library = try await PictureLibrary(setting, seed: 2, count: 40)
      for _ in 0..<120 {
        let ids = try await setting.store.everyPicture().map(\.picture.id)
        let id = try #require(ids.randomElement(using: &library.dice))
        let step = Int.random(in: 0..<11, using: &library.dice)
        let (rooms, albums) = (library.rooms, library.albums)
        try await setting.store.write { writing in
          switch step {
          case 0: try writing.images.trash(id)
          case 1: try writing.images.restore(id)
          case 2:
            try writing.images.update(id, Picture.Patch(["title": "новая лиса", "rating": 2, "tags": ["z", "a"]]))
          case 3: _ = try writing.images.apply(PictureChange([id], .move(to: rooms[1])))
          case 4: _ = try writing.images.apply(PictureChange([id], .favorite))
          case 5: _ = try writing.images.apply(PictureChange([id], .addTags(["b", "q"])))
          case 6: _ = try writing.images.retag("a", as: "b", in: rooms[0], limit: 3)
          case 7: _ = try writing.albums.clear(albums[1], limit: 2)
          case 8: try writing.images.purge(id)
          case 9: try writing.albums.trash(albums[0])
          default: try writing.albums.restore(albums[0])
          }
        }
      }
      #expect(try await setting.store.indexIsTrue())
      let room = library.rooms[1]
      try await setting.store.write { try $0.workspaces.purge(room) }
      #expect(try await setting.store.indexIsTrue())
      let left = try await setting.store.read { try $0.imageCounts.facets(PictureFilter(), in: room) }
      #expect(left.values.joined().isEmpty)
    }
  }

  @Test("facets and days are the same kept as counted, and honour filters")
  func counts() async throws {
    try await PictureSetting.run { setting in
      var library = try await PictureLibrary(setting, seed: 3, count: 60)
      let room = library.rooms[0]
      let all = try await setting.store.everyPicture().map(\.picture).filter { $0.workspaceId == room }
      for number in 0..<40 {
        let filter = number == 0 ? PictureFilter() : library.filter()
        let mine = all.filter { PictureSample.takes(filter, $0) }
        let (facets, days) = try await setting.store.read { reading in
          (try reading.imageCounts.facets(filter, in: room), try reading.imageCounts.days(filter, in: room))
        }
        func expect(_ facet: PictureFacet, _ values: [String]) {
          let counts = Dictionary(grouping: values, by: \.self).map { PictureCount($0.key, $0.value.count) }
          let sorted = counts.sorted { ($0.count, $1.value) > ($1.count, $0.value) }
          #expect(facets[facet] ?? [] == sorted, "\(facet) \(filter)")
        }
        expect(.model, mine.compactMap(\.model))
        expect(.provider, mine.compactMap(\.provider))
        expect(.size, mine.map { "\($0.width)x\($0.height)" })
        expect(.tag, mine.flatMap(\.tags))
        expect(.source, mine.map(\.source.rawValue))
        let byDay = Dictionary(grouping: mine, by: { String($0.createdAt.text.prefix(10)) }).map {
          PictureCount($0.key, $0.value.count)
        }
        #expect(days == byDay.sorted { $0.value > $1.value }, "\(filter)")
      }
    }
  }

  @Test("the beginning of a word finds it also where very many begin so, and in a spelling that is not ours")
  func beginnings() async throws {
    try await PictureSetting.run { setting in
      let room = try await setting.store.add("One").id
      for part in 0..<4 {
        _ = try await setting.insert(into: room) { picture in
          picture.title = (0..<30).map { "zebra\(part)x\($0)" }.joined(separator: " ")
        }
      }
      let strange = try await setting.insert(into: room) { $0.title = "Über हिन्दी 漢字仮名" }
      func count(_ text: String) async throws -> Int {
        var filter = PictureFilter()
        filter.words = text
        return try await setting.store.ids(filter, in: room).count
      }
      #expect(try await count("zeb") == 4)
      #expect(try await count("zebra2x1") == 1)
      #expect(try await count("ZEBRA3 ") == 1)
      for text in ["über", "ube", "हिन्", "漢字"] {
        var filter = PictureFilter()
        filter.words = text
        #expect(try await setting.store.ids(filter, in: room) == [strange.id], "\(text)")
      }
    }
  }

  @Test("a millisecond that is full lends from the next, and the order stays that of making")
  func fullMillisecond() async throws {
    try await PictureSetting.run { setting in
      let room = try await setting.store.add("One").id
      let first = try await setting.insert(into: room)
      var ids = [first.id]
      for _ in 0..<40 { ids.append(try await setting.insert(into: room).id) }
      #expect(try await setting.store.ids(in: room, .kept) == ids.reversed())
      let gone = ids.remove(at: 3)
      try await setting.store.write { [ids] writing in
        for id in [gone, ids[5]] { try writing.images.trash(id) }
        try writing.images.restore(ids[5])
      }
      #expect(try await setting.store.ids(in: room, .kept) == ids.reversed())
    }
  }

  @Test("a prompt that looks like a mark is only a prompt")
  func disguise() async throws {
    try await PictureSetting.run { setting in
      let mine = try await setting.store.add("Mine").id, other = try await setting.store.add("Other").id
      let marks = "kept gone favorite k5 \(ImageWords.mark(ofTag: "x"))"
      _ = try await setting.insert(into: other) { $0.title = marks }
      var filter = PictureFilter()
      filter.tags = ["x"]
      #expect(try await setting.store.ids(filter, in: mine).isEmpty)
      #expect(try await setting.store.ids(filter, in: nil).isEmpty)
      var words = PictureFilter()
      words.words = "gone"
      #expect(try await setting.store.ids(words, in: mine).isEmpty)
      #expect(try await setting.store.ids(words, in: other).count == 1)
    }
  }
}
