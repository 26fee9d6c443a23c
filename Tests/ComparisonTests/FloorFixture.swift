import FileSessions
import Foundation
import Lab
import TestSupport

@testable import FileSessionsComparison

/// A place for a floor with a session in it, which goes with its last reference.
final class FloorFixture {
  let place: FloorPlace
  let subject: FloorSubject
  private let folder: TemporaryDirectory

  init(_ strategy: FileSessionStore.Strategy, durability: FileSessionStore.Durability = .none) throws {
    var configuration = FileSessionStore.Configuration(strategy: strategy)
    configuration.unsoundStrategies = .allow
    configuration.durability = durability
    folder = try TemporaryDirectory(in: NSTemporaryDirectory())
    place = FloorPlace(folder.path("store"), configuration, payload: 512)
    subject = try FloorSubject(place)
  }

  var entries: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: place.directory).sorted() }
  }

  func script(_ verb: FloorVerb) throws -> FloorScript {
    try FloorScript(try FloorRecording(of: verb, place).events)
  }

  func run(_ script: FloorScript, _ repetitions: Int) throws {
    try Descriptor.withDirectory(place.directory) { try script.run(in: $0, repetitions) }
  }

  /// The payload as the store finds it; `nil` where there is no session.
  func payload() throws -> [UInt8]? {
    let store = try FileSessionStore(directory: place.directory, configuration: place.configuration)
    return try store.blocking.load(place.id)?.payload
  }
}
