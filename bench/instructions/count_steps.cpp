// Counts the instructions that a program executes, by stepping through it one at a time.
//
// usage: count-steps PROGRAM [ARGUMENT]...
//
// Prints the count; what the program prints is dropped.
// Works for every instruction set, also where counters of the processor are hidden by a virtual machine and
// valgrind knows no AVX-512. Instructions of one thread; of a repeated string instruction, each repetition.
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace {

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(3);
}

[[noreturn]] void run(char** arguments) {
  const int nowhere = open("/dev/null", O_WRONLY);
  if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0) fail("count-steps: /dev/null");
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) fail("count-steps: ptrace");
  execv(arguments[0], arguments);
  fail(arguments[0]);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: count-steps PROGRAM [ARGUMENT]...\n");
    return 2;
  }
  const pid_t child = fork();
  if (child < 0) fail("count-steps: fork");
  if (child == 0) run(arguments + 1);
  int status = 0;
  if (waitpid(child, &status, 0) != child) fail("count-steps: waitpid");
  uint64_t steps = 0;
  for (int signal = 0; WIFSTOPPED(status); ++steps) {
    if (ptrace(PTRACE_SINGLESTEP, child, nullptr, reinterpret_cast<void*>(static_cast<intptr_t>(signal))) !=
        0)
      fail("count-steps: ptrace");
    if (waitpid(child, &status, 0) != child) fail("count-steps: waitpid");
    // Other signals than the step's own are the program's.
    signal = WIFSTOPPED(status) && WSTOPSIG(status) != SIGTRAP ? WSTOPSIG(status) : 0;
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "count-steps: %s did not end well\n", arguments[1]);
    return 3;
  }
  std::printf("%" PRIu64 "\n", steps);
  return 0;
}
