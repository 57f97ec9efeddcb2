/// Why a picture was not taken: a code for machines and a sentence for people.
package struct RasterError: Error, Equatable, Sendable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// Not a PNG, JPEG or WebP picture at all.
    case notAPicture = "not_a_picture"
    /// A picture, but of a kind that is not read here.
    case unsupported
    /// The bytes end before the picture does.
    case truncated
    /// The bytes break their own format's rules.
    case corrupt
    /// The picture asks for more than `Limits` allows.
    case tooLarge = "too_large"
    /// The file cannot be read, or memory ran out.
    case unreadable
    /// Whoever asked has given up.
    case cancelled
    /// Too many pictures wait already.
    case busy
  }

  package let code: Code
  package let sentence: String

  package init(_ code: Code, _ sentence: String) {
    self.code = code
    self.sentence = sentence
  }

  package var description: String { sentence }
}
