internal import FileSessions
internal import Lab

/// What the disk asks of everybody, whatever the strategy: medians in microseconds.
package struct BareFigures: Codable, Hashable, Sendable {
  /// A file of one record: opened, read, closed.
  package var openReadClose: Double
  /// Opened, written over in place, closed.
  package var openWriteClose: Double

  package init(openReadClose: Double, openWriteClose: Double) {
    self.openReadClose = openReadClose
    self.openWriteClose = openWriteClose
  }

  private enum CodingKeys: String, CodingKey {
    case openReadClose = "open_read_close_us"
    case openWriteClose = "open_write_close_us"
  }
}

extension BareFigures {
  private static let name = EntryName.unique(0)

  /// Measures in a directory that is empty.
  /// - Parameter size: of the file, in bytes.
  package init(in directory: String, size: Int, _ effort: FloorEffort) throws {
    let record = [UInt8](repeating: 0x61, count: size)
    let made = try FloorScript(Self.events([.write, .create], .write(3, bytes: record, offset: 0), .number(size)))
    let read = try FloorScript(
      Self.events(.read, .read(3, count: size, offset: 0), .bytes(record, result: size)))
    let written = try FloorScript(Self.events(.write, .write(3, bytes: record, offset: 0), .number(size)))
    let pairs = try Descriptor.withDirectory(directory) { descriptor in
      try made.run(in: descriptor, 1)
      return try FloorPairs(effort).measure(
        store: { try written.run(in: descriptor, $0) }, floor: { try read.run(in: descriptor, $0) })
    }
    self.init(
      openReadClose: MedianInterval(of: pairs.map(\.floor)).median,
      openWriteClose: MedianInterval(of: pairs.map(\.store)).median)
  }

  /// One call on a file, between its opening and its closing, as a recording would hold them.
  private static func events(
    _ flags: OpenFlags, _ request: SystemRequest, _ result: SystemResult
  ) -> [SystemEvent] {
    [
      SystemEvent(request: .open(name, directory: -1, flags), result: .number(3)),
      SystemEvent(request: request, result: result),
      SystemEvent(request: .close(3), result: .number(0)),
    ]
  }
}
