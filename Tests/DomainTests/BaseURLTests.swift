import Domain
import Testing

@Suite("Base URLs") struct BaseURLTests {
  @Test(
    "a plain address is taken, in one spelling",
    arguments: [
      ("https://api.x.ai/v1", "https://api.x.ai/v1", "https://api.x.ai:443"),
      ("https://api.x.ai/v1/", "https://api.x.ai/v1", "https://api.x.ai:443"),
      ("HTTPS://API.X.AI", "https://api.x.ai", "https://api.x.ai:443"),
      ("https://api.x.ai:443///", "https://api.x.ai", "https://api.x.ai:443"),
      ("http://127.0.0.1:7860", "http://127.0.0.1:7860", "http://127.0.0.1:7860"),
      ("http://localhost:11434/", "http://localhost:11434", "http://localhost:11434"),
      ("http://192.168.1.20:80", "http://192.168.1.20", "http://192.168.1.20:80"),
      ("http://10.0.0.5:8188", "http://10.0.0.5:8188", "http://10.0.0.5:8188"),
      ("http://[::1]:1234", "http://[::1]:1234", "http://[::1]:1234"),
      ("http://[fd00::1:2]:80/a/b", "http://[fd00::1:2]/a/b", "http://[fd00::1:2]:80"),
      ("https://[2001:db8:0:1:1:1:1:1]", "https://[2001:db8:0:1:1:1:1:1]", "https://[2001:db8:0:1:1:1:1:1]:443"),
      ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1", "https://openrouter.ai:443"),
      ("http://gpu_box.lan:8080", "http://gpu_box.lan:8080", "http://gpu_box.lan:8080"),
      ("https://a1.3com.example", "https://a1.3com.example", "https://a1.3com.example:443"),
    ])
  func plain(text: String, kept: String, origin: String) throws {
    let url = try BaseURL(text)
    #expect(url.text == kept)
    #expect(url.origin == origin)
    #expect(try BaseURL(url.text) == url)
  }

  @Test(
    "whatever has a second reading is refused",
    arguments: [
      "http://127.1", "http://127.0.1", "http://2130706433", "http://0x7f000001", "http://0x7f.0.0.1",
      "http://0177.0.0.1", "http://127.0.0.01", "http://127.0.0.1.", "http://localhost.", "http://0/", "http://0.0.0.0",
      "http://256.0.0.1", "http://1.2.3.4.5", "http://0x7f.1", "http://127.0.0.0x1", "http://a.0x7f", "http://a.1",
      "http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]", "http://[0:0:0:0:0:ffff:7f00:1]", "http://[::127.0.0.1]",
      "http://[::7f00:1]", "http://[64:ff9b::7f00:1]", "http://[2002:7f00:1::]", "http://[::]", "http://[0::1]",
      "http://[0:0:0:0:0:0:0:1]", "http://[fe80::1%25eth0]", "http://[::1", "http://[]", "http://[::1]x",
      "http://[::g]",
      "http://[2001:db8::0:1]", "http://[1:2:3:4:5:6:7:8:9]", "http://[:::]",
      "http://user@127.0.0.1", "http://user:secret@host", "http://127.0.0.1@evil.test", "http://a@b@c",
      "http://169.254.169.254", "http://host:0", "http://host:65536", "http://host:", "http://host:080",
      "http://host:8a",
      "http://", "http:///v1", "http:/host", "http:host", "//host", "host", "", "ftp://host", "file:///etc/passwd",
      "javascript://host", "http://ho st", "http://host\\@evil", "http://host/\\evil", "http://hоst", "http://host\n",
      "http://host%2e", "http://host/%2e%2e", "http://host/a?key=1", "http://host/#a", "http://host/a/../b",
      "http://host/./a", "http://host//a", "http://-host", "http://host-", "http://a..b", "http://.host",
      "http://host/{a}",
      "http://ａ.test", "http://127。0。0。1",
    ])
  func odd(text: String) {
    #expect(throws: BaseURL.Fault.self) { try BaseURL(text) }
  }

  @Test("every sentence says what to do and ends well")
  func sentences() throws {
    for text in ["http://127.1", "http://0.0.0.0", "http://user@host", "ftp://host", "http://host/?", "http://[::]"] {
      do {
        _ = try BaseURL(text)
        Issue.record("\(text) was taken")
      } catch {
        #expect(error.detail.hasSuffix("."))
        #expect(!error.detail.contains("user@"))
      }
    }
  }
}
