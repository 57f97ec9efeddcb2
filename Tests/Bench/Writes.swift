@Sendable func benchWrites() async throws {}
