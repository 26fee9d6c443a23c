/// What a client does to a session. The numbers stand in the log.
package enum ChaosVerb: UInt8, CaseIterable, Codable, Sendable {
  case create, put, save, saveIfVersion, update, lockedUpdate
  case load, lockedLoad, sharedLoad
  case touch, delete, lockedDelete
  /// With a grace period that outlives the run: the old id answers what it held until it is deleted.
  case rotate
  /// With none: the old id ends at once.
  case rotateAtOnce
  /// What a rotation led to, by the client that rotated, who alone knows the new id.
  case loadNew, deleteNew
  case sweep

  /// Whether its value follows the one that it found, and takes that one's place.
  var extends: Bool { self == .update || self == .lockedUpdate || self == .saveIfVersion }

  /// Whether its value begins a chain of its own.
  var begins: Bool { self == .create || self == .put || self == .save }

  var writes: Bool { extends || begins }

  /// Whether it can make a session of none.
  var makes: Bool { self == .create || self == .put }

  /// Whether there is no session under that id afterwards.
  var removes: Bool { self == .delete || self == .lockedDelete || self == .rotateAtOnce }
}

/// How a call came out. The numbers stand in the log.
package enum Outcome: UInt8, Sendable {
  /// The client was killed in the middle.
  case unknown
  /// Acknowledged; a value that it wrote or read is in the sighting.
  case done
  /// There was no such session.
  case absent
  /// The session has moved to another id.
  case rotated
  /// There was one already.
  case duplicate
  /// It had another version by then.
  case conflict
  /// It answered bytes that no client wrote.
  case torn
  /// Two reads under one shared lock differed.
  case changedUnderLock
  /// An error that there is no reason for.
  case failed
}
