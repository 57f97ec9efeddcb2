import Glibc
import Raster
import Synchronization
import Threads

extension Verb {
  static let thumbnail = Verb(
    name: "thumbnail",
    summary: "Makes small pictures of pictures: PNG, JPEG and WebP in; JPEG out, PNG where it can be seen through.",
    details: """
      Each is decoded to its last byte, turned upright and brought to sRGB; none is made larger than it was.
      A damaged picture gives a line on standard error and no file; exit 1 when there was one.
      """,
    options: [
      Option("out", "DIR", "The folder for the small pictures; it must exist."),
      Option("size", "PIXELS", "The longer side, 1 to 4096. Default: 384."),
      Option("quality", "NUMBER", "Of the JPEGs, 1 to 100. Default: 80."),
      Option("jobs", "NUMBER", "How many at once, 1 to 64. Default: one for each core."),
    ],
    operands: "IN…"
  ) { call in
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    guard let folder = call.options["out"] else { throw Misuse("Say with --out where the small pictures go.") }
    let batch = try ThumbnailBatch(
      inputs: call.operands, folder: folder,
      size: try call.number("size", 1...4096) ?? 384, quality: try call.number("quality", 1...100) ?? 80)
    let jobs = min(try call.number("jobs", 1...64) ?? cores, call.operands.count)
    return try batch.run(jobs: jobs, output: call.output) ? .ok : .failed
  }
}

/// Many pictures made small, one after the other on each of a few threads.
private final class ThumbnailBatch: Sendable {
  private let inputs: [(path: String, stem: String)]
  private let folder: String
  private let size: Int
  private let quality: Int
  private let limits: Limits
  private let next = Atomic<Int>(0)

  init(inputs paths: [String], folder: String, size: Int, quality: Int) throws(Misuse) {
    guard !paths.isEmpty else { throw Misuse("Say which pictures.") }
    var stems: [String: String] = [:]
    inputs = try paths.map { path throws(Misuse) in
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
      if let other = stems.updateValue(path, forKey: stem) {
        throw Misuse("\(other) and \(path) would become one file; take them one after the other.")
      }
      return (path, stem.isEmpty ? name : stem)
    }
    guard WholeFile.isFolder(folder) else {
      throw Misuse("--out: \"\(folder)\" is no folder.")
    }
    self.folder = folder
    self.size = size
    self.quality = quality
    // Rows are streamed and the files are the caller's own: only the sides bound what is read this way.
    var limits = Limits.standard
    limits.pixels = limits.side * limits.side
    self.limits = limits
  }

  /// False when there was a picture that could not be made small.
  func run(jobs: Int, output: Output) throws -> Bool {
    let results = BlockingQueue<String?>()
    for job in 0..<jobs {
      try Thread.start(name: "thumbnail-\(job)") { [self] in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < inputs.count else { return }
          _ = results.push(complaint(about: inputs[index]))
        }
      }
    }
    let bar = ProgressBar()
    var isWell = true
    for done in 1...inputs.count {
      if let complaint = results.take() ?? nil {
        isWell = false
        bar.clear()
        output.complain(complaint)
      }
      bar.show(Double(done) / Double(inputs.count), "\(done)/\(inputs.count)")
    }
    bar.clear()
    return isWell
  }

  /// What went wrong with one of them, if anything.
  private func complaint(about input: (path: String, stem: String)) -> String? {
    do throws(RasterError) {
      let made = try PictureFile(path: input.path, limits: limits).thumbnails(sizes: [size], quality: quality)
      guard let item = made.items.first else { return nil }
      let target = "\(folder)/\(input.stem).\(item.format.fileExtension)"
      guard !isSame(target, input.path) else { return "\(input.path): it would be replaced by the small one." }
      do throws(WholeFile.Fault) { try WholeFile.write(item.bytes, to: target) } catch { return "\(error)" }
      return nil
    } catch {
      return "\(input.path): \(error.sentence)"
    }
  }

  private func isSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
