#if Hummingbird
import FileSessionsHummingbird
import Testing

@Suite("Origins of pages")
struct WebOriginTests {
  @Test(
    "Each has one text",
    arguments: [
      ("https://example.org", "https://example.org"), ("HTTPS://Example.ORG:443", "https://example.org"),
      ("http://example.org:80", "http://example.org"), ("http://example.org:443", "http://example.org:443"),
      ("https://a-b.c_d.example:8443", "https://a-b.c_d.example:8443"), ("http://[::1]:8080", "http://[::1]:8080"),
      ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("capacitor://localhost", "capacitor://localhost"),
      ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ])
  func text(_ text: String, _ expected: String) throws { #expect(try WebOrigin(text).description == expected) }

  @Test("Scheme, host and port make the difference")
  func equality() throws {
    let origins = ["http://a.b", "https://a.b", "https://b", "https://a.b:80", "https://a.b:8443", "https://x.a.b"]
    #expect(Set(try origins.map { try WebOrigin($0) }).count == origins.count)
  }

  @Test(
    "What is none is refused with words",
    arguments: [
      "", "null", "example.org", "//example.org", "https://", "https:/example.org", "https://example.org/",
      "https://example.org/a", "https://example.org?a", "https://example.org#a", "https://a@example.org",
      "https://*.example.org", "https://example.org:", "https://example.org:x", "https://example.org:+443",
      "https://example.org:65536", "https://example.org:1:2", "https://[::1", "https://[]", "https://[::1]a",
      "https://[::1]x80",
      "https://b\u{FC}cher.example", "https://example.org ", " https://example.org", "https://a.b, https://c.d",
      "://a", "1a://b", "https://a\0b",
    ])
  func refused(_ text: String) {
    let error = #expect(throws: InvalidWebOrigin.self) { _ = try WebOrigin(text) }
    #expect(error?.description.contains("scheme://host") == true)
  }
}
#endif
