#if Hummingbird
internal import CoreMetrics

/// What the middleware counts, by swift-metrics.
struct SessionInstruments: Sendable {
  /// Sessions made.
  let started = EventCount("sessions_started_total")
  /// Sessions ended by `destroy`.
  let ended = EventCount("sessions_ended_total")
  let rotated = EventCount("sessions_rotated_total")
  /// Edits that met a version newer than the handler saw, and were made again.
  let retried = EventCount("sessions_edits_retried_total")
  /// Edits that came too late: the session was ended meanwhile.
  let refused = EventCount("sessions_edits_refused_total")
  /// Cookies that are no id, or more than one.
  let unusable = EventCount("sessions_unusable_cookies_total")
  /// Sessions that could not be read: damaged, or of another format.
  let unreadable = EventCount("sessions_unreadable_total")
}

/// A counter of swift-metrics, by name.
struct EventCount: Sendable {
  private let counter: Counter

  init(_ label: String) { counter = Counter(label: label) }

  func increment() { counter.increment() }
}
#endif
