#if CommandLineTool
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
}
#endif
