/// A session as it was read from its file.
package struct CachedSession: Hashable, Sendable {
  package let header: RecordHeader
  package let payload: [UInt8]

  package init(header: RecordHeader, payload: [UInt8]) {
    self.header = header
    self.payload = payload
  }

  /// As a caller sees it: see `RecordHeader.believed`.
  func believed(at now: Timestamp) -> CachedSession {
    CachedSession(header: header.believed(at: now), payload: payload)
  }
}
