package import FileSessions

/// Where a store and its floor work: on the same session in the same directory, so that both meet the same files.
package struct FloorPlace {
  package var directory: String
  package var configuration: FileSessionStore.Configuration
  package var payload: [UInt8]
  package let id = SessionID(key: "the session beside its floor")

  package init(_ directory: String, _ configuration: FileSessionStore.Configuration, payload: Int) {
    self.directory = directory
    self.configuration = configuration
    self.payload = [UInt8](repeating: 0x61, count: payload)
  }

  /// What the save of that number writes: each another payload than the one before it, since what is there already is not
  /// written again.
  package func payload(_ number: Int) -> [UInt8] {
    [UInt8](repeating: 0x62 + UInt8(number % 2), count: payload.count)
  }
}
