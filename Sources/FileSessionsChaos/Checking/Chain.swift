/// One value of a chain: who made it or found it, as far as that bounds when it was current.
struct Link {
  let token: UInt64
  var hash: UInt64?
  /// It was current not later than the end of this one, which made it or found it.
  var earliestEnd: Operation
  /// It was current not before the beginning of this one.
  var latestBegin: Operation

  mutating func see(_ operation: Operation) {
    if operation.ended < earliestEnd.ended { earliestEnd = operation }
    if operation.invoked > latestBegin.invoked { latestBegin = operation }
  }
}

/// The values that follow from one another, in the order of their depth; `nil` where nobody saw one.
struct Chain {
  let session: Int
  var links: [Link?] = []
  /// The first to see that it had moved to another id.
  var earliestFrozenEnd: Operation?
  /// The last to see that it had not.
  var latestLiveBegin: Operation?

  init(_ session: Int) { self.session = session }

  /// All that made or found one of them.
  var earliestEnd: Operation? { links.lazy.compactMap { $0?.earliestEnd }.min { $0.ended < $1.ended } }
  var latestBegin: Operation? { links.lazy.compactMap { $0?.latestBegin }.max { $0.invoked < $1.invoked } }
}

/// The chains of one session, by what began them.
struct ChainSet {
  private struct Place: Hashable {
    var base: UInt64
    var depth: Int
  }

  private let session: Int
  private var chains: [UInt64: Chain] = [:]
  private var places: [UInt64: Place] = [:]

  init(_ session: Int) { self.session = session }

  var all: [Chain] { chains.keys.sorted().compactMap { chains[$0] } }

  /// Enters that a value has its place in a chain.
  mutating func place(
    _ token: UInt64, _ base: UInt64, _ depth: Int, by writer: Operation, seenBy reader: Operation
  ) -> Finding? {
    let place = Place(base: base, depth: depth)
    if let other = places[token] {
      // Nearly always so.
      if other == place { return nil }
      return Finding(
        .writtenTwice, "one write shows at two places",
        [writer, chains[other.base]?.links[other.depth]?.earliestEnd, reader])
    }
    let missing = depth + 1 - (chains[base]?.links.count ?? 0)
    if missing > 0 { chains[base, default: Chain(session)].links += Array(repeating: nil, count: missing) }
    if let link = chains[base]?.links[depth] {
      return Finding(
        .lostUpdate, "two values follow from the same one", [link.earliestEnd, writer, reader])
    }
    places[token] = place
    chains[base]?.links[depth] = Link(token: token, earliestEnd: writer, latestBegin: writer)
    return nil
  }

  /// Enters that a value was found, or made.
  mutating func see(_ value: ChainValue, by operation: Operation) {
    guard places[value.token] == Place(base: value.base, depth: value.depth) else { return }
    chains[value.base]?.links[value.depth]?.see(operation)
    if operation.sighting?.isRotated == true {
      if let first = chains[value.base]?.earliestFrozenEnd, first.ended <= operation.ended { return }
      chains[value.base]?.earliestFrozenEnd = operation
    } else {
      if let last = chains[value.base]?.latestLiveBegin, last.invoked >= operation.invoked { return }
      chains[value.base]?.latestLiveBegin = operation
    }
  }

  /// Whether the value has all of those before it, also those that its tail does not show any more.
  mutating func checkHash(_ value: ChainValue, _ operation: Operation) -> Finding? {
    guard places[value.token] == Place(base: value.base, depth: value.depth) else { return nil }
    let expected: UInt64?
    if value.depth == 0 {
      expected = ChainValue(session: session, begunBy: value.base).hash
    } else {
      expected = chains[value.base]?.links[value.depth - 1]?.hash.map { ChainValue.hash(after: $0, value.token) }
    }
    let known = chains[value.base]?.links[value.depth]?.hash
    chains[value.base]?.links[value.depth]?.hash = value.hash
    guard known ?? value.hash == value.hash, expected ?? value.hash == value.hash else {
      return Finding(.lostUpdate, "it lacks values that others saw before it", [operation])
    }
    return nil
  }
}
