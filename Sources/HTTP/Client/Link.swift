import CCurl

/// What an address in an answer means.
package enum Link {
  /// The whole URL that `reference` names on the page at `url`, read just as requests are read; nil for what is no
  /// plain http or https URL.
  package static func resolve(_ reference: String, from url: String) -> String? {
    guard let base = CurlURL(url), reference.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") })
    else { return nil }
    guard ccurl_url_set(base.handle, CURLUPART_URL, reference, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK else {
      return nil
    }
    guard let text = base.text, CurlURL(text) != nil else { return nil }
    return text
  }
}
