internal import FileSessions
internal import Lab

/// What an operation takes, beside the system calls that it makes.
struct FloorFigures: Codable, Hashable, Sendable {
  /// Medians, in microseconds per operation.
  var floor: Double
  var store: Double
  /// The median of what the store took divided by what the floor took, pair by pair, and the interval in which it lies
  /// in 95 of 100 cases.
  var ratio: Double
  var ratioLow: Double
  var ratioHigh: Double
  var pairs: Int

  /// - Parameter pairs: at least one.
  init(_ pairs: [(store: Double, floor: Double)]) {
    floor = MedianInterval(of: pairs.map(\.floor)).median
    store = MedianInterval(of: pairs.map(\.store)).median
    let ratios = MedianInterval(of: pairs.map { $0.store / $0.floor })
    ratio = ratios.median
    ratioLow = ratios.low
    ratioHigh = ratios.high
    self.pairs = pairs.count
  }

  private enum CodingKeys: String, CodingKey {
    case floor = "floor_us"
    case store = "store_us"
    case ratio
    case ratioLow = "ratio_low"
    case ratioHigh = "ratio_high"
    case pairs
  }
}

/// A strategy's operations beside their floors.
struct FloorResults: Codable, Hashable, Sendable {
  var load: FloorFigures
  var save: FloorFigures
  var update: FloorFigures

  /// `nil` for what is not held against a floor.
  func figures(_ verb: TimedVerb) -> FloorFigures? {
    switch verb {
    case .load: load
    case .save: save
    case .update: update
    case .create: nil
    }
  }

  /// The ratios, for a table: `1.12/1.05/1.09`.
  var words: String { [load, save, update].map { Quantity.ratio($0.ratio) }.joined(separator: "/") }
}

/// What the disk asks of everybody, whatever the strategy: medians in microseconds.
struct BareFigures: Codable, Hashable, Sendable {
  /// A file of one record: opened, read, closed.
  var openReadClose: Double
  /// Opened, written over in place, closed.
  var openWriteClose: Double

  private enum CodingKeys: String, CodingKey {
    case openReadClose = "open_read_close_us"
    case openWriteClose = "open_write_close_us"
  }
}

extension BareFigures {
  private static let name = EntryName.unique(0)

  /// Measures in a directory that is empty.
  /// - Parameter size: of the file, in bytes.
  init(in directory: String, size: Int, _ effort: FloorEffort) throws {
    let record = [UInt8](repeating: 0x61, count: size)
    let made = try FloorScript(Self.events([.write, .create], .write(3, bytes: record, offset: 0), .number(size)))
    let read = try FloorScript(
      Self.events(.read, .read(3, count: size, offset: 0), .bytes(record, result: size)))
    let written = try FloorScript(Self.events(.write, .write(3, bytes: record, offset: 0), .number(size)))
    let pairs = try Descriptor.withDirectory(directory) { descriptor in
      try made.run(in: descriptor, 1)
      return try FloorPairs(effort: effort).measure(
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
