/// One step of an operation, as a recording keeps it.
package struct SystemEvent: Hashable, Sendable {
  package let request: SystemRequest
  package let result: SystemResult

  package init(request: SystemRequest, result: SystemResult) {
    self.request = request
    self.result = result
  }
}
