/// Which session files this process holds open, so that the next operation need not open them again.
///
/// A value with a closed set of steps. The kernel side keeps several behind mutexes (`HeldFiles`); a simulation keeps
/// one per process.
///
/// 1. A descriptor is in use from `borrow`, or from its opening, to `keep` or `drop`. One in use is never closed.
/// 2. A session has at most one descriptor that is lent. Of two threads that open a file at once, one keeps its own.
/// 3. It is bounded: a set of eight places takes the sessions that fall to it, and who comes when all are taken has the
///    place of one that was not used for a while, or none.
/// 4. What was dropped is lent to nobody any more, and closed when its last user is done.
///
/// A held descriptor says nothing about names: a caller that borrows one has to look whether the file still has one
/// (`fstat(2)`, link count), before or after reading. It holds an inode, and so the disk space of a session that
/// another process deleted, until somebody looks or the place is needed.
package struct DescriptorCache: Hashable, Sendable {
  private struct Entry: Hashable {
    var digest = SessionDigest.none
    /// -1 where nothing is held.
    var descriptor: CInt = -1
    var users: Int32 = 0
    /// Whether it was borrowed since somebody last looked for a place.
    var isRecent = false
    var isDropped = false
  }

  private static var placesPerSet: Int { 8 }

  private var places: [Entry]
  /// The first words of the digests that are lent, side by side, so that a look at a set is a look at one cache line.
  private var tags: [UInt64]
  private let sets: UInt64

  /// - Parameter capacity: how many descriptors are held at most; rounded up to whole sets.
  package init(capacity: Int) {
    let count = max(1, (capacity + Self.placesPerSet - 1) / Self.placesPerSet)
    sets = UInt64(count)
    places = Array(repeating: Entry(), count: count * Self.placesPerSet)
    tags = Array(repeating: 0, count: count * Self.placesPerSet)
  }

  /// Lends a session's descriptor.
  package mutating func borrow(_ digest: SessionDigest) -> CInt? {
    guard let index = index(of: digest, from: firstPlace(of: digest)) else { return nil }
    assert(!places[index].isDropped && places[index].users >= 0, "what is lent is held, and was not dropped")
    places[index].users += 1
    places[index].isRecent = true
    return places[index].descriptor
  }

  /// Ends a use. The descriptor stays open if there is a place for it.
  /// - Returns: a descriptor to close: this one, or one that had to make way.
  package mutating func keep(_ descriptor: CInt, for digest: SessionDigest) -> CInt? {
    let start = firstPlace(of: digest)
    let lent = index(of: digest, from: start)
    if let lent, places[lent].descriptor == descriptor {
      assert(places[lent].users > 0, "a use ends once")
      places[lent].users -= 1
      return nil
    }
    // Dropped meanwhile by another user.
    for index in start..<start + Self.placesPerSet where places[index].descriptor == descriptor {
      return endUse(at: index) ? descriptor : nil
    }
    guard lent == nil, let index = freePlace(from: start) else { return descriptor }
    assert(places[index].users == 0 && !places[index].isDropped, "one in use is never closed")
    let old = places[index].descriptor
    places[index] = Entry(digest: digest, descriptor: descriptor, users: 0, isRecent: true)
    tags[index] = digest.first
    assert(isLentOnce(digest, from: start), "a session has one descriptor that is lent")
    return old >= 0 ? old : nil
  }

  /// Ends a use, and every later one.
  /// - Returns: whether the descriptor is to be closed now; else its last user will.
  package mutating func drop(_ descriptor: CInt) -> Bool {
    guard let index = places.firstIndex(where: { $0.descriptor == descriptor }) else { return true }
    places[index].isDropped = true
    tags[index] = 0
    return endUse(at: index)
  }

  /// Gives up what nobody uses.
  /// - Returns: the descriptors to close.
  package mutating func removeUnused() -> [CInt] {
    var unused: [CInt] = []
    for index in places.indices where places[index].descriptor >= 0 && places[index].users == 0 {
      unused.append(places[index].descriptor)
      places[index] = Entry()
      tags[index] = 0
    }
    return unused
  }

  /// Forgets everything. What is in use stays open, and its user closes it.
  /// - Returns: the descriptors to close.
  package mutating func removeAll() -> [CInt] {
    let unused = removeUnused()
    for index in places.indices {
      places[index] = Entry()
      tags[index] = 0
    }
    return unused
  }

  /// All that are held.
  package var descriptors: [CInt] { places.map(\.descriptor).filter { $0 >= 0 } }

  /// How many descriptors are held.
  package var count: Int { places.count { $0.descriptor >= 0 } }

  package func holds(_ descriptor: CInt) -> Bool { places.contains { $0.descriptor == descriptor } }

  private func firstPlace(of digest: SessionDigest) -> Int {
    // Not the low bits, which choose the shard. A share of 32 bits, without a division.
    Int(truncatingIfNeeded: ((digest.first >> 32) &* sets) >> 32) &* Self.placesPerSet
  }

  private func isLentOnce(_ digest: SessionDigest, from start: Int) -> Bool {
    places[start..<start + Self.placesPerSet].count { $0.digest == digest && $0.descriptor >= 0 && !$0.isDropped } == 1
  }

  private func index(of digest: SessionDigest, from start: Int) -> Int? {
    for index in start..<start + Self.placesPerSet where tags[index] == digest.first {
      let place = places[index]
      if place.descriptor >= 0, !place.isDropped, place.digest == digest { return index }
    }
    return nil
  }

  private mutating func endUse(at index: Int) -> Bool {
    places[index].users -= 1
    guard places[index].isDropped, places[index].users <= 0 else { return false }
    places[index] = Entry()
    return true
  }

  /// An empty place, or one whose descriptor was not used since the last look (the clock algorithm, in a set).
  private mutating func freePlace(from start: Int) -> Int? {
    var fallback: Int?
    for index in start..<start + Self.placesPerSet {
      if places[index].descriptor < 0 { return index }
      guard places[index].users == 0, !places[index].isDropped else { continue }
      if !places[index].isRecent { return index }
      if fallback == nil { fallback = index }
    }
    guard let fallback else { return nil }
    for index in start..<start + Self.placesPerSet { places[index].isRecent = false }
    return fallback
  }
}
