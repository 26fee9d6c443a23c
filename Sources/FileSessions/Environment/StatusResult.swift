/// What `fstat(2)` and `fstatat(2)` answer.
package struct StatusResult: Hashable, Sendable {
  /// `0` or `-errno`.
  package var result: CInt
  package var status: FileStatus

  package init(result: CInt, status: FileStatus = FileStatus()) {
    self.result = result
    self.status = status
  }

  /// Whether it speaks of a file that has a name.
  var isLinked: Bool { result == 0 && status.links > 0 }
}
