import FileSessions
import Foundation
import Testing

@Suite("Handles: names of sessions that are no secrets")
struct SessionHandleTests {
  private static let other = [
    "", "0", String(repeating: "0", count: 31), String(repeating: "0", count: 33), String(repeating: "A", count: 32),
    String(repeating: "g", count: 32), "+" + String(repeating: "0", count: 31), String(repeating: "é", count: 16),
  ]

  @Test("One handle has one spelling") func spelling() throws {
    for text in Self.other { #expect(SessionHandle(text) == nil, "\(text)") }
    for handle in [SessionHandle(high: 0, low: 0), SessionHandle(high: .max, low: 1), try .random()] {
      #expect("\(handle)".utf8.count == 32)
      #expect(SessionHandle("\(handle)") == handle)
    }
    #expect("\(SessionHandle(high: 0x0123_4567_89ab_cdef, low: 0xfe))" == "0123456789abcdef00000000000000fe")
  }

  @Test("It is coded as its text, and nothing else is decoded") func coded() throws {
    let handle = try SessionHandle.random()
    let json = try JSONEncoder().encode([handle])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(handle)\"]")
    #expect(try JSONDecoder().decode([SessionHandle].self, from: json) == [handle])
    for text in Self.other {
      let json = try JSONEncoder().encode([text])
      #expect(throws: DecodingError.self) { try JSONDecoder().decode([SessionHandle].self, from: json) }
    }
  }

  @Test("Random ones differ") func random() throws {
    let handles = try (0..<1000).map { _ in try SessionHandle.random() }
    #expect(Set(handles).count == 1000)
  }
}
