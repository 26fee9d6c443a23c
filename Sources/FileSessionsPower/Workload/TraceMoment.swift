/// A moment of a trace: so many of its events have happened.
struct TraceMoment {
  /// Steps whose verbs have all returned.
  let finished: Int
  /// Of the step after those.
  let begun: [Trace.Verb]
  let returned: [Trace.Verb]

  init(_ trace: Trace, events count: Int) {
    let happened = trace.events[..<count]
    guard let last = happened.last else {
      (finished, begun, returned) = (0, [], [])
      return
    }
    let current = happened.filter { $0.step == last.step }
    let (begun, returned) = (current.filter { !$0.isReturn }, current.filter(\.isReturn))
    if returned.count == trace.steps[last.step].verbs.count {
      (finished, self.begun, self.returned) = (last.step + 1, [], [])
    } else {
      finished = last.step
      (self.begun, self.returned) = (begun.map(trace.verb), returned.map(trace.verb))
    }
  }

  /// As the step after how many, at least and at most, a session may be.
  func steps(of session: Int) -> ClosedRange<Int> {
    let least = finished + (returned.contains { $0.concerns(session) } ? 1 : 0)
    return least...max(least, finished + (begun.contains { $0.concerns(session) } ? 1 : 0))
  }
}

extension Trace.Verb {
  func concerns(_ session: Int) -> Bool { subject == nil || subject == session }
}

extension Trace {
  /// Such as `during step 4, save` or `after step 4, save, had returned`.
  func words(at count: Int) -> String {
    let moment = TraceMoment(self, events: count)
    guard moment.begun.isEmpty else {
      let names = moment.begun.map(\.name).joined(separator: " beside ")
      let returned = moment.returned.map(\.name).joined(separator: " and ")
      return "during step \(moment.finished + 1), \(names)" + (returned.isEmpty ? "" : "; \(returned) had returned")
    }
    guard moment.finished > 0 else { return "before the first verb" }
    let names = steps[moment.finished - 1].verbs.map(\.name).joined(separator: " beside ")
    return "after step \(moment.finished), \(names), had returned"
  }
}
