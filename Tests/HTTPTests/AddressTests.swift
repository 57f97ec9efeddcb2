import HTTP
import Testing

@Suite struct AddressTests {
  @Test(
    "addresses of the public internet are public",
    arguments: [
      "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
      "128.0.0.0",
      "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
      "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "2001:4860::8888",
      "2400::", "::ffff:8.8.8.8", "64:ff9b::808:808",
    ])
  func isPublic(text: String) throws { #expect(try #require(Address(text)).isPublic) }

  @Test(
    "all others are not, however they are wrapped",
    arguments: [
      "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
      "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
      "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255",
      "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
      "::ffff:a9fe:a9fe", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1",
      "fc00::1",
      "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "ff0e::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
      "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "4000::1",
      "5f00::1",
    ])
  func isNotPublic(text: String) throws { #expect(try #require(Address(text)).isPublic == false) }

  @Test(
    "an address has one spelling",
    arguments: [
      "", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "1.2.3.4:80", "[::1]",
    ])
  func spelling(text: String) { #expect(Address(text) == nil) }

  @Test(
    "an origin is read as requests are",
    arguments: [
      ("http://example.com", "http|example.com|80"), ("HTTPS://Example.COM/x?y#z", "https|example.com|443"),
      ("http://example.com:8080/", "http|example.com|8080"), ("http://[::1]:7860/v1", "http|[::1]|7860"),
      ("http://0x7f.1/", "http|127.0.0.1|80"), ("http://2130706433/", "http|127.0.0.1|80"),
    ])
  func origin(url: String, text: String) throws {
    let origin = try #require(Origin(url))
    #expect("\(origin.scheme)|\(origin.host)|\(origin.port)" == text)
  }

  @Test(
    "what is no plain http URL has no origin",
    arguments: [
      "", "example.com", "ftp://example.com", "file:///etc/passwd", "http://", "http://user@example.com",
      "http://user:secret@example.com", "http://example.com:99999", "http://exa mple.com",
      "http://example.com/\r\nX: y",
      "gopher://example.com", "//example.com", "javascript:alert(1)", "http:///x", "http://a\0b",
    ])
  func noOrigin(url: String) { #expect(Origin(url) == nil) }
}
