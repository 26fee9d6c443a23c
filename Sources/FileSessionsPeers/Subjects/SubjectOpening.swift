#if Peers
internal import FileSessionsPeerReport

/// Opens a subject by its name.
struct SubjectOpening {
  private let request: WorkerRequest

  init(_ request: WorkerRequest) { self.request = request }

  func subject() throws -> any MeasuredSubject {
    if let configuration = LibraryCatalogue.configuration(request.subject) {
      return try LibrarySubject(
        configuration, directory: request.directory, sessions: request.sessions, payload: request.payload)
    }
    guard let entry = ForeignCatalogue.entries.first(where: { $0.subject.name == request.subject }) else {
      throw SubjectFailure("there is no subject \(request.subject)")
    }
    return try ForeignSubject(
      request.subject, entry.kind, directory: request.directory, sessions: request.sessions, payload: request.payload)
  }
}
#endif
