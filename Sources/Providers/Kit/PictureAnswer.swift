import Domain

/// Finds pictures in an answer. Providers call them by a dozen names, and some by several.
enum PictureAnswer {
  /// In order; empty when there are none.
  static func sources(in json: JSON) -> [PictureSource] {
    for name in ["imageUrl", "output", "image_url", "media_url", "url", "images", "data"] {
      let found = json[name].map(sources(at:)) ?? []
      if !found.isEmpty { return found }
    }
    for name in ["image", "b64_json", "image_base64", "base64"] {
      let found = json[name].map(sources(at:)) ?? []
      if !found.isEmpty { return found }
    }
    return []
  }

  private static func sources(at value: JSON) -> [PictureSource] {
    switch value {
    case .string(let text): PictureSource(text).map { [$0] } ?? []
    case .array(let items): items.prefix(most).flatMap { sources(at: $0).prefix(1) }
    case .object:
      ["media_url", "url", "image_url", "b64_json", "image_base64", "base64"].lazy.compactMap { value[$0] }
        .map(sources(at:)).first { !$0.isEmpty } ?? []
    default: []
    }
  }

  /// Of an answer that is asked for a handful.
  private static let most = 64
}
