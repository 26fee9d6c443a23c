/// All that a power cut may leave of a log, each content once.
///
/// The power may fail between any two entries. What was written before the last flush is there; of what was written
/// since, any part is: every subset of up to five writes; of more than that every prefix, each one alone, and all but
/// one. The last write of a prefix may also be there in part.
struct CrashImages {
  private static var exhaustive: Int { 5 }

  /// A flush, and what is on the disk by then.
  private struct Epoch {
    var content: DiskContent
    /// The entries after it, until the next one.
    var pending: [Int] = []
    /// The first image of it in `images`.
    var born: [(kept: [Int], torn: TornWrite?, point: Int)] = []
  }

  private let entries: [DiskLog.Entry]
  /// For each event, how many entries there were when it happened.
  private let events: [Int]
  private var epochs: [Epoch] = []
  private(set) var images: [CrashImage] = []
  private var known: [Int: Int] = [:]

  /// - Parameters:
  ///   - base: what was on the disk before the log began.
  ///   - first: the first entry that matters; what comes before it has made the file system what it is.
  ///   - marks: of events, in their order.
  init(_ log: [(entry: DiskLog.Entry, end: Int)], base: DiskContent, from first: Int, events marks: [Int]) {
    entries = log.map(\.entry)
    events = marks.map { mark in log.firstIndex { $0.end > mark } ?? log.count }
    let start = log.firstIndex { $0.end > first } ?? log.count
    var content = base
    for case .write(let offset, let bytes) in entries[..<start] { content.write(bytes, at: offset) }
    var epoch = Epoch(content: content)
    epoch.born.append(([], nil, start))
    for index in start..<entries.count {
      switch entries[index] {
      case .write:
        epoch.pending.append(index)
        addNew(to: &epoch, point: index + 1)
      case .flush:
        end(epoch, at: index)
        for written in epoch.pending { apply(written, to: &epoch.content) }
        epoch.pending = []
        epoch.born = [([], nil, index + 1)]
      }
    }
    end(epoch, at: entries.count)
  }

  /// What is possible from this point on, and was not before: the last write is there, or all but one.
  private func addNew(to epoch: inout Epoch, point: Int) {
    let before = epoch.pending.dropLast()
    guard let last = epoch.pending.last else { return }
    if epoch.pending.count <= Self.exhaustive {
      for choice in 0..<(1 << before.count) {
        let kept = before.enumerated().filter { choice >> $0.offset & 1 == 1 }.map(\.element)
        epoch.born.append((kept + [last], nil, point))
      }
    } else {
      epoch.born.append((epoch.pending, nil, point))
      epoch.born.append(([last], nil, point))
      if events.contains(point) { addAllButOne(to: &epoch, point: point) }
    }
    for torn in TornWrite.all(last, of: bytes(of: last).count) { epoch.born.append((Array(before), torn, point)) }
  }

  private func addAllButOne(to epoch: inout Epoch, point: Int) {
    for left in epoch.pending { epoch.born.append((epoch.pending.filter { $0 != left }, nil, point)) }
  }

  /// What can be found of an epoch can be found until the next flush has ended.
  private mutating func end(_ epoch: Epoch, at point: Int) {
    var epoch = epoch
    if epoch.pending.count > Self.exhaustive { addAllButOne(to: &epoch, point: point) }
    let last = events.count { $0 <= point }
    for (kept, torn, point) in epoch.born {
      let moments = Set(events.count { $0 < point }...last)
      var image = CrashImage(epoch: epochs.count, kept: kept, torn: torn, point: point, moments: moments)
      let hash = content(of: image, after: epoch.content).hash
      if let index = known[hash] {
        images[index].moments.formUnion(moments)
      } else {
        image.moments = moments
        known[hash] = images.count
        images.append(image)
      }
    }
    epoch.born = []
    epochs.append(epoch)
  }

  func content(of image: CrashImage) -> DiskContent { content(of: image, after: epochs[image.epoch].content) }

  private func content(of image: CrashImage, after flushed: DiskContent) -> DiskContent {
    var content = flushed
    for index in image.kept { apply(index, to: &content) }
    if let torn = image.torn, case .write(let offset, let bytes) = entries[torn.entry] {
      content.write(bytes.prefix(torn.byteCount), at: offset)
    }
    return content
  }

  private func apply(_ index: Int, to content: inout DiskContent) {
    if case .write(let offset, let bytes) = entries[index] { content.write(bytes, at: offset) }
  }

  private func bytes(of index: Int) -> ArraySlice<UInt8> {
    if case .write(_, let bytes) = entries[index] { bytes } else { [] }
  }

  // MARK: - In words

  /// Such as `after entry 41 of 120`.
  func place(of image: CrashImage) -> String { "after entry \(image.point) of \(entries.count)" }

  func kept(in image: CrashImage) -> [String] {
    image.kept.map(words) + (image.torn.map { ["the first \($0.byteCount) bytes of " + words($0.entry)] } ?? [])
  }

  /// What the disk had been told at that point, and is not there.
  func dropped(in image: CrashImage) -> [String] {
    epochs[image.epoch].pending.filter { $0 < image.point && !image.kept.contains($0) && $0 != image.torn?.entry }.map(
      words)
  }

  /// What the file system has to put up with, where it is more than writes that are missing; empty otherwise.
  func tear(in image: CrashImage) -> String {
    guard let torn = image.torn, case .write(let offset, let bytes) = entries[torn.entry] else { return "" }
    return ", with only \(torn.byteCount) of the \(bytes.count) bytes that were written at \(offset)"
  }

  private func words(_ index: Int) -> String {
    guard case .write(let offset, let bytes) = entries[index] else { return "a flush" }
    return "entry \(index): \(bytes.count) bytes at \(offset)"
  }
}
