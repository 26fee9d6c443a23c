extension SessionSnapshot {
  /// Of a session as it stands on disk.
  package init(id: SessionID, payload: [UInt8], _ header: RecordHeader) {
    self.init(
      id: id, payload: payload, version: header.sessionVersion, creationTime: header.created,
      expirationTime: header.expires == .distantFuture ? nil : header.expires,
      idleTimeout: header.idleLifetime == 0 ? nil : .nanoseconds(header.idleLifetime),
      absoluteDeadline: header.absoluteDeadline == .distantFuture ? nil : header.absoluteDeadline,
      isRotated: header.isRotated)
  }
}
