#include "cpu/isa.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace switchyard;

namespace {

std::vector<std::string> compiled_names() {
  std::vector<std::string> names;
  for (const cpu::Kernels* kernels : cpu::compiled_isas()) names.push_back(kernels->name);
  return names;
}

}  // namespace

TEST_CASE("instruction sets of the processor that was compiled for, best first") {
#if defined(__aarch64__)
  CHECK(compiled_names() == std::vector<std::string>{"neon", "scalar"});
  CHECK(std::string(cpu::find_isa(nullptr)->name) == "neon");
#elif defined(__x86_64__)
  CHECK(compiled_names() == std::vector<std::string>{"avx512", "avx2", "scalar"});
#endif
  CHECK(compiled_names().back() == "scalar");
  CHECK(cpu::is_supported(*cpu::find_isa("scalar")));
}

TEST_CASE("an instruction set is found by its name where this machine runs it, and the best without a name") {
  const cpu::Kernels* best = nullptr;
  for (const cpu::Kernels* kernels : cpu::compiled_isas()) {
    const bool supported = cpu::is_supported(*kernels);
    if (supported && best == nullptr) best = kernels;
    CHECK(cpu::find_isa(kernels->name) == (supported ? kernels : nullptr));
  }
  CHECK(cpu::find_isa(nullptr) == best);
  CHECK(cpu::find_isa("") == best);
}

TEST_CASE("instruction sets that nobody has are not found") {
  for (const char* name : {"mmx", "NEON", "neon ", "avx", "sve2"}) CHECK(cpu::find_isa(name) == nullptr);
#if defined(__aarch64__)
  for (const char* name : {"avx2", "avx512"}) CHECK(cpu::find_isa(name) == nullptr);
#elif defined(__x86_64__)
  CHECK(cpu::find_isa("neon") == nullptr);
#endif
}
