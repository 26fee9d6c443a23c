#include "CFuzzer.h"

#include <signal.h>
#include <sys/prctl.h>

// Of libFuzzer, which has no header for it.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*target)(const uint8_t *, size_t));

int fuzzer_run(int count, char **arguments, int (*target)(const uint8_t *, size_t)) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  return LLVMFuzzerRunDriver(&count, &arguments, target);
}
