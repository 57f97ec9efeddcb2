/// What a gallery counts by.
package enum PictureFacet: String, Sendable, CaseIterable {
  case model, provider, size, tag, album, source, day
}

/// How many pictures have one value of a facet.
package struct PictureCount: Sendable, Equatable {
  package let value: String
  package let count: Int

  package init(_ value: String, _ count: Int) {
    self.value = value
    self.count = count
  }
}

extension PictureCount: JSONWritable {
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("value", value)
      json.field("count", count)
    }
  }
}
