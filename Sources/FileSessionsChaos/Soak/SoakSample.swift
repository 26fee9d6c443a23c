/// What a worker that lives long says of itself, and what is in the store, at one moment.
package struct SoakSample: Codable, Sendable {
  /// Seconds since the beginning.
  package var time = 0.0
  package var descriptors: Int
  package var kibibytes: Int
  /// In the store's directory.
  package var files = 0
  /// Since the last sample.
  package var operations: Int
  package var errors: Int
  package var medianMicroseconds: Double
  package var slowestMicroseconds: Double
}

/// What is sampled.
package enum SoakMeasure: String, CaseIterable, Codable, Sendable {
  case descriptors = "open descriptors"
  case memory = "resident memory, MiB"
  case files = "files of the store"
  case median = "median latency, µs"
  case slowest = "latency of 99 of 100, µs"

  package func value(_ sample: SoakSample) -> Double {
    switch self {
    case .descriptors: Double(sample.descriptors)
    case .memory: Double(sample.kibibytes) / 1024
    case .files: Double(sample.files)
    case .median: sample.medianMicroseconds
    case .slowest: sample.slowestMicroseconds
    }
  }

  /// How much it may grow from the middle third to the last; `nil` where that is shown and not judged: how long calls
  /// take depends on what else the machine does.
  package var tolerance: (share: Double, slack: Double)? {
    switch self {
    case .descriptors: (0.03, 8)
    case .memory: (0.15, 2)
    case .files: (0.20, 200)
    case .median, .slowest: nil
    }
  }
}
