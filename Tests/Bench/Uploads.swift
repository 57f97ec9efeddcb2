import Foundation
import Synchronization

/// Pictures sent over HTTP until each is answered, that is decoded whole, thumbnailed and on the disk with its row; by
/// one client and by eight, on connections that stay open. Beside it the plainest that is as durable: the same bytes
/// written to a file, synced, renamed, and the folder synced, by as many threads.
@Sendable func benchUploads() async throws {
  // Not in /tmp, which may be memory.
  let build = FileManager.default.currentDirectoryPath + "/.build"
  let (scratch, data) = (try Scratch(in: build), try Scratch(in: build))
  guard let corpus = try Corpus(in: scratch, share: "0.1") else {
    return line("uploads", "needs python3 with Pillow and numpy: scripts/setup --bench")
  }
  let rounds = ProcessInfo.processInfo.environment["BENCH_ROUNDS"].flatMap(Int.init) ?? 5
  let studio = try Studio(data: data)
  let port = studio.port
  let list = Socket(port: port)?.get("/api/v1/workspaces", port: port) ?? ""
  guard let workspace = list.firstMatch(of: /"id":"([-0-9a-f]{36})"/)?.1 else { throw CocoaError(.coderReadCorrupt) }
  let path = "/api/v1/workspaces/\(workspace)/images"
  let copies = try scratch.folder("copies")
  for (kind, count) in [("png1024", 32), ("jpeg1024", 64), ("jpeg12m", 16)] {
    let files = try corpus.files(kind).map { try [UInt8](Data(contentsOf: URL(fileURLWithPath: $0))) }
    for clients in [1, 8] {
      var runs: [(rate: Double, megabytes: Double, cpu: Double, share: Double)] = []
      for _ in 0..<rounds {
        let batch = Batch((0..<count).map { Original.of(files[$0 % files.count]) })
        let before = studio.program.cpu
        let time = try batch.send(by: clients) { picture in
          Socket(port: port).map { socket in
            { socket.post(path, port: port, type: picture.isPNG ? "image/png" : "image/jpeg", $0) == 201 }
          }
        }
        let cpu = (studio.program.cpu - before) / 1_000 / Double(count)
        let plain = try batch.send(by: clients) { _ in { keepPlainly($0, in: copies) } }
        runs.append((Double(count) / time, batch.megabytes / time, cpu, plain / time))
      }
      line(
        "\(kind), \(clients == 1 ? "one client" : "\(clients) clients")",
        "\(Spread(runs.map(\.rate)))/s, \(Spread(runs.map(\.megabytes))) MB/s, \(Spread(runs.map(\.cpu))) ms of CPU each, "
          + "\(Spread(runs.map(\.share))) × plain writing")
    }
  }
  line("memory afterwards (PSS)", "\(number(studio.program.memory)) MB")
}

/// Writes as durably as a vault must.
private func keepPlainly(_ bytes: [UInt8], in folder: String) -> Bool {
  let path = "\(folder)/\(UUID().uuidString)"
  let file = open(path + ".part", O_WRONLY | O_CREAT | O_EXCL, 0o600)
  let parent = open(folder, O_RDONLY | O_DIRECTORY)
  defer {
    close(file)
    close(parent)
  }
  return write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0 && rename(path + ".part", path) == 0
    && fsync(parent) == 0
}

/// A picture that nobody has seen before: a text of its own is put into a file.
private enum Original {
  static func of(_ file: [UInt8]) -> Picture {
    let mark = Array(UUID().uuidString.utf8)
    guard file.first == 0x89 else {
      return Picture(isPNG: false, bytes: file[..<2] + [0xFF, 0xFE, 0, UInt8(mark.count + 2)] + mark + file[2...])
    }
    let chunk = Array("tEXtmark".utf8) + [0] + mark
    let length = [0, 0, 0, UInt8(chunk.count - 4)]
    let sum = ~chunk.reduce(~UInt32(0)) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    let end = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> UInt32($0)) }
    return Picture(isPNG: true, bytes: file[..<33] + length + chunk + end + file[33...])
  }
}

private struct Picture: Sendable {
  let isPNG: Bool
  let bytes: [UInt8]
}

/// Pictures that several threads send, each the next that is left.
private final class Batch: Sendable {
  private let pictures: [Picture]
  private let next = Atomic<Int>(0)
  private let failures = Atomic<Int>(0)

  init(_ pictures: [Picture]) { self.pictures = pictures }

  var megabytes: Double { Double(pictures.reduce(0) { $0 + $1.bytes.count }) / 1e6 }

  /// How many seconds it took; `line` is called once for each thread and gives what sends.
  func send(by threads: Int, _ line: @escaping @Sendable (Picture) -> (([UInt8]) -> Bool)?) throws -> Double {
    next.store(0, ordering: .relaxed)
    let start = DispatchTime.now().uptimeNanoseconds
    let group = DispatchGroup()
    for _ in 0..<threads {
      group.enter()
      Thread.detachNewThread { [self] in
        let send = line(pictures[0])
        while case let index = next.wrappingAdd(1, ordering: .relaxed).oldValue, index < pictures.count {
          if send?(pictures[index].bytes) != true { failures.add(1, ordering: .relaxed) }
        }
        group.leave()
      }
    }
    group.wait()
    guard failures.load(ordering: .relaxed) == 0 else { throw CocoaError(.fileWriteUnknown) }
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }
}
