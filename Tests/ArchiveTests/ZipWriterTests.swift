import Foundation
import Support
import Testing

@testable import Archive

@Suite("Zip files") struct ZipWriterTests {
  private func write(_ files: [(String, [UInt8])], by part: Int = 1_000) throws -> [UInt8] {
    let zip = try ZipWriter()
    var bytes: [UInt8] = []
    for (name, content) in files {
      try zip.begin(name, bytes: content.count, at: 1_795_000_000)
      for start in stride(from: 0, to: content.count, by: part) {
        try zip.write(Array(content[start..<min(start + part, content.count)]))
        bytes += zip.take()
      }
      try zip.end()
    }
    try zip.close()
    return bytes + zip.take()
  }

  private let files: [(String, [UInt8])] = [
    ("images/00001 Leuchtturm.png", (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }),
    ("images/00002 лиса 🦊.jpg", Array("x".utf8)), ("images/empty", []), ("manifest.json", Array("{}".utf8)),
  ]

  @Test("what was written is read again, names and all", arguments: [1, 7, 4_096, 100_000])
  func roundTrip(part: Int) throws {
    let contents = try ZipContents(write(files, by: part), limit: 1 << 20)
    #expect(contents.files == files.map { .init(name: $0.0, bytes: $0.1) })
  }

  @Test(
    "Python reads it too: names in UTF-8, files kept as they are, every checksum right",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func python() throws {
    let folder = TemporaryFolder()
    try Data(write(files)).write(to: URL(filePath: folder.path + "/a.zip"))
    let script = """
      import sys, zipfile
      with zipfile.ZipFile(sys.argv[1]) as z:
        assert z.testzip() is None
        for i in z.infolist(): print(i.filename, i.file_size, i.compress_type, i.flag_bits >> 11 & 1, i.date_time[0])
      """
    let child = try Child(
      "/usr/bin/python3", ["-X", "utf8", "-c", script, folder.path + "/a.zip"],
      environment: ["PYTHONIOENCODING": "utf-8"])
    let said = String(decoding: child.output.readDataToEndOfFile(), as: UTF8.self)
    #expect(child.wait() == 0)
    #expect(
      said == """
        images/00001 Leuchtturm.png 5000 0 0 2026
        images/00002 лиса 🦊.jpg 1 0 1 2026
        images/empty 0 0 0 2026
        manifest.json 2 0 0 2026

        """)
  }

  @Test("a file that is longer or shorter than it said is refused")
  func lengths() throws {
    let long = try ZipWriter()
    try long.begin("a", bytes: 2, at: 0)
    try long.write([1])
    #expect(throws: ArchiveFailure.self) { try long.write([1, 2]) }
    let short = try ZipWriter()
    try short.begin("a", bytes: 2, at: 0)
    try short.write([1])
    #expect(throws: ArchiveFailure.self) { try short.end() }
  }

  @Test("what waits never grows beyond what was just written")
  func memory() throws {
    let zip = try ZipWriter()
    let part = [UInt8](repeating: 7, count: 256 << 10)
    try zip.begin("large", bytes: part.count * 40, at: 0)
    for _ in 0..<40 {
      try zip.write(part)
      #expect(zip.take().count < part.count + 1_000)
    }
    try zip.end()
  }

  @Test("more files than the old form could count are all there")
  func zip64() throws {
    let zip = try ZipWriter()
    var bytes: [UInt8] = []
    for number in 0..<66_000 {
      try zip.begin("\(number)", bytes: 1, at: 0)
      try zip.write([UInt8(truncatingIfNeeded: number)])
      try zip.end()
      if number % 1_000 == 0 { bytes += zip.take() }
    }
    try zip.close()
    let files = try ZipContents(bytes + zip.take(), limit: 1 << 20).files
    #expect(files.count == 66_000 && files.last == .init(name: "65999", bytes: [UInt8(truncatingIfNeeded: 65_999)]))
  }

  @Test("whatever is no sound zip file, or becomes too large, is refused")
  func broken() throws {
    var bytes = try write(files)
    #expect(throws: ArchiveFailure.self) { try ZipContents(bytes, limit: 100) }
    bytes[100] ^= 1
    #expect(throws: ArchiveFailure.self) { try ZipContents(bytes, limit: 1 << 20) }
  }
}
