@testable import FileSessions

/// What a store answers, as far as stores have to agree.
enum FuzzAnswer: Equatable {
  case done
  /// How often it was saved since it was made.
  case version(UInt64)
  case session(payload: FuzzPayload, version: UInt64, isRotated: Bool, expires: Timestamp?)
  case nothing
  case failed(SessionError.Code)

  static func session(_ snapshot: SessionSnapshot?) -> FuzzAnswer {
    guard let snapshot else { return .nothing }
    return .session(
      payload: FuzzPayload(snapshot.payload), version: snapshot.version.counter, isRotated: snapshot.isRotated,
      expires: snapshot.expirationTime)
  }
}
