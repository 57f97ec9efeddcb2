import Domain

/// What a web UI tells while it works. It tells of whatever it is working on, so first it is asked whose that is.
struct WebUIProgress: Equatable {
  enum Owner: Equatable {
    /// It works on our task.
    case ours
    /// Ours waits in its line, or may.
    case waiting
    case nobody
    /// It works, and does not say on what.
    case unsaid
  }

  var owner: Owner
  var progress = ImageProgress()
  /// A picture in base64.
  var preview: String?

  /// From `GET /sdapi/v1/progress`.
  init?(_ json: JSON, task: String) {
    guard let fraction = json["progress"]?.double else { return nil }
    let state = json["state"]
    let isBusy = fraction > 0 || (state?["job_count"]?.int ?? 0) > 0 || state?["job"]?.string?.isEmpty == false
    if let current = json["current_task"]?.string, !current.isEmpty {
      owner = current == task ? .ours : .waiting
    } else if json["id"]?.string == task {
      owner = .ours
    } else {
      owner = isBusy ? .unsaid : .nobody
    }
    progress.fraction = fraction.isFinite ? min(max(fraction, 0), 1) : nil
    if let steps = state?["sampling_steps"]?.int.flatMap({ Int(exactly: $0) }), steps > 0, steps < 100_000 {
      progress.steps = steps
      progress.step = state?["sampling_step"]?.int.flatMap { Int(exactly: $0) }.map { min(max($0, 0), steps) }
    }
    if let eta = json["eta_relative"]?.double, eta.isFinite, eta > 0 { progress.etaSeconds = eta }
    let words = json["textinfo"]?.string.map { String($0.prefix(100)).trimmed } ?? ""
    progress.stage = words.isEmpty ? (fraction > 0 ? "painting" : nil) : words
    preview = json["current_image"]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// From `POST /internal/progress`, which knows the tasks by their names.
  static func owner(in json: JSON) -> Owner? {
    guard let active = json["active"]?.bool else { return nil }
    return active ? .ours : json["queued"]?.bool == true ? .waiting : .nobody
  }
}
