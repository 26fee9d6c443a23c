import FileSessionsChaos

/// A history that is made by hand: clients that make values, and calls with their times.
struct Script {
  private(set) var operations: [Operation] = []
  private var count: UInt64 = 0

  /// Notes a call.
  mutating func call(
    _ verb: ChaosVerb, _ interval: ClosedRange<Int64>, _ outcome: Outcome = .done, token: UInt64 = 0,
    seeing value: ChainValue? = nil, isRotated: Bool = false
  ) {
    operations.append(
      Operation(
        client: Int(interval.lowerBound % 7), verb, interval, outcome, token: token,
        value.map { Sighting($0, isRotated: isRotated) }))
  }

  /// A create, put or save that is acknowledged.
  @discardableResult
  mutating func begin(_ verb: ChaosVerb, _ interval: ClosedRange<Int64>) -> ChainValue {
    count += 1
    let value = ChainValue(session: 0, begunBy: count)
    call(verb, interval, token: count, seeing: value)
    return value
  }

  /// An update of a value that is acknowledged.
  @discardableResult
  mutating func update(_ value: ChainValue, _ interval: ClosedRange<Int64>, _ verb: ChaosVerb = .update) -> ChainValue {
    count += 1
    let next = value.extended(by: count)
    call(verb, interval, token: count, seeing: next)
    return next
  }

  /// A write whose client was killed, and what it may have left.
  mutating func killed(_ verb: ChaosVerb, of value: ChainValue? = nil, _ interval: ClosedRange<Int64>) -> ChainValue {
    count += 1
    call(verb, interval, .unknown, token: count)
    return value?.extended(by: count) ?? ChainValue(session: 0, begunBy: count)
  }

  mutating func load(_ value: ChainValue?, _ interval: ClosedRange<Int64>, isRotated: Bool = false) {
    call(.load, interval, value == nil ? .absent : .done, seeing: value, isRotated: isRotated)
  }

  var findings: Set<Finding.Kind> { Set(HistoryCheck.findings(in: operations).map(\.kind)) }
}
