/// How a phase ended.
package enum Attempt<Output: ~Copyable>: ~Copyable {
  case done(Output)
  case wait(WaitReason)
  case failed(Failure)

  init(_ phase: () throws(Stop) -> Output) {
    do {
      self = .done(try phase())
    } catch {
      switch error {
      case .failed(let failure): self = .failed(failure)
      case .wait(let reason): self = .wait(reason)
      }
    }
  }
}
