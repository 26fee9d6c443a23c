#if Demo
/// How long a load goes on, and over what.
struct LoadPlan: Sendable {
  var rounds = 5
  var seconds = 3
  var connections = 64
  var sessionCounts = [16, 10_000]
  var processCounts = [1, 2]
  /// One request of so many is a logout, in the runs that look for sessions that come back.
  var logouts = 200
  /// How many requests the sound strategies have to answer in all, before the logouts end.
  var soundRequests = 500_000

  static let quick = LoadPlan(rounds: 1, seconds: 1, soundRequests: 0)
}
#endif
