import Domain
import Storage

/// What may be asked of a list of pictures.
enum ImageFilters {
  static let parameters: [Parameter] = [
    Parameter(
      name: "q", kind: .words,
      detail: "Only those in whose prompt, negative prompt, title or tags these words stand; the last may be the "
        + "beginning of one."),
    Parameter(name: "model", kind: .text(TextRule(1...500)), detail: "Only those that this model made."),
    Parameter(name: "provider", kind: .text(TextRule(1...500)), detail: "Only those of this provider."),
    Parameter(name: "favorite", kind: .flag, detail: "Only favourites, or only those that are none."),
    Parameter(name: "minRating", kind: .number(0...5), detail: "Only those that are rated so well."),
    Parameter(
      name: "tag", kind: .text(.tag), detail: "Only those with this tag; given again, with each of them.",
      most: Picture.mostTags),
    Parameter(name: "albumId", kind: .identifier, detail: "Only those in this album."),
    Parameter(
      name: "source", kind: .word(Picture.Source.allCases.map(\.rawValue)), detail: "Only those that came so."),
    Parameter(name: "width", kind: .number(1...1_000_000), detail: "Only those that are so wide."),
    Parameter(name: "height", kind: .number(1...1_000_000), detail: "Only those that are so high."),
    Parameter(name: "seed", kind: .number(0...UInt64.max), detail: "Only those of this seed."),
    Parameter(name: "from", kind: .moment, detail: "Only those made then or later."),
    Parameter(name: "to", kind: .moment, detail: "Only those made until then, the whole day included."),
    Parameter(name: "generationId", kind: .identifier, detail: "Only those of this generation."),
    Parameter(
      name: "parentImageId", kind: .identifier,
      detail: "Only those made from this image: as its change, or with it as a start, a mask or a reference."),
    Routes.trashed,
  ]

  static let sort = Parameter(
    name: "sort", kind: .word(Picture.Sort.allCases.map(\.rawValue)),
    detail: "In the trash, what was deleted last is the newest. Newest first if nothing is said.")

  /// With these a list can be asked for again.
  static let search = parameters + [sort]
  static let list = Parameter.page + search
}

extension PictureFilter {
  init(_ asked: Asked) {
    self.init()
    words = asked.text("q").flatMap { $0.trimmed.isEmpty ? nil : $0 }
    model = asked.text("model")
    provider = asked.text("provider")
    favorite = asked.flag("favorite")
    minRating = asked.number("minRating").flatMap { Int(exactly: $0) } ?? 0
    tags = asked.texts("tag").map(\.trimmed).distinct
    albumId = asked.identifier("albumId")
    source = asked.text("source").flatMap { Picture.Source(rawValue: $0) }
    width = asked.number("width").flatMap { Int(exactly: $0) }
    height = asked.number("height").flatMap { Int(exactly: $0) }
    seed = asked.number("seed")
    from = asked.span("from")?.start
    before = asked.span("to")?.end
    generationId = asked.identifier("generationId")
    parentImageId = asked.identifier("parentImageId")
    isTrashed = asked.flag("trashed") ?? false
  }
}
