/// The sessions that a process remembers, each under the change counter that it was read under.
///
/// A value with a closed set of steps. The kernel side keeps several behind mutexes (`SharedSessionCache`); a
/// simulation keeps one per process.
///
/// 1. What is remembered under a counter is answered under that counter only.
/// 2. It is answered for at most `freshness` since it was read: files that are removed or restored by hand move no
///    counter.
/// 3. It is bounded, in sessions and in bytes. Who comes when all places of a set are taken, or all bytes, has those of
///    one that is out of date or was not asked for lately.
package struct SessionCache: Hashable, Sendable {
  private struct Entry: Hashable {
    var digest = SessionDigest.none
    var changeCounter = ChangeCounter(word: 0)
    var read = Timestamp(nanosecondsSince1970: 0)
    var session: CachedSession?
    var isRecent = false
  }

  private static var placesPerSet: Int { 8 }
  /// Of a place, beside its payload.
  package static let bytesPerPlace = MemoryLayout<Entry>.stride + 48
  /// For how long an answer is given without a look at the file; nanoseconds.
  package static let freshness: Int64 = 1_000_000_000

  private var places: [Entry]
  /// The first words of the digests, side by side: a look at a set is a look at one cache line.
  private var tags: [UInt64]
  private let sets: UInt64
  private let byteLimit: Int
  private var bytesLeft: Int
  /// Where room was last looked for.
  private var hand = 0

  /// - Parameters:
  ///   - capacity: sessions; rounded up to whole sets.
  ///   - byteLimit: of all payloads.
  package init(capacity: Int, byteLimit: Int) {
    let count = max(1, (capacity + Self.placesPerSet - 1) / Self.placesPerSet)
    sets = UInt64(count)
    places = Array(repeating: Entry(), count: count * Self.placesPerSet)
    tags = Array(repeating: 0, count: count * Self.placesPerSet)
    self.byteLimit = byteLimit
    bytesLeft = byteLimit
  }

  package mutating func find(
    _ digest: SessionDigest, in changeCounter: ChangeCounter, at now: Timestamp
  ) -> CachedSession? {
    let start = firstPlace(of: digest)
    for index in start..<start + Self.placesPerSet where tags[index] == digest.first && places[index].digest == digest {
      guard places[index].changeCounter == changeCounter, isFresh(index, at: now) else {
        forget(index)
        return nil
      }
      places[index].isRecent = true
      return places[index].session
    }
    return nil
  }

  private func isFresh(_ index: Int, at now: Timestamp) -> Bool {
    // A clock that was set back makes it old.
    places[index].read <= now && now < places[index].read.advanced(byNanoseconds: Self.freshness)
  }

  package mutating func insert(
    _ digest: SessionDigest, _ session: CachedSession, in changeCounter: ChangeCounter, at now: Timestamp
  ) {
    // One that would not find room if all others went leaves them alone.
    guard session.payload.count <= byteLimit else { return }
    let index = placeForNew(digest)
    forget(index)
    makeRoom(for: session.payload.count, at: now)
    guard session.payload.count <= bytesLeft else { return }
    bytesLeft -= session.payload.count
    assert(bytesLeft >= 0 && places[index].session == nil, "it is bounded, and takes a place that is free")
    tags[index] = digest.first
    places[index] = Entry(digest: digest, changeCounter: changeCounter, read: now, session: session, isRecent: true)
  }

  /// Goes round at most twice: what was asked for lately stays the first time.
  private mutating func makeRoom(for count: Int, at now: Timestamp) {
    var steps = 2 * places.count
    while bytesLeft < count, steps > 0 {
      steps -= 1
      hand = (hand + 1) % places.count
      guard places[hand].session != nil else { continue }
      if places[hand].isRecent, isFresh(hand, at: now) { places[hand].isRecent = false } else { forget(hand) }
    }
  }

  private mutating func forget(_ index: Int) {
    bytesLeft += places[index].session?.payload.count ?? 0
    assert(bytesLeft <= byteLimit, "nothing is given back twice")
    places[index] = Entry()
    tags[index] = 0
  }

  private func firstPlace(of digest: SessionDigest) -> Int {
    Int(truncatingIfNeeded: ((digest.first >> 32) &* sets) >> 32) &* Self.placesPerSet
  }

  private mutating func placeForNew(_ digest: SessionDigest) -> Int {
    let start = firstPlace(of: digest)
    var free: Int?
    var old: Int?
    for index in start..<start + Self.placesPerSet {
      if places[index].digest == digest { return index }
      if free == nil, places[index].session == nil { free = index }
      if old == nil, !places[index].isRecent { old = index }
    }
    if let index = free ?? old { return index }
    for index in start..<start + Self.placesPerSet { places[index].isRecent = false }
    return start
  }
}
