import Atelier
import Domain
import Glibc
import Raster
import Threads

/// Paints one picture on a thread of its own and tells of it.
struct PaintingSession: Sendable {
  private let work: Work
  private let index: Int
  private let count: Int
  private let seed: UInt32
  private let first: Overpainting?
  private let trial: Painter.Trial
  private let cancellation = Cancellation()

  init(_ request: ImageRequest, index: Int, first: Overpainting?, trial: Painter.Trial) {
    seed = request.seed &+ UInt32(truncatingIfNeeded: index)
    work = Work(
      prompt: request.prompt, negative: request.negativePrompt, width: min(4_096, max(1, request.width)),
      height: min(4_096, max(1, request.height)), seed: seed, steps: min(Work.mostSteps, max(1, request.steps ?? 12)),
      style: trial.style)
    self.index = index
    count = max(1, request.count)
    self.first = first
    self.trial = trial
  }

  typealias News = AsyncThrowingStream<ImageNews, any Error>

  /// Whoever stops listening stops the work. Throws when the system has no thread to give.
  func start() throws -> News {
    // What can wait unheard is bounded: a message for each step, a few previews and one picture.
    let (stream, listener) = News.makeStream()
    listener.onTermination = { [cancellation] _ in cancellation.cancel() }
    do {
      try Thread.start(name: "painter") {
        do { try paint(listener) } catch { return listener.finish(throwing: error) }
        listener.finish()
      }
    } catch {
      throw ProviderFailure(.unavailable, "The system has no thread to paint on.", effect: .notTaken)
    }
    return stream
  }

  private func paint(_ listener: News.Continuation) throws {
    let writer = try PNGWriter(width: work.width, height: work.height, channels: 3)
    var steps = Steps(work.steps)
    var failure: (any Error)?
    func tell(_ news: Work.News) -> Bool {
      switch news {
      case .sketch(let study):
        if let preview = Self.png(study) { listener.yield(.preview(preview)) }
      case .done(let share):
        while let step = steps.next(upTo: share) {
          let fraction = (Double(index) + Double(step) / Double(steps.count)) / Double(count)
          listener.yield(
            .progress(ImageProgress(fraction: fraction, step: step, steps: steps.count, stage: "painting")))
          rest()
          if trial.fault == .during, step * 2 >= steps.count {
            failure = ProviderFailure(.garbage, "The painter was told to fail while it painted.", effect: .taken)
          }
        }
      }
      return failure == nil && !cancellation.isCancelled
    }
    // A first picture is worked in when all of the painting is there; otherwise no row waits for another.
    var painting: [UInt8] = []
    let isWhole = work.run(tell: tell) { rows in
      if first != nil {
        painting += rows
      } else {
        do { try writer.append(rows) } catch { failure = error }
      }
      return failure == nil && !cancellation.isCancelled
    }
    if let failure { throw failure }
    guard isWhole, !cancellation.isCancelled else { throw CancellationError() }
    if let first {
      first.apply(to: &painting, width: work.width, height: work.height)
      try writer.append(painting)
    }
    switch trial.fault {
    case .garbage: listener.yield(.image(ReceivedImage(index: index, bytes: Array("This is no picture.".utf8))))
    case .empty: break
    case .after: throw ProviderFailure(.outcomeUnknown, "The painter was told to lose its picture.", effect: .unknown)
    case .none, .before, .during:
      listener.yield(.image(ReceivedImage(index: index, bytes: try writer.finish(), seed: UInt64(seed))))
    }
  }

  /// As long as a person asked for, in small parts, so that it can be ended.
  private func rest() {
    var left = trial.delay
    while left > 0, !cancellation.isCancelled {
      usleep(UInt32(min(left, 10)) * 1_000)
      left -= 10
    }
  }

  private static func png(_ study: Study) -> [UInt8]? {
    guard let writer = try? PNGWriter(width: study.width, height: study.height, channels: 3) else { return nil }
    let bytes = study.parts.map { part in part > 0 ? part < 1 ? UInt8(part * 255) : 255 : 0 }
    try? writer.append(bytes)
    return try? writer.finish()
  }

  /// Turns shares of the work into whole steps, each told once.
  private struct Steps {
    let count: Int
    private var told = 0

    init(_ count: Int) { self.count = count }

    mutating func next(upTo share: Float) -> Int? {
      guard told < count, share * Float(count) >= Float(told + 1) - 0.001 else { return nil }
      told += 1
      return told
    }
  }
}
