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

extension Verb.Call {
  /// The value of one of the verb's own flags as a number; nil when it was not given.
  fileprivate func number(_ name: String, _ range: ClosedRange<Int>) throws(Misuse) -> Int? {
    guard let text = options[name] else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw Misuse("--\(name): \"\(text)\" is no number from \(range.lowerBound) to \(range.upperBound).")
    }
    return value
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
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
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
    let bar = ProgressBar(of: inputs.count)
    var isWell = true
    for _ in inputs {
      if let complaint = results.take() ?? nil {
        isWell = false
        bar.clear()
        output.complain(complaint)
      }
      bar.step()
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
      guard write(item.bytes, to: target) else {
        return "\(target): cannot be written: \(String(cString: strerror(errno)))."
      }
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

  /// All of it or nothing: whoever looks into the folder never sees half a picture.
  private func write(_ bytes: [UInt8], to path: String) -> Bool {
    let part = "\(path).part"
    let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return false }
    var rest = bytes[...]
    var isWell = true
    while isWell, !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else { isWell = count < 0 && errno == EINTR }
    }
    isWell = close(descriptor) == 0 && isWell
    if isWell, rename(part, path) == 0 { return true }
    let cause = errno
    unlink(part)
    errno = cause
    return false
  }
}

/// How far we are, on a terminal only.
private final class ProgressBar {
  private let count: Int
  private let isShown = isatty(STDERR_FILENO) == 1
  private var done = 0
  private var shown = -1

  init(of count: Int) { self.count = count }

  func step() {
    done += 1
    let part = done * 40 / max(count, 1)
    guard isShown, part != shown || done % 16 == 0 else { return }
    shown = part
    draw("\r[\(String(repeating: "#", count: part))\(String(repeating: "-", count: 40 - part))] \(done)/\(count)")
  }

  func clear() {
    guard isShown else { return }
    shown = -1
    draw("\r\u{1B}[K")
  }

  private func draw(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
