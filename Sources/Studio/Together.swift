extension Array where Element: Sendable {
  /// The results of `work` in the order of the elements, a few elements at a time. The first error ends the others.
  func together<Result: Sendable>(
    atMost width: Int = 8, _ work: @escaping @Sendable (Element) async throws -> Result
  ) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
      var results = [Result?](repeating: nil, count: count)
      for (place, element) in enumerated() {
        if place >= width, let (done, result) = try await group.next() { results[done] = result }
        group.addTask { (place, try await work(element)) }
      }
      for try await (done, result) in group { results[done] = result }
      return results.compactMap { $0 }
    }
  }
}
