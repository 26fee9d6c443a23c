import FileSessions
import Testing

/// The races of https://code.djangoproject.com/ticket/8616, stepped through call by call.
@Suite("The ticket, re-enacted")
struct TicketTests {
  private static let id = EngineOperation.digest
  private static let value = Array("user=alice, before".utf8)
  private static let newValue = Array("user=alice, and what request A has added".utf8)

  private func fixture(_ strategy: FileSessionStore.Strategy) throws -> EngineFixture {
    let fixture = try EngineFixture(strategy)
    let workspace = Workspace()
    workspace.setPayload(Self.value.span)
    _ = try fixture.plain.create(Self.id, EngineOperation.lifetime, .alone(Self.id), workspace)
    return fixture
  }

  private func requestA(_ fixture: EngineFixture) -> SteppedClient {
    SteppedClient("A", fixture) { engine, workspace throws(Stop) in
      workspace.setPayload(Self.newValue.span)
      _ = try engine.save(Self.id, ifVersion: nil, nil, .alone(Self.id), workspace)
      return "saved"
    }
  }

  private func requestB(_ fixture: EngineFixture) -> SteppedClient {
    SteppedClient("B", fixture) { engine, workspace throws(Stop) in
      switch try engine.look(Self.id, workspace) {
      case .live(_, let range): return String(decoding: workspace.payload(range), as: UTF8.self)
      case .damaged(let damage): return "\(damage)"
      default: return "no session"
      }
    }
  }

  @Test("Comment 3, as reported: B reads what A has written so far, and the user is logged out")
  func commentThree() throws {
    let fixture = try fixture(.naive)
    let (a, b) = (requestA(fixture), requestB(fixture))

    // 1. Request A opens the file for reading, reads the session data, and closes the file.
    #expect([a.step()?.verb, a.step()?.verb, a.step()?.verb] == ["open", "read", "close"])
    // 2. Request A opens the session file for writing, truncating the file.
    #expect(a.step()?.verb == "open, truncating")
    // 3. Request A starts to write the session data to the file.
    #expect(a.step(limit: 150)?.verb == "write")
    // 4. Request B opens the file for reading, reads the partial data from the file (to its end: the second read comes
    //    back empty), and closes the file.
    #expect([b.step()?.verb, b.step()?.verb, b.step()?.verb, b.step()?.verb] == ["open", "read", "read", "close"])
    // 5. Request A finishes writing the session data to the file.
    #expect(a.finish() == "saved")
    // 6. Request B attempts to decode the partial session data and fails.
    #expect(b.finish() == "truncated")
    // 7., 8. Request B creates a new empty session, and the user is no longer logged in.
  }

  @Test(
    "Comment 3 with a sound strategy: wherever B comes between two calls of A, it reads the old value or the new one",
    arguments: FileSessionStore.Strategy.presets.map(\.strategy).filter(\.isSound))
  func commentThreeSolved(_ strategy: FileSessionStore.Strategy) throws {
    let whole = [Self.value, Self.newValue].map { String(decoding: $0, as: UTF8.self) }
    // A's save takes fewer than 20 calls; a write is interrupted after 150 bytes.
    for steps in 0..<20 {
      let fixture = try fixture(strategy)
      let (a, b) = (requestA(fixture), requestB(fixture))
      for _ in 0..<steps { a.step(limit: 150) }
      let seen = b.finish()
      #expect(
        whole.contains(seen) || seen == "wait(FileSessions.WaitReason.lockHeld)", "after \(steps) calls: \(seen)")
      #expect(a.finish() == "saved")
      #expect(requestB(fixture).finish() == whole[1])
    }
  }
}
