import FileSessions

/// Faults as they are made, to see that the fuzzer finds them.
enum PlantedFaults {
  /// A decoder that believes a length.
  static func overRead(_ bytes: Span<UInt8>) {
    guard bytes.count >= 12, bytes[0] == UInt8(ascii: "F"), bytes[1] == UInt8(ascii: "S") else { return }
    let end = Int(bytes[8]) + 12
    use(unsafe bytes.withUnsafeBufferPointer { unsafe $0.baseAddress.unsafelyUnwrapped[end] })
  }

  @inline(never)
  @_optimize(none)
  private static func use(_ byte: UInt8) {}

  /// A check that holds the wrong one of two slots of one sequence for the newest.
  static func comparison(_ bytes: Span<UInt8>) { SlotsTarget.run(bytes, tie: .second) }

  /// A logout that ends the old id alone.
  static func verb(_ bytes: Span<UInt8>) {
    var model = ModelStore()
    model.forgetsSuccessors = true
    VerbsTarget.run(bytes, model: model)
  }
}
