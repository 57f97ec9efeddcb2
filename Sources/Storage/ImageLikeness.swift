package import Domain
import SQLite

// Pictures that look alike.
extension Images {
  /// The pictures of the same workspace that look almost like this one, the most alike first, with the number of bits in
  /// which they differ. None for a picture that nobody has looked at yet.
  ///
  /// A likeness is kept in four quarters. Two that differ in at most seven bits have a quarter in which they differ in
  /// one or none: who asks for each quarter, and for it with any one bit turned, finds them all.
  package func similar(to picture: Picture, limit: Int) throws -> [(picture: Picture, distance: Int)] {
    guard let likeness = picture.likeness else { return [] }
    let quarters = (0..<4).flatMap { quarter in
      let bits = UInt16(truncatingIfNeeded: likeness >> (16 * UInt64(quarter)))
      return ([0] + (0..<16).map { UInt16(1) << $0 }).map { Self.mark(quarter, bits ^ $0) }
    }
    let kept = try words.stretch(of: picture.workspaceId, isTrash: false)
    var found: [(number: Int64, distance: Int)] = []
    try connection.each(
      """
      SELECT number, likeness FROM image_words CROSS JOIN images ON number = image_words.rowid
      WHERE image_words MATCH ? AND image_words.rowid >= ? AND image_words.rowid < ? AND id <> ?
      ORDER BY image_words.rowid DESC LIMIT ?
      """,
      [
        "marks : (\(quarters.joined(separator: " OR ")))", kept.lowerBound, kept.upperBound, picture.id, Self.mostLooks,
      ]
    ) { row in
      let distance = (UInt64(bitPattern: try row.integer(1)) ^ likeness).nonzeroBitCount
      if distance <= Self.mostDistance { found.append((try row.integer(0), distance)) }
    }
    found.sort { ($0.distance, -$0.number) < ($1.distance, -$1.number) }
    return try found.prefix(limit).compactMap { number, distance in
      let sql = "SELECT \(Picture.columns) FROM images WHERE number = ?"
      return try connection.first(sql, [number], Picture.init(row:)).map { ($0, distance) }
    }
  }

  /// Up to `limit` pictures that nobody has looked at yet, of each workspace the newest first, with the number after
  /// which to go on.
  package func unlooked(before number: Int64 = .max, limit: Int) throws -> [(picture: Picture, number: Int64)] {
    try connection.all(
      """
      SELECT \(Picture.columns), number FROM images INDEXED BY images_unlooked
      WHERE likeness IS NULL AND number < ? ORDER BY number DESC LIMIT ?
      """, [number, limit]
    ) { (try Picture(row: $0), try $0.integer(Picture.columnCount)) }
  }

  private static func mark(_ quarter: Int, _ bits: UInt16) -> String {
    let digits = String(bits, radix: 16)
    return "h\(quarter)" + String(repeating: "0", count: 4 - digits.count) + digits
  }

  private static var mostDistance: Int { 7 }
  /// Pictures of one colour are all alike: nobody looks through more of them.
  private static var mostLooks: Int { 5_000 }
}

extension Images where Transaction == Writing {
  /// Keeps how pictures look that nobody had looked at. It is nothing that people see: they have no new version of it.
  package func keep(likenesses: [(id: Identifier, likeness: UInt64)]) throws {
    for (id, likeness) in likenesses {
      try connection.run(
        "UPDATE images SET likeness = ? WHERE id = ? AND likeness IS NULL", [Int64(bitPattern: likeness), id])
    }
  }
}
