/// How much a run does.
package struct ChaosPlan: Sendable {
  package var families: [Family] = Family.all
  /// For everything: rounds, checks, the last look.
  package var seconds = 900.0
  package var roundSeconds = 2.0
  package var workers = 4
  package var sessions = 3
  /// Microseconds from one signal to the next, on average.
  package var pause = 900.0
  package var seed: UInt64 = 0
  package var least = Least()

  package init() {}

  /// What each family has to reach in all, or its silence proves nothing.
  package struct Least: Sendable {
    package var operations = 2000
    package var kills = 50
    package var killsInside = 25
    package var stops = 5
    package var contended = 20

    package init() {}
  }
}
