import Foundation

/// Thumbnails of 384 pixels beside the peers, one process and one thread each, taking turns.
/// BENCH_PICTURES is a folder for the corpus (made when it is empty), BENCH_SHARE how much of it, BENCH_ROUNDS how often.
/// The same corpus is what `benchUploads` sends.
func benchPictures() async throws {
  let scratch = try Scratch()
  guard let made = try Corpus(in: scratch, share: "0.4") else {
    return line("pictures", "needs python3 with Pillow and numpy: scripts/setup --bench")
  }
  let (python, scripts, corpus) = (made.python, Corpus.scripts, made.folder)
  let rounds = ProcessInfo.processInfo.environment["BENCH_ROUNDS"].flatMap(Int.init) ?? 5

  for kind in ["png1024", "rgba1024", "png2048", "jpeg1024", "jpeg12m"] {
    let files = try made.files(kind)
    let peers = Peer.all(python: python, scripts: scripts).filter { $0.place != nil }
    var taken: [String: [Measured]] = [:]
    for round in 0...rounds {
      for peer in peers {
        let measured = try peer.run(files, quality: 80, into: scratch.folder("\(kind)-80/\(peer.name)"))
        // The first is for the caches.
        if round > 0 { taken[peer.name, default: []].append(measured) }
      }
    }
    let vips = taken["vips"] ?? []
    for peer in peers {
      let runs = taken[peer.name] ?? []
      let perCore = Spread(runs.map { Double(files.count) / $0.cpu })
      let ratio = Spread(zip(vips, runs).map { $0.cpu / $1.cpu })
      let wall = Spread(zip(vips, runs).map { $0.wall / $1.wall })
      let memory = runs.map(\.memory).max() ?? .nan
      line(
        "\(kind) \(peer.name)",
        "\(perCore) per core and second, \(ratio) × vips by CPU, \(wall) × by wall, \(number(memory)) MB at most")
    }
    for quality in [80, 100] where kind != "rgba1024" {
      for peer in peers where quality == 100 {
        _ = try peer.run(files, quality: quality, into: scratch.folder("\(kind)-100/\(peer.name)"))
      }
      let folders = peers.map { "\(scratch.path)/\(kind)-\(quality)/\($0.name)" }
      let judge = try Program(python, [scripts + "/quality.py", "384", "\(quality)", "\(corpus)/\(kind)/*"] + folders)
      for row in judge.allOutput().split(separator: "\n").map({ $0.split(separator: "\t") }) where row.count == 5 {
        let name = row[0].split(separator: "/").last.map(String.init) ?? ""
        line("\(kind) \(name) at quality \(quality)", "PSNR \(row[2]) dB, SSIM \(row[3]), \(row[4]) bytes")
      }
    }
  }
  try benchThreads(corpus: corpus, rounds: rounds, into: scratch.folder("jobs"))
}

/// The pictures that are measured with.
struct Corpus {
  static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("pictures").path

  let python: String
  let folder: String

  /// Makes what is not there yet; nil without a Python that can.
  init?(in scratch: Scratch, share: String) throws {
    let pythons = ["/usr/bin/python3", Program.find("python3") ?? ""]
    guard let python = pythons.first(where: { (try? Measured.run($0, ["-c", "import PIL, numpy"])) != nil }) else {
      return nil
    }
    let variables = ProcessInfo.processInfo.environment
    self.python = python
    folder = variables["BENCH_PICTURES"] ?? scratch.path + "/corpus"
    _ = try Measured.run(python, [Self.scripts + "/corpus.py", folder, variables["BENCH_SHARE"] ?? share])
  }

  func files(_ kind: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(kind)")
      .filter { !$0.hasSuffix(".part") }.sorted().map { "\(folder)/\(kind)/\($0)" }
  }
}

/// How much a second thread brings.
private func benchThreads(corpus: String, rounds: Int, into folder: String) throws {
  let files = try FileManager.default.contentsOfDirectory(atPath: corpus + "/png1024").map { "\(corpus)/png1024/\($0)" }
  var gains: [Double] = []
  for _ in 0..<rounds {
    let one = try Measured.run(Studio.binary, ["thumbnail", "--out", folder, "--jobs", "1"] + files)
    let two = try Measured.run(Studio.binary, ["thumbnail", "--out", folder, "--jobs", "2"] + files)
    gains.append(one.wall / two.wall)
  }
  line("two threads", "\(Spread(gains)) × one")
}

/// A program that makes thumbnails, told to use one thread.
private struct Peer {
  let name: String
  let program: String
  let arguments: @Sendable (_ files: [String], _ quality: Int, _ folder: String) -> [String]

  static func all(python: String, scripts: String) -> [Peer] {
    [
      Peer(name: "vips", program: "vipsthumbnail") { files, quality, folder in
        let sampling = quality >= 90 ? ",no_subsample" : ""
        return ["-s", "384", "-o", "\(folder)/%s.jpg[Q=\(quality)\(sampling)]"] + files
      },
      Peer(name: "pixazo", program: Studio.binary) { files, quality, folder in
        ["thumbnail", "--out", folder, "--size", "384", "--quality", "\(quality)", "--jobs", "1"] + files
      },
      Peer(name: "ImageMagick", program: "mogrify") { files, quality, folder in
        ["-path", folder, "-format", "jpg", "-thumbnail", "384x384", "-quality", "\(quality)"] + files
      },
      Peer(name: "Pillow", program: python) { files, quality, folder in
        [scripts + "/pillow.py", "384", "\(quality)", folder] + files
      },
    ]
  }

  var place: String? { program.contains("/") ? program : Program.find(program) }

  func run(_ files: [String], quality: Int, into folder: String) throws -> Measured {
    try Measured.run(
      place ?? program, arguments(files, quality, folder),
      environment: ["VIPS_CONCURRENCY": "1", "OMP_NUM_THREADS": "1", "MAGICK_THREAD_LIMIT": "1"])
  }
}
