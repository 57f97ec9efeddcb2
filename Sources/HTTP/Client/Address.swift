import Glibc

/// A numeric network address.
package struct Address: Sendable, Hashable {
  /// Four bytes or sixteen, in network order.
  private let bytes: [UInt8]

  /// Reads `192.0.2.1` or `2001:db8::1`, in no other spelling.
  package init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: &six) { Array($0) }
    } else {
      return nil
    }
  }

  /// Nil for what is neither IPv4 nor IPv6.
  init?(_ address: UnsafePointer<sockaddr>, length: Int) {
    switch Int32(address.pointee.sa_family) {
    case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
      bytes = UnsafeRawPointer(address).withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
        withUnsafeBytes(of: address.pointee.sin_addr) { Array($0) }
      }
    case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
      bytes = UnsafeRawPointer(address).withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
        withUnsafeBytes(of: address.pointee.sin6_addr) { Array($0) }
      }
    default:
      return nil
    }
  }

  /// Whether it is an address of the public internet: not this machine, not a private, shared or link-local network,
  /// nothing reserved, and not such an address wrapped in IPv6.
  package var isPublic: Bool {
    bytes.count == 4 ? Self.isPublic(four: bytes[...]) : Self.isPublic(six: bytes)
  }

  private static func isPublic(four address: ArraySlice<UInt8>) -> Bool {
    !reserved.contains { address.begins(with: $0.prefix, bits: $0.bits) }
  }

  private static func isPublic(six address: [UInt8]) -> Bool {
    if address.starts(with: mapped) || address.starts(with: translated) { return isPublic(four: address[12...]) }
    return address[...].begins(with: [0x20], bits: 3)
      && !reservedSix.contains { address[...].begins(with: $0.prefix, bits: $0.bits) }
  }

  /// IPv4 in IPv6: `::ffff:0:0/96`, and `64:ff9b::/96` of a NAT64.
  private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
  private static let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]

  private typealias Block = (prefix: [UInt8], bits: Int)

  /// What the special-purpose registry keeps from public use, with multicast and the relics.
  private static let reserved: [Block] = [
    ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
    ([192, 0, 2], 24), ([192, 88, 99], 24), ([192, 168], 16), ([198, 18], 15), ([198, 51, 100], 24),
    ([203, 0, 113], 24), ([224], 4), ([240], 4),
  ]

  /// Within `2000::/3`: protocol assignments (Teredo and others), documentation, 6to4 with its wrapped IPv4.
  private static let reservedSix: [Block] = [
    ([0x20, 0x01, 0x00], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x20, 0x02], 16), ([0x3F, 0xFF, 0x00], 20),
  ]
}

extension ArraySlice<UInt8> {
  fileprivate func begins(with prefix: [UInt8], bits: Int) -> Bool {
    zip(self, prefix).enumerated().allSatisfy { index, pair in
      let mask = ~UInt8(0) << UInt8(Swift.max(0, 8 - (bits - index * 8)))
      return (pair.0 ^ pair.1) & mask == 0
    }
  }
}

/// Scheme, host and port: what must be the same for a key to be sent.
package struct Origin: Sendable, Hashable {
  package let scheme: String
  /// Lower case; IPv6 in brackets.
  package let host: String
  package let port: Int

  /// Reads it from a URL just as requests are read; nil for what is no plain http or https URL.
  package init?(_ url: String) {
    guard let url = CurlURL(url) else { return nil }
    self = url.origin
  }

  /// Host and port as a request's `Host` field has them.
  var authority: String {
    port == (scheme == "https" ? 443 : 80) ? host : "\(host):\(port)"
  }

  init(scheme: String, host: String, port: Int) {
    self.scheme = scheme
    self.host = host
    self.port = port
  }
}

/// Where a request may go. It is checked on the address that was connected, so that no spelling of a URL, no name
/// that resolves to a surprise and no reused connection gets around it.
package enum Reach: Sendable, Equatable {
  /// Addresses of the public internet.
  case publicOnly
  case anywhere
  /// These origins and no other, wherever they are: what an owner has named.
  case exact([Origin])

  func allows(_ origin: Origin) -> Bool {
    if case .exact(let origins) = self { return origins.contains(origin) }
    return true
  }

  func allows(_ address: Address?) -> Bool {
    self == .publicOnly ? address?.isPublic == true : true
  }
}
