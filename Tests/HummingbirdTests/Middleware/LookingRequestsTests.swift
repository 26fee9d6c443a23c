#if Hummingbird
import FileSessions
import FileSessionsHummingbird
import FileSessionsTesting
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@Suite("Session middleware: requests that only look")
struct LookingRequestsTests {
  @Test(
    "begin no session, and may use the one that is there", arguments: StoreKind.allCases,
    [HTTPRequest.Method.head, .options, .trace])
  func looking(_ kind: StoreKind, _ method: HTTPRequest.Method) async throws {
    let store = try kind.open().store
    let site = Site(store) { router in
      for method in [method, .get] {
        router.on("/edits", method: method) { _, context -> String in
          try await context.session.edit { $0.count += 1 }
          return "\(try await context.session.value?.count ?? 0)"
        }
        router.on("/decides", method: method) { _, context -> String in
          try await context.session.decide { $0.count += 1 }
          return "decided"
        }
      }
    }
    try await site.test { client in
      for path in ["/edits", "/decides"] {
        let response = try await client.executeRequest(uri: path, method: method, headers: [:], body: nil)
        #expect(response.status == .ok)
        #expect(response.headers[values: .setCookie].isEmpty)
      }
      let count = try await store.sessionCount
      #expect(count == 0)
      let cookie = try #require(try await Browser(client).get("/edits").cookie)
      let headers: HTTPFields = [.cookie: "\(cookie.name)=\(cookie.value)"]
      for path in ["/edits", "/decides"] {
        let response = try await client.executeRequest(uri: path, method: method, headers: headers, body: nil)
        #expect(response.status == .ok)
      }
      #expect(try await Browser(client, cookie: cookie.value).get("/visit").text == Visit(count: 3).text)
    }
  }
}
#endif
