import Domain

/// One thing that `doctor` looked at.
struct Finding: Sendable, Equatable {
  enum Verdict: String, Sendable { case well, note, wrong }

  let verdict: Verdict
  let subject: String
  let sentence: String

  init(_ verdict: Verdict, _ subject: String, _ sentence: String) {
    self.verdict = verdict
    self.subject = subject
    self.sentence = sentence
  }

  var line: String {
    verdict.rawValue + String(repeating: " ", count: 7 - verdict.rawValue.count) + "\(subject): \(sentence)"
  }

  var json: JSON {
    ["verdict": .string(verdict.rawValue), "subject": .string(subject), "detail": .string(sentence)]
  }
}
