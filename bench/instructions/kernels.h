// The kernels whose instructions are counted.
#pragma once

#include <cstddef>

#include "cpu/isa.h"

namespace switchyard::bench {

struct Kernel {
  const char* name;
  size_t units;                              // of work in one batch: permutations, butterflies, elements
  void (*run)(const cpu::Kernels& kernels);  // one batch
};

struct KernelList {
  const Kernel* begin_;
  const Kernel* end_;
  const Kernel* begin() const { return begin_; }
  const Kernel* end() const { return end_; }
};
KernelList kernels();

}  // namespace switchyard::bench
