/// What happens next in a schedule.
enum Move: Hashable, Sendable {
  /// A client makes its next step.
  case step(Int)
  /// A client's process is killed.
  case kill(Int)

  var number: UInt8 {
    switch self {
    case .step(let client): UInt8(client)
    case .kill(let client): 0x80 | UInt8(client)
    }
  }

  init(number: UInt8) { self = number & 0x80 == 0 ? .step(Int(number)) : .kill(Int(number & 0x7f)) }
}
