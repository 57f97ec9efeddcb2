import Domain
import Support

@testable import Storage

/// Pictures of all kinds, and what a filter should find among them, told without any index.
enum PictureSample {
  static let words = [
    "fox", "Fox's", "foxglove", "лиса", "лисица", "Ёлка", "ель", "зима", "sci-fi", "night", "42", "é",
  ]
  static let tags = ["sea", "night sky", "Море", "a", "b"]
  static let models = ["builtin/painter", "pixazo/flux-2-klein-4b", "v1.5 \"pruned\" (a1b2)"]
  static let days = 5

  static func moment(_ day: Int) -> Timestamp { Timestamp(milliseconds: 1_795_000_000_000 + Int64(day) * 86_400_000) }

  /// Gives a picture everything at random that a filter can ask for.
  static func dress(_ picture: inout Picture, _ dice: inout SplitMix, parents: [Identifier], generations: [Identifier])
  {
    func text(_ count: Int, _ dice: inout SplitMix) -> String {
      (0..<count).map { _ in words.randomElement(using: &dice) ?? "" }.joined(separator: ", ")
    }
    if Bool.random(using: &dice) {
      var recipe = Recipe(prompt: text(3, &dice))
      if Bool.random(using: &dice) { recipe.negativePrompt = text(1, &dice) }
      if Bool.random(using: &dice) { recipe.initImageId = parents.randomElement(using: &dice) }
      if Bool.random(using: &dice) { recipe.referenceImageIds = Array(parents.prefix(2)) }
      picture.recipe = recipe
      picture.model = models.randomElement(using: &dice)
      picture.provider = Bool.random(using: &dice) ? "builtin" : "pixazo"
      picture.seed = [0, 7, .max].randomElement(using: &dice)
      picture.generationId = generations.randomElement(using: &dice)
      picture.parentImageId = Bool.random(using: &dice) ? parents.randomElement(using: &dice) : nil
    }
    if Bool.random(using: &dice) { picture.title = text(2, &dice) }
    picture.tags = tags.filter { _ in Int.random(in: 0..<3, using: &dice) == 0 }
    picture.favorite = Int.random(in: 0..<3, using: &dice) == 0
    picture.rating = Int.random(in: 0...5, using: &dice)
  }

  static func filter(
    _ dice: inout SplitMix, albums: [Identifier], parents: [Identifier], generations: [Identifier]
  ) -> PictureFilter {
    var filter = PictureFilter()
    func sometimes(_ dice: inout SplitMix) -> Bool { Int.random(in: 0..<6, using: &dice) == 0 }
    if sometimes(&dice) {
      filter.words = [
        "fox", "ФОКС", "лис", "елк", "ёлка fox", "fi", "sci-fi", "Night sky", "\"*", "4", "é", "зима \" OR",
      ]
      .randomElement(using: &dice)
    }
    if sometimes(&dice) { filter.model = models.randomElement(using: &dice) }
    if sometimes(&dice) { filter.provider = "pixazo" }
    if sometimes(&dice) { filter.favorite = Bool.random(using: &dice) }
    if sometimes(&dice) { filter.minRating = Int.random(in: 0...5, using: &dice) }
    if sometimes(&dice) { filter.tags = Array(tags.shuffled(using: &dice).prefix(Int.random(in: 1...2, using: &dice))) }
    if sometimes(&dice) { filter.albumId = albums.randomElement(using: &dice) }
    if sometimes(&dice) { filter.source = Picture.Source.allCases.randomElement(using: &dice) }
    if sometimes(&dice) { filter.width = Int.random(in: 2...3, using: &dice) }
    if sometimes(&dice) { filter.height = 2 }
    if sometimes(&dice) { filter.seed = [0, 7, .max].randomElement(using: &dice) }
    if sometimes(&dice) { filter.from = moment(Int.random(in: 0..<days, using: &dice)) }
    if sometimes(&dice) { filter.before = moment(Int.random(in: 0..<days, using: &dice)) }
    if sometimes(&dice) { filter.generationId = generations.randomElement(using: &dice) }
    if sometimes(&dice) { filter.parentImageId = parents.randomElement(using: &dice) }
    filter.isTrashed = Int.random(in: 0..<4, using: &dice) == 0
    return filter
  }

  /// One of each kind, alone and together.
  static let filters: [PictureFilter] = {
    var filters = [PictureFilter()]
    var trashed = PictureFilter()
    trashed.isTrashed = true
    var dated = PictureFilter()
    dated.from = moment(1)
    dated.before = moment(2)
    var worded = PictureFilter()
    worded.words = "fox ni"
    var picky = PictureFilter()
    picky.favorite = false
    picky.minRating = 3
    picky.tags = ["a", "b"]
    var both = picky
    both.words = "лиса"
    both.isTrashed = true
    filters += [trashed, dated, worded, picky, both]
    return filters
  }()

  /// Whether the filter takes it; its album ids are those of albums that are in use.
  static func takes(_ filter: PictureFilter, _ picture: Picture) -> Bool {
    let recipe = picture.recipe
    let parents =
      [picture.parentImageId, recipe?.initImageId, recipe?.maskImageId].compactMap(\.self)
      + (recipe?.referenceImageIds ?? [])
    return (picture.deletedAt != nil) == filter.isTrashed
      && (filter.model.map { $0 == picture.model } ?? true)
      && (filter.provider.map { $0 == picture.provider } ?? true)
      && (filter.favorite.map { $0 == picture.favorite } ?? true)
      && picture.rating >= filter.minRating
      && filter.tags.allSatisfy(picture.tags.contains)
      && (filter.albumId.map(picture.albumIds.contains) ?? true)
      && (filter.source.map { $0 == picture.source } ?? true)
      && (filter.width.map { $0 == picture.width } ?? true)
      && (filter.height.map { $0 == picture.height } ?? true)
      && (filter.seed.map { $0 == picture.seed } ?? true)
      && (filter.from.map { $0 <= picture.createdAt } ?? true)
      && (filter.before.map { $0 > picture.createdAt } ?? true)
      && (filter.generationId.map { $0 == picture.generationId } ?? true)
      && (filter.parentImageId.map(parents.contains) ?? true)
      && (filter.words.map { isFound($0, in: picture) } ?? true)
  }

  private static func isFound(_ text: String, in picture: Picture) -> Bool {
    let texts =
      [picture.recipe?.prompt, picture.recipe?.negativePrompt, picture.title].compactMap(\.self) + picture.tags
    let there = texts.flatMap(parts)
    let wanted = parts(of: text)
    guard let last = wanted.last else { return false }
    return wanted.dropLast().allSatisfy(there.contains) && there.contains { $0.hasPrefix(last) }
  }

  private static func parts(of text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { part in
      String(part.map { $0 == "ё" ? "е" : $0 == "é" ? "e" : $0 })
    }
  }
}
