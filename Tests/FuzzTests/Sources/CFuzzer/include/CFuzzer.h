#ifndef C_FUZZER_H
#define C_FUZZER_H

#include <stddef.h>
#include <stdint.h>

// Runs libFuzzer on `target` until one of its limits is reached; ends with what the process is to end with. Who is killed
// takes it along.
int fuzzer_run(int count, char **arguments, int (*target)(const uint8_t *bytes, size_t count));

#endif
