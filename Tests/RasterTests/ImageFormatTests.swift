import Raster
import Testing

@Suite struct ImageFormatTests {
  @Test("the first bytes decide the format, and nothing else does")
  func sniffing() {
    #expect(ImageFormat(sniffing: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]) == .png)
    #expect(ImageFormat(sniffing: [0xFF, 0xD8, 0xFF, 0xE0]) == .jpeg)
    #expect(ImageFormat(sniffing: Array("RIFF\u{1}\u{2}\u{3}\u{4}WEBP".utf8)) == .webp)
    for other in ["", "GIF89a......", "<svg xmlns='", "<!doctype html>", "RIFF\u{1}\u{2}\u{3}\u{4}WAVE", "\u{89}PNG"] {
      #expect(ImageFormat(sniffing: Array(other.utf8)) == nil)
    }
  }
}
