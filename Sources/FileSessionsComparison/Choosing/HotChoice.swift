#if CommandLineTool
/// Which session an operation goes to: every worker prefers the same few.
///
/// A third of the operations meets on four sessions, 80 % on a fifth of all. That is what a browser with many
/// parallel requests does to one session, and where strategies that do not exclude each other lose data.
struct HotChoice: Sendable {
  let sessions: Int

  func callAsFunction(_ dice: inout Dice) -> Int {
    switch dice.below(100) {
    case 0..<33: dice.below(min(4, sessions))
    case 33..<80: dice.below(max(1, sessions / 5))
    default: dice.below(sessions)
    }
  }
}
#endif
