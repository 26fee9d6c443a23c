internal import Lab

/// What an operation takes, beside the system calls that it makes.
package struct FloorFigures: Codable, Hashable, Sendable {
  /// Medians, in microseconds per operation.
  package var floor: Double
  package var store: Double
  /// The median of what the store took divided by what the floor took, pair by pair, and the interval in which it lies
  /// in 95 of 100 cases.
  package var ratio: Double
  package var ratioLow: Double
  package var ratioHigh: Double
  package var pairs: Int

  /// - Parameter pairs: at least one.
  package init(_ pairs: [(store: Double, floor: Double)]) {
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
package struct FloorResults: Codable, Hashable, Sendable {
  package var load: FloorFigures
  package var save: FloorFigures
  package var update: FloorFigures

  package init(load: FloorFigures, save: FloorFigures, update: FloorFigures) {
    self.load = load
    self.save = save
    self.update = update
  }

  /// `nil` for what is not held against a floor.
  package func figures(_ verb: TimedVerb) -> FloorFigures? {
    switch verb {
    case .load: load
    case .save: save
    case .update: update
    case .create: nil
    }
  }

  /// The ratios, for a table: `1.12/1.05/1.09`.
  package var words: String { [load, save, update].map { Quantity.ratio($0.ratio) }.joined(separator: "/") }
}
