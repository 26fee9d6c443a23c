import FileSessions

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A child that goes on in the parent's memory, without exec: what servers do that fork their workers after start.
enum Forking {
  /// Runs a closure in a forked child, and tells whether it returned `true`.
  static func run(_ body: () throws -> Bool) -> Bool {
    // Swift hides fork(2), since a child of a process with threads may do next to nothing. Here no other thread is
    // inside of the store.
    typealias Fork = @convention(c) () -> pid_t
    guard let symbol = unsafe dlsym(nil, "fork") else { return false }
    let fork = unsafe unsafeBitCast(symbol, to: Fork.self)
    let child = fork()
    if child == 0 { _exit((try? body()) == true ? 0 : 1) }
    var status: CInt = -1
    while unsafe waitpid(child, &status, 0) == -1, errno == EINTR {}
    return status == 0
  }
}

extension StoreCore {
  /// Looks whether a session holds what is expected, and saves something else.
  func exchange(_ id: SessionID, expecting expected: [UInt8], for next: [UInt8]) throws -> Bool {
    guard try loadBlocking(id, { payload, _ in [UInt8](copying: payload) }) == expected else { return false }
    _ = try saveBlocking(next.span, for: id, ifVersion: nil, lifetime: nil)
    return try loadBlocking(id, { payload, _ in [UInt8](copying: payload) }) == next
  }

  /// Makes so many sessions and uses each a few times; answers how many descriptors are open afterwards.
  func useMany(_ count: Int) throws -> String {
    let ids = (0..<count).map { SessionID(key: "number \($0)") }
    for id in ids { _ = try putBlocking([1].span, for: id, lifetime: nil) }
    for round in 2...4 {
      for id in ids {
        let payload = [UInt8(round)]
        _ = try saveBlocking(payload.span, for: id, ifVersion: nil, lifetime: nil)
        guard try loadBlocking(id, { found, _ in [UInt8](copying: found) }) == payload else { return "wrong" }
      }
    }
    return "ok"
  }
}
