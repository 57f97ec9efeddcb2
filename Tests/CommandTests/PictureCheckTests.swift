import Foundation
import Support
import Testing

@testable import pixazo

/// What doctor says of pictures, and does for them, after a server has taken some in.
@Suite struct PictureCheckTests {
  private let folder = TemporaryFolder()
  private var data: String { folder.path + "/data" }

  init() throws {
    let server = try Program("serve", "--port", "0", "--data-dir", folder.path + "/data", "--loops=1")
    let port = try server.port()
    let workspaces = ask(port, "/api/v1/workspaces")
    let id = try #require(workspaces.firstMatch(of: /"id":"([-0-9a-f]{36})"/)?.1)
    for seed in 1...2 {
      let socket = try #require(connection(to: port))
      let bytes = Specimen.png(width: 500, height: 4, seed: UInt64(seed))
      say(
        "POST /api/v1/workspaces/\(id)/images HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: image/png\r\n"
          + "Connection: close\r\nContent-Length: \(bytes.count)\r\n\r\n", on: socket)
      #expect(send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
      var answer = [UInt8](repeating: 0, count: 12)
      #expect(recv(socket, &answer, 12, Int32(MSG_WAITALL)) == 12 && answer.suffix(3) == Array("201".utf8)[...])
      close(socket)
    }
    server.signal(SIGTERM)
    #expect(server.end().code == 0)
  }

  /// What it says of pictures and what belongs to them, and how it ended.
  private func doctor(_ words: String...) async -> (lines: [Substring], code: ExitCode) {
    let said = await Said("doctor", "--data-dir", data, words.first ?? "--deep", words.last ?? "--deep")
    let subjects = ["pictures: ", "strays: ", "thumbnails: ", "leftovers: "]
    let lines = said.out.split(separator: "\n").filter { line in subjects.contains { line.dropFirst(7).hasPrefix($0) } }
    return (lines, said.code)
  }

  /// The paths of all files in a part of the data folder.
  private func paths(in part: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(data)/\(part)").sorted()
      .map { "\(data)/\(part)/\($0)" }.filter { $0.hasSuffix(".png") || $0.hasSuffix(".jpg") }
  }

  private func spoil(_ path: String) throws {
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seek(toOffset: file.seekToEnd() / 2)
    try file.write(contentsOf: Data(repeating: 0xFF, count: 40))
    try file.close()
  }

  @Test("all is well after an orderly end, in words for one and for many")
  func well() async throws {
    #expect(await doctor().lines == ["well   pictures: 2 files are whole, 0 MiB."])
    let gone = try #require(try paths(in: "images").first)
    try FileManager.default.removeItem(atPath: gone)
    let (lines, code) = await doctor("--json", "--json")
    #expect(lines == [] && code == .failed)
    #expect(
      await doctor().lines == [
        "wrong  pictures: \(gone.dropFirst(data.count + 1)) is not there. A backup may have them."
      ])
  }

  @Test("--deep finds thumbnails that are missing or broken, and --fix makes them again")
  func thumbnails() async throws {
    let made = try paths(in: "thumbs")
    let before = try made.map { try Data(contentsOf: URL(filePath: $0)) }
    try #require(made.count == 2)
    try FileManager.default.removeItem(atPath: made[0])
    try spoil(made[1])
    let told = await doctor()
    #expect(
      told.lines.last
        == "note   thumbnails: 2 are missing or broken; `pixazo doctor --deep --fix` mends that.")
    #expect(told.code == .ok)
    #expect(await doctor("--deep", "--fix").lines.last == "note   thumbnails: 2 were made again.")
    #expect(try made.map { try Data(contentsOf: URL(filePath: $0)) } == before)
    #expect(await doctor().lines.count == 1)
  }

  @Test("a thumbnail of a picture that is damaged cannot be made again, and that is said")
  func hopeless() async throws {
    try spoil(try #require(try paths(in: "images").first))
    for path in try paths(in: "thumbs") { try spoil(path) }
    let (lines, code) = await doctor("--deep", "--fix")
    #expect(code == .failed && lines.count == 3)
    #expect(
      lines[0].hasPrefix("wrong  pictures: images/") && lines[0].hasSuffix("is damaged. A backup may have them whole."))
    #expect(lines[1] == "note   thumbnails: 1 was made again.")
    #expect(lines[2].hasPrefix("wrong  thumbnails: 1 could not be made: "))
  }

  @Test("a thumbnail of nothing is removed")
  func spare() async throws {
    let stranger = "\(data)/thumbs/384/00/11"
    try FileManager.default.createDirectory(atPath: stranger, withIntermediateDirectories: true)
    try Data([1]).write(to: URL(filePath: stranger + "/stranger.jpg"))
    #expect(
      await doctor("--json", "--deep").code == .ok)
    #expect(
      await doctor().lines.last == "note   thumbnails: 1 is not needed; `pixazo doctor --fix` clears up.")
    #expect(await doctor("--fix", "--fix").lines.last == "note   thumbnails: 1 was not needed and is removed.")
    #expect(try paths(in: "thumbs").count == 2)
  }

  @Test("beside a running server nothing is mended")
  func held() async throws {
    try FileManager.default.removeItem(atPath: try #require(try paths(in: "thumbs").first))
    let server = try Program("serve", "--port", "0", "--data-dir", data)
    _ = try server.port()
    #expect(
      await doctor("--deep", "--fix").lines.last?.hasPrefix("note   leftovers: Are mended only while no server") == true
    )
    #expect(try paths(in: "thumbs").count == 1)
  }
}
