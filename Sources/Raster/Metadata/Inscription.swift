/// What is written into the file of a picture that was made here, beside its pixels, for other programs and for us.
package struct Inscription: Sendable, Equatable {
  /// How the picture came to be, in IPTC's words.
  package enum Source: String, Sendable, CaseIterable {
    /// A model made all of it.
    case trainedAlgorithmicMedia
    /// A model changed or completed a picture that it did not make.
    case compositeWithTrainedAlgorithmicMedia
    /// A program made it without ever having been trained.
    case algorithmicMedia
  }

  /// What did not fit into the file. PNG takes everything; a segment of JPEG holds 64 KiB.
  package enum Part: Sendable, CaseIterable { case parameters, recipe, xmp }

  /// The recipe in the A1111 form.
  package var parameters: String
  /// The recipe in our own form, JSON.
  package var recipe: String
  package var source: Source
  /// The program and its version.
  package var software: String

  package init(parameters: String, recipe: String, source: Source, software: String) {
    self.parameters = parameters
    self.recipe = recipe
    self.source = source
    self.software = software
  }

  /// The picture's file with this written into it, in the place of what we wrote before. Not a byte of the picture
  /// itself is changed. A manifest of content credentials, which vouches for the unchanged file, is taken out: it would
  /// call the file forged.
  ///
  /// Throws like `PictureFile.init` for a file that is in no order. Blocks.
  package func splice(into path: String) throws(RasterError) -> (splice: Splice, omitted: [Part]) {
    try splice(into: ByteSource(path: path))
  }

  /// Throws like the other.
  package func splice(into bytes: [UInt8]) throws(RasterError) -> (splice: Splice, omitted: [Part]) {
    try splice(into: ByteSource(bytes: bytes))
  }

  private func splice(into source: ByteSource) throws(RasterError) -> (splice: Splice, omitted: [Part]) {
    switch try ImageFormat(of: source) {
    case .png: (try PNGMetadata(source).inscribed(self), [])
    case .jpeg: try JPEGMetadata(source, whole: false).inscribed(self)
    case .webp: (try WebPMetadata(source).inscribed(self), [])
    }
  }
}

extension Splice {
  /// The picture's file without anything beside the picture: no EXIF, XMP, IPTC, texts, comments, thumbnails or places.
  ///
  /// What the picture needs in order to look the same stays: a colour profile unless it says sRGB, and an EXIF block
  /// with the orientation alone unless the picture is stored upright.
  /// Throws like `PictureFile.init` for a file that is in no order. Blocks.
  package static func strippingMetadata(of path: String) throws(RasterError) -> Splice {
    try stripping(ByteSource(path: path))
  }

  /// Throws like the other.
  package static func strippingMetadata(of bytes: [UInt8]) throws(RasterError) -> Splice {
    try stripping(ByteSource(bytes: bytes))
  }

  private static func stripping(_ source: ByteSource) throws(RasterError) -> Splice {
    switch try ImageFormat(of: source) {
    case .png: try PNGMetadata(source).stripped()
    case .jpeg: try JPEGMetadata(source, whole: true).stripped()
    case .webp: try WebPMetadata(source).stripped()
    }
  }
}

extension ImageFormat {
  fileprivate init(of source: ByteSource) throws(RasterError) {
    guard let format = ImageFormat(sniffing: try source.bytes(0..<min(12, source.count))) else {
      throw RasterError(.notAPicture, "This is not a PNG, JPEG or WebP picture.")
    }
    self = format
  }
}
