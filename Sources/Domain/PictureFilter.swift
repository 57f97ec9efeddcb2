/// Which pictures are meant: all of what is said must be true of one.
package struct PictureFilter: Sendable, Equatable {
  /// Each must stand in the prompt, the negative prompt, the title or the tags; the last also as the beginning of one.
  package var words: String?
  package var model: String?
  package var provider: String?
  package var favorite: Bool?
  package var minRating = 0
  package var tags: [String] = []
  package var albumId: Identifier?
  package var source: Picture.Source?
  package var width: Int?
  package var height: Int?
  package var seed: UInt64?
  /// Made then or later.
  package var from: Timestamp?
  /// Made before then.
  package var before: Timestamp?
  package var generationId: Identifier?
  /// Made from that picture: as its change, or with it as a start, a mask or a reference.
  package var parentImageId: Identifier?
  /// Those in the trash instead of the others.
  package var isTrashed = false

  package init() {}

  /// Whether it leaves out none but by time and trash.
  package var takesAll: Bool {
    var other = PictureFilter()
    other.from = from
    other.before = before
    other.isTrashed = isTrashed
    return self == other
  }
}

extension Picture {
  /// The order of a list. In the trash, what was deleted last counts as the newest.
  package enum Sort: String, Sendable, CaseIterable {
    case newest, oldest
    /// The best first; of those that are as good, the newest.
    case rating
  }
}
