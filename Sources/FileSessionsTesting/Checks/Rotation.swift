internal import FileSessions

extension ConformanceCheck {
  /// A new id for a session.
  static let rotation: [ConformanceCheck] = [
    ConformanceCheck("rotate", "The new id lives; the old one answers what it held, until its grace period ends.") {
      bench in
      let old = SessionID(key: "session")
      try await bench.store.create([1], as: old)
      let new = try await bench.store.rotate(old, grace: .seconds(20))
      try bench.expect(new != old, "a new id", seen: "the old one")
      try await bench.expect([1], of: new, "for the new id")
      try await bench.store.save([2], for: new)
      let frozen = try await bench.store.load(old)
      try bench.expect(frozen?.payload == [1], "the payload of the rotation", seen: Bench.text(frozen?.payload))
      try bench.expect(frozen?.isRotated == true, "the old id to be marked as rotated", seen: "it is not")
      bench.clock.advance(by: .seconds(10))
      try await bench.expect([1], of: old, "for the old id before its grace period ends")
      bench.clock.advance(by: .seconds(20))
      try await bench.expect(nil, of: old, "for the old id after its grace period")
      try await bench.expect([2], of: new, "for the new id")
    },
    ConformanceCheck("rotate without grace", "With a grace period of zero the old id ends at once.") { bench in
      let old = try await bench.store.create([1]).id
      let new = try await bench.store.rotate(old, grace: .zero)
      try await bench.expect(nil, of: old, "for the old id")
      try await bench.expect([1], of: new, "for the new id")
    },
    ConformanceCheck("writes to a rotated id", "They fail with rotated, and change neither session.") { bench in
      let old = SessionID(key: "session")
      try await bench.store.create([1], as: old)
      let new = try await bench.store.rotate(old, grace: .seconds(20))
      try await bench.expect(.rotated, of: "save") { try await bench.store.save([9], for: old) }
      try await bench.expect(.rotated, of: "put") { try await bench.store.put([9], for: old) }
      try await bench.expect(.rotated, of: "update") { try await bench.store.update(old) { $0.payload = [9] } }
      try await bench.expect(.rotated, of: "withLock") { try await bench.store.withLock(old) { _ in } }
      try await bench.expect(.rotated, of: "touch") { try await bench.store.touch(old) }
      try await bench.expect(.rotated, of: "rotate") { try await bench.store.rotate(old) }
      try await bench.expect([1], of: old, "for the old id")
      try await bench.expect([1], of: new, "for the new id")
    },
    ConformanceCheck("delete of a rotated id", "It deletes the session too, over any number of rotations.") { bench in
      var ids = [SessionID(key: "session")]
      try await bench.store.create([1], as: ids[0])
      for index in 0..<3 { ids.append(try await bench.store.rotate(ids[index], grace: .seconds(20))) }
      try await bench.store.delete(ids[0])
      for id in ids { try await bench.expect(nil, of: id, "after delete of the first id") }
    },
  ]
}
