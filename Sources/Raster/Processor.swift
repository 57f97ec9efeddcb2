import CPixels

enum Processor {
  /// Whether the wide loops of CPixels run here.
  static let isWide = pixels_has_wide()
}
