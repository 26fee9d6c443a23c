/// How thoroughly is measured.
struct PeersPlan: Sendable {
  var rounds = 21
  /// How long one batch takes, at the least.
  var batch: Int64 = 10_000_000
  /// The same with durable saves, which take longer each.
  var durableBatch: Int64 = 30_000_000
  var payload = 512
  var sessions = 2000
  var processes = [1, 2, 4]
  var contentionRounds = 5
  var contentionSeconds = 1.0
  var readerSeconds = 2.0
  var scaleSizes = (small: 1000, large: 1_000_000)
  var scaleRounds = 21
  var sweeps = 5
  var curveSizes = [64, 256, 512, 1024, 4096, 16_384, 65_536]
  var curveRounds = 7
  var memorySeconds = 20.0

  static var quick: PeersPlan {
    var plan = PeersPlan()
    plan.rounds = 7
    plan.batch = 2_000_000
    plan.durableBatch = 5_000_000
    plan.contentionRounds = 3
    plan.contentionSeconds = 0.3
    plan.readerSeconds = 0.8
    plan.scaleSizes.large = 50_000
    plan.scaleRounds = 7
    plan.sweeps = 3
    plan.curveSizes = [64, 1024, 16_384, 65_536]
    plan.curveRounds = 3
    plan.memorySeconds = 3
    return plan
  }
}
