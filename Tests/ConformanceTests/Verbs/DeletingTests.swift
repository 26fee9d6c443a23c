import FileSessions
import Testing

@Suite("Deleting sessions")
struct DeletingTests {
  @Test("A delete is final, and one of a session that is not there succeeds", arguments: Subject.all)
  func delete(_ subject: Subject) async throws {
    let open = try subject.open()
    let (id, other) = (SessionID(key: "session"), SessionID(key: "other"))
    _ = try await open.store.create([1], as: id, lifetime: nil)
    _ = try await open.store.create([2], as: other, lifetime: nil)
    try await open.store.delete(SessionID(key: "never"))
    for _ in 0..<3 {
      try await open.store.delete(id)
      #expect(try await open.store.load(id) == nil)
    }
    #expect(try await open.store.load(other)?.payload == [2])
    try await open.store.delete(other)
    if let workplace = open.workplace { #expect(workplace.files.remains.isEmpty) }
  }

  @Test("Calls on ids that never were leave no file behind", arguments: Subject.all)
  func bogus(_ subject: Subject) async throws {
    let open = try subject.open()
    for number in 0..<5 {
      let id = SessionID(key: "made up \(number)")
      #expect(try await open.store.load(id) == nil)
      await expectError(.notFound) { try await open.store.save([1], for: id, ifVersion: nil, lifetime: nil) }
      await expectError(.notFound) { try await open.store.update(id) { _ in } }
      await expectError(.notFound) { try await open.store.touch(id) }
      await expectError(.notFound) { try await open.store.withLock(id, timeout: nil) { _ in } }
      try await open.store.delete(id)
    }
    if let workplace = open.workplace { #expect(workplace.files.remains.isEmpty) }
  }
}
