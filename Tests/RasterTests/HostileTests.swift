import Foundation
import Testing

@testable import Raster

@Suite struct HostileTests {
  @Test("every hostile picture is refused, for the right reason and in a sentence")
  func refused() throws {
    for hostile in try Hostile.all() {
      let error = #expect(throws: RasterError.self, "\(hostile.name)") {
        try PictureFile(bytes: hostile.bytes).verify()
      }
      guard let error else { continue }
      #expect(hostile.codes.contains(error.code), "\(hostile.name): \(error.code), \(error.sentence)")
      #expect(error.sentence.hasSuffix(".") && error.sentence.first?.isUppercase == true)
      #expect(throws: RasterError.self, "\(hostile.name)") {
        try PictureFile(bytes: hostile.bytes).thumbnails(sizes: [16])
      }
    }
  }

  @Test("no hostile picture takes 200 ms of work")
  func quick() throws {
    for hostile in try Hostile.all() {
      let start = clock()
      _ = try? PictureFile(bytes: hostile.bytes).thumbnails()
      let taken = clock() - start
      #expect(taken < 0.2, "\(hostile.name): \(taken) s")
    }
  }

  @Test("no hostile picture takes 64 MiB of memory")
  func lean() async {
    await #expect(processExitsWith: .success) {
      let all = try Hostile.all()
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmData:") } ?? ""
      let held = rlim_t(line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) << 10
      var limit = rlimit(rlim_cur: held + 64 << 20, rlim_max: held + 64 << 20)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0)
      // The limit works.
      try #require((try? Block<UInt8>(80 << 20)) == nil)
      for hostile in all {
        let outcome = Result { () throws(RasterError) in try PictureFile(bytes: hostile.bytes).thumbnails() }
        guard case .failure(let error) = outcome, hostile.codes.contains(error.code) else { exit(1) }
      }
    }
  }

  @Test("a picture cut anywhere is refused", arguments: Golden.all)
  func cut(_ golden: Golden) {
    let count = golden.bytes.count
    for part in Set((0..<64).map { count * $0 / 64 } + [count - 1, count - 2, count - 4]) {
      #expect(throws: RasterError.self, "\(part) of \(count) bytes") {
        try PictureFile(bytes: Array(golden.bytes[..<part])).verify()
      }
    }
  }

  @Test("one flipped bit anywhere in a PNG is refused")
  func flipped() throws {
    for name in ["rgb8.png", "palette8-alpha.png", "grey16-interlaced.png", "rgb8-parts.png"] {
      let bytes = try Golden.named(name).bytes
      for index in bytes.indices {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(index % 8)
        #expect(throws: RasterError.self, "\(name), byte \(index)") { try PictureFile(bytes: damaged).verify() }
      }
    }
  }

  @Test("what cameras put behind a JPEG is let through")
  func behindJPEG() throws {
    let jpeg = try Golden.named("baseline-420.jpg").bytes
    for trailer in [[UInt8](repeating: 0, count: 300), jpeg, [0, 0, 0, 24] + Array("ftypmp42".utf8)] {
      try PictureFile(bytes: jpeg + trailer).verify()
    }
  }

  @Test("what is no file is not read, and not waited for")
  func noFile() throws {
    let pipe = NSTemporaryDirectory() + "pixazo-pipe-\(UUID().uuidString)"
    try #require(mkfifo(pipe, 0o600) == 0)
    defer { unlink(pipe) }
    for path in [pipe, "/proc", "/nowhere/at/all"] {
      let error = #expect(throws: RasterError.self) { try PictureFile(path: path) }
      #expect(error?.code == .unreadable)
    }
  }

  /// Processor time of this thread alone, so that a busy machine changes nothing.
  private func clock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
