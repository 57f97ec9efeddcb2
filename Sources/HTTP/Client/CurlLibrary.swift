import CCurl

/// libcurl, which is opened when somebody first needs it.
package enum CurlLibrary {
  /// Why it cannot be used, in a sentence; nil when it can. Opens it, which may read from the disk.
  package static let fault: String? = ccurl_open().map {
    "libcurl, through which other servers are called, cannot be opened: \(String(cString: $0))"
  }

  /// Its name and version with those of what it stands on; nil when it cannot be used.
  package static var version: String? { fault == nil ? ccurl_version().map { String(cString: $0) } : nil }
}
