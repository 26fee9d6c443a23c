/// How a step of a verb ended.
package enum Step<Output> {
  case done(Output)
  case stopped(PhaseExit)
}
