// Runs batches of one kernel of one instruction set.
//
// usage: instruction-kernels ISA                        prints kernels with the units of one batch
//        instruction-kernels ISA KERNEL TIMES           runs batches, for another program to count
//        instruction-kernels ISA KERNEL TIMES --steps   prints how many instructions they take; on x86
//
// What a batch takes is the difference between runs of different TIMES: all else in them is the same.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "kernels.h"
#include "steps.h"

namespace {

using namespace switchyard;

struct Batches {
  const cpu::Kernels& kernels;
  const bench::Kernel& kernel;
  long times;
};

void run(void* context) {
  const Batches& batches = *static_cast<const Batches*>(context);
  for (long i = 0; i < batches.times; ++i) batches.kernel.run(batches.kernels);
}

int list() {
  for (const bench::Kernel& kernel : bench::kernels()) std::printf("%s %zu\n", kernel.name, kernel.units);
  return 0;
}

int fail(const char* what, const char* name) {
  std::fprintf(stderr, "instruction-kernels: no %s %s on this machine\n", what, name);
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2 && count != 4 && !(count == 5 && std::strcmp(arguments[4], "--steps") == 0)) {
    std::fprintf(stderr, "usage: instruction-kernels ISA [KERNEL TIMES [--steps]]\n");
    return 2;
  }
  const cpu::Kernels* kernels = cpu::find_isa(arguments[1]);
  if (kernels == nullptr) return fail("instruction set", arguments[1]);
  if (count == 2) return list();
  for (const bench::Kernel& kernel : bench::kernels()) {
    if (std::strcmp(kernel.name, arguments[2]) != 0) continue;
    Batches batches{*kernels, kernel, std::strtol(arguments[3], nullptr, 10)};
    if (count == 4)
      run(&batches);
    else
      std::printf("%" PRIu64 "\n", bench::count_steps(run, &batches));
    return 0;
  }
  return fail("kernel", arguments[2]);
}
