/// A power cut as far as its judgement goes: many states share one.
struct PowerStory: Hashable {
  var disk: UInt32
  var story: LinearizabilityOracle.Story
}
