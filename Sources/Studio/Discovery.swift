package import Domain

/// An engine that answers on this machine and could be set up as a provider.
package struct DiscoveredEngine: Sendable, Equatable {
  package let kind: String
  package let name: String
  package let baseUrl: BaseURL
  /// What it said.
  package let detail: String
  /// The provider that calls this address already, if there is one.
  package let provider: String?
}

// Looks for engines on this machine, only when somebody asks.
extension ProviderRoom {
  /// Asks on every port that a kind is known to listen on. Who does not answer within `patience` is not there.
  package func discover(patience: Duration = .milliseconds(1_500)) async -> [DiscoveredEngine] {
    let places = kinds.flatMap { kind in kind.localPorts.map { (kind, $0) } }
    let found = try? await places.together(atMost: 16) { [self] kind, port in
      await look(for: kind, at: port, patience: patience)
    }
    return (found ?? []).compactMap(\.self).sorted { ($0.baseUrl.text, $0.kind) < ($1.baseUrl.text, $1.kind) }
  }

  private func look(for kind: ProviderKind, at port: Int, patience: Duration) async -> DiscoveredEngine? {
    guard let url = try? BaseURL("http://127.0.0.1:\(port)") else { return nil }
    let connection = ProviderConnection(id: kind.id, baseUrl: url.text, key: nil, options: JSON.Object())
    let image = try? kind.image?(connection)
    let text = try? kind.text?(connection)
    guard image != nil || text != nil else { return nil }
    let steps = try? await Deadline.within(patience, of: kind.name) { () async throws(ProviderFailure) in
      try await (image?.check() ?? []) + (text?.check() ?? [])
    }
    guard let steps else { return nil }
    let owner = all.first { $0.provider.baseUrl?.origin == url.origin }?.provider.id
    return DiscoveredEngine(
      kind: kind.id, name: kind.name, baseUrl: url, detail: steps.joined(separator: " "), provider: owner)
  }
}
