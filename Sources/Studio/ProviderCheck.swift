package import Domain

/// What came of looking at a provider.
package struct ProviderCheck: Sendable, Equatable {
  package struct Step: Sendable, Equatable {
    package let detail: String
    package let isWell: Bool
  }

  package var steps: [Step] = []
  package var latencyMs: Int?
  /// The last word: that all is well, or what is not, in the provider's own words where it had any.
  package var detail = ""

  package var isWell: Bool { steps.allSatisfy(\.isWell) }

  mutating func add(_ detail: String, isWell: Bool = true) { steps.append(Step(detail: detail, isWell: isWell)) }
}

extension ProviderRoom {
  /// Looks whether a provider could work, for nothing. Throws `not_found`.
  package func check(_ id: String) async throws(Failure) -> ProviderCheck {
    guard let seat = seat(of: id) else { throw .notFound("provider") }
    var check = ProviderCheck()
    if let url = seat.provider.baseUrl { check.add("The address is \(url.text).") }
    if seat.provider.hasKey { check.add("A key is there\(seat.provider.keyHint.map { ", ending in \($0)" } ?? "").") }
    if let fault = seat.fault {
      check.add(fault, isWell: false)
      check.detail = fault
      return check
    }
    let start = ContinuousClock.now
    do throws(ProviderFailure) {
      let steps = try await ask(seat) { image, text throws(ProviderFailure) in
        try await (image?.check() ?? []) + (text?.check() ?? [])
      }
      for step in steps { check.add(seat.clean(step)) }
      check.detail = "\(seat.provider.name) answers."
      note(id, latency: ContinuousClock.now - start, failure: nil, isProbe: true)
    } catch {
      check.detail = seat.clean(error.sentence)
      check.add(check.detail, isWell: false)
      note(id, latency: ContinuousClock.now - start, failure: error, isProbe: true)
    }
    check.latencyMs = (ContinuousClock.now - start).milliseconds
    return check
  }

  /// Asks both adapters of a seat, within the time that a question may take.
  func ask<Value: Sendable>(
    _ seat: ProviderSeat,
    _ question: @escaping @Sendable ((any ImageProvider)?, (any TextProvider)?) async throws(ProviderFailure) -> Value
  ) async throws(ProviderFailure) -> Value {
    try await Deadline.within(Self.patience, of: seat.provider.id) { () async throws(ProviderFailure) in
      try await question(seat.image, seat.text)
    }
  }

  private static let patience = Duration.seconds(45)
}

extension ProviderFailure {
  /// What happened, in the provider's own words too.
  var sentence: String { providerMessage.map { "\(detail) It says: \($0)" } ?? detail }
}

extension Duration {
  /// Whole, and never negative.
  var milliseconds: Int {
    let (whole, overflows) = Int(components.seconds).multipliedReportingOverflow(by: 1_000)
    return overflows ? .max : max(0, whole + Int(components.attoseconds / 1_000_000_000_000_000))
  }
}
