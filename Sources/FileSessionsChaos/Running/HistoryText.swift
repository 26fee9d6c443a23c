internal import Lab

/// Operations in lines: when, who, what, and what came of it.
package enum HistoryText {
  package static func lines(_ operations: [Operation]) -> [String] {
    guard let begin = operations.map(\.invoked).min() else { return [] }
    var grid = TextGrid([
      .right("from"), .right("to µs"), .left("client"), .left("session"), .left("verb"), .left("came out"),
      .left("value"),
    ])
    for operation in operations {
      grid.add([
        microseconds(operation.invoked - begin), microseconds(operation.ended - begin), "\(operation.client)",
        "\(operation.session)", "\(operation.verb)", operation.error ?? "\(operation.outcome)", value(operation),
      ])
    }
    return grid.lines
  }

  private static func microseconds(_ nanoseconds: Int64) -> String { Quantity.tenths(Double(nanoseconds) / 1000) }

  private static func value(_ operation: Operation) -> String {
    guard let value = operation.sighting?.value else {
      return operation.verb.writes ? "writes \(token(operation.token))" : ""
    }
    let tail = (0..<min(ChainValue.tailLength, value.depth + 1)).reversed().map { token(value.tail[$0]) }
    return "\(value.depth + 1) writes: " + (value.depth >= ChainValue.tailLength ? "… " : "")
      + tail.joined(separator: " → ")
  }

  /// The client that wrote it, and its how many-eth operation that was.
  private static func token(_ token: UInt64) -> String {
    "\(Int(token >> 40) - 1).\(token & 0xff_ffff_ffff)"
  }
}
