import Glibc

/// How far we are, on a terminal only.
final class ProgressBar {
  private let isShown = isatty(STDERR_FILENO) == 1
  private var last = ""

  /// `fraction` is from 0 to 1.
  func show(_ fraction: Double, _ words: String) {
    let part = Int((min(max(fraction, 0), 1) * 40).rounded(.down))
    let text = "\r[\(String(repeating: "#", count: part))\(String(repeating: "-", count: 40 - part))] \(words)\u{1B}[K"
    guard isShown, text != last else { return }
    last = text
    Output.write(Array(text.utf8), to: STDERR_FILENO)
  }

  func clear() {
    guard isShown, !last.isEmpty else { return }
    last = ""
    Output.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO)
  }
}
