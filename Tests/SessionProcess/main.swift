// A process that tests start, tell what to do line by line, and kill.
//
// It reads one command per line from its standard input and answers each with one line: `ok …`, `none`, or
// `error CODE …`. Before that there may be lines of other words: `waiting` when the kernel first refused a lock,
// `mark …` for each acknowledged update of a long run.

await Commands.run()
