/// One thing that a power cut may leave: what was flushed, and of the writes in flight some.
struct CrashImage {
  /// The flush that it comes after, as a number of `CrashImages.epochs`.
  let epoch: Int
  /// The entries of the log that are there, of those after the flush.
  let kept: [Int]
  /// One more, of which only the beginning is there.
  let torn: TornWrite?
  /// How many entries the disk had been told by then, at the least.
  let point: Int
  /// How many events (a verb begins, a verb is acknowledged) may have happened when the power fails so.
  var moments: Set<Int>
}
