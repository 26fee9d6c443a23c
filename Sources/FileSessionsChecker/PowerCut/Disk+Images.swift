internal import FileSessions

// What may be found when the power is back: a choice of names, and for each file that has one a choice of its content.

extension Disk {
  /// Every image that the file system may have left, each once.
  func images(_ model: FileSessionStore.FileSystemModel, _ contents: Contents) -> [DiskImage] {
    var found: Set<DiskImage> = []
    var images: [DiskImage] = []
    for choice in nameChoices(model, contents) {
      let files = Set(choice.image.entries.map(\.file)).sorted()
      var partial = [choice.image]
      for file in files {
        let held = contentChoices(of: file, choice.metadata, model, contents)
        partial = partial.flatMap { image in
          held.map { content in
            var image = image
            image.setContent(of: file, to: content)
            return image
          }
        }
      }
      for image in partial where found.insert(image).inserted { images.append(image) }
    }
    return images
  }

  // MARK: - Names

  /// - Parameter metadata: the places, among what is pending, of the changes of names and lengths that are kept; `nil`
  ///   where each is kept or lost by itself.
  private typealias NameChoice = (image: DiskImage, metadata: Set<Int>?)

  private func nameChoices(_ model: FileSessionStore.FileSystemModel, _ contents: Contents) -> [NameChoice] {
    var bare = durable
    for file in bare.contents.indices.reversed() { bare.setContent(of: UInt8(file), to: 0) }
    if model.isOrdered {
      let metadata = pending.indices.filter { pending[$0].isMetadata }
      return (0...metadata.count).map { count in
        var image = bare
        for index in metadata.prefix(count) where pending[index].isOfDirectory { image.make(pending[index], contents) }
        return (image, Set(metadata.prefix(count)))
      }
    }
    var images: Set = [bare]
    for change in pending where change.isOfDirectory {
      for part in Self.parts(of: change, model) {
        images.formUnion(
          images.map { image in
            var image = image
            image.make(part, contents)
            return image
          })
      }
    }
    return images.sorted { $0.names.lexicographicallyPrecedes($1.names) }.map { ($0, nil) }
  }

  /// What of a change of names can be kept by itself: a rename may happen by halves.
  private static func parts(of change: DiskChange, _ model: FileSessionStore.FileSystemModel) -> [DiskChange] {
    guard model == .weakest else { return [change] }
    return switch change {
    case .move(let from, let to, let file): [.enter(to, file: file), .remove(from)]
    case .exchange(let name, let file, let other, let otherFile):
      [.enter(name, file: otherFile), .enter(other, file: file)]
    default: [change]
    }
  }

  // MARK: - Contents

  /// Everything that a file may hold, given which changes of names and lengths are kept.
  private func contentChoices(
    of file: UInt8, _ metadata: Set<Int>?, _ model: FileSessionStore.FileSystemModel, _ contents: Contents
  ) -> [UInt32] {
    var choices: Set = [FileChoice(content: durable.content(of: file))]
    for index in pending.indices where pending[index].changedFile == file {
      choices = Set(
        choices.flatMap { choice in
          after(pending[index], choice, isKept: metadata?.contains(index), model, contents)
        })
    }
    return Set(choices.map(\.content)).sorted()
  }

  private struct FileChoice: Hashable {
    var content: UInt32
    /// Whether what is written from now on belongs to blocks that the file does not have.
    var isCutOff = false
    /// Whether a piece by which it grew is lost: then it does not grow further.
    var hasStopped = false
  }

  /// - Parameter isKept: of a change of the length, where names and lengths come in order.
  private func after(
    _ change: DiskChange, _ choice: FileChoice, isKept: Bool?,
    _ model: FileSessionStore.FileSystemModel, _ contents: Contents
  ) -> [FileChoice] {
    var kept = choice
    switch change {
    case .resize(_, let length):
      kept.content = contents.resized(choice.content, to: length)
      guard model.isOrdered else { return [choice, kept] }
      var lost = choice
      lost.isCutOff = true
      return [isKept == true ? kept : lost]
    case .write(_, let bytes, let place, let end):
      if !model.isOrdered { return [choice] + Self.unordered(choice, bytes, place, end, model, contents) }
      kept.content = contents.overwriting(choice.content, with: bytes, at: place)
      var lost = choice
      if end != nil { lost.hasStopped = true }
      if choice.isCutOff || end != nil && choice.hasStopped { return [lost] }
      guard model == .ext4, let end else { return [kept, lost] }
      let zeros = FileChoice(content: contents.resized(choice.content, to: max(end, contents.count(choice.content))))
      return [kept, lost, zeros]
    default: return [choice]
    }
  }

  /// Where the length and the data of a write are kept or lost each by itself, and data shows only up to the length.
  private static func unordered(
    _ choice: FileChoice, _ bytes: UInt32, _ place: Int, _ end: Int?, _ model: FileSessionStore.FileSystemModel,
    _ contents: Contents
  ) -> [FileChoice] {
    var lengths = [choice.content]
    if let end { lengths.append(grown(choice.content, to: end, model, contents)) }
    return lengths.flatMap { held in
      let shown = contents.slice(bytes, from: 0, to: max(contents.count(held) - place, 0))
      return [held, contents.overwriting(held, with: shown, at: place)].map { FileChoice(content: $0) }
    }
  }

  private static func grown(
    _ held: UInt32, to length: Int, _ model: FileSessionStore.FileSystemModel, _ contents: Contents
  ) -> UInt32 {
    let missing = length - contents.count(held)
    guard missing > 0 else { return held }
    let filling = model == .weakest ? contents.garbage(missing) : contents.resized(0, to: missing)
    return contents.overwriting(held, with: filling, at: contents.count(held))
  }
}
