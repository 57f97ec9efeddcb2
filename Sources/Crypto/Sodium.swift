import CSodium

/// The library, started once before its first use.
enum Sodium {
  /// 0 or 1 once it can be used; libsodium says -1 only when the system gives no randomness.
  static let state: Int32 = sodium_init()

  static func start() {
    precondition(state >= 0, "The system gives no randomness.")
  }
}
