#if FlyingFox
import FileSessions
import FileSessionsJSON
import FlyingFox
import Foundation

/// The recipe for FlyingFox: a handler that counts the visits of each session.
struct VisitHandler: HTTPHandler {
  let sessions: JSONSessions<Visit>
  let cookie: SessionCookie

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    // An id that is unknown, over or made up is no session. It is never taken over: the client gets a new one.
    if case .id(let id) = cookie.read(from: request.headers.values(for: .cookie)), let count = try await visit(id) {
      return answer(count)
    }
    let visitor = try await sessions.create(Visit(count: 1))
    var response = answer(1)
    // For as long as the browser runs; one with a lifetime would have to be sent again while the session is used.
    // Not by subscript: that would replace another cookie.
    response.headers.addValue(cookie.setCookieHeader(for: visitor.id, maxAge: nil), for: .setCookie)
    return response
  }

  private func visit(_ id: SessionID) async throws -> Int? {
    do {
      return try await sessions.update(id) { visit in
        visit.count += 1
        return visit.count
      }
    } catch let error as SessionError where error.code == .notFound || error.code == .corrupt {
      return nil
    } catch is SessionFormatError {
      return nil
    }
  }

  private func answer(_ count: Int) -> HTTPResponse {
    HTTPResponse(statusCode: .ok, headers: [.contentType: "text/plain"], body: Data("visit \(count)".utf8))
  }
}
#endif
