// Shared by the native tests: seeded inputs, edge values, and a context for each instruction set.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <vector>

#include "cpu/context.h"
#include "math/element.h"

namespace switchyard::test {

// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  uint64_t below(uint64_t bound) { return next() % bound; }

  // Montgomery words in [0, p); one in four is an edge value.
  template <class F>
  std::vector<uint32_t> words(size_t count) {
    const uint32_t edges[] = {0, 1, F::kPrime - 1, F::kPrime - 2, kMontgomeryOne<F>, F::kPrime / 2};
    std::vector<uint32_t> result(count);
    for (uint32_t& w : result) w = below(4) == 0 ? edges[below(6)] : static_cast<uint32_t>(below(F::kPrime));
    return result;
  }

 private:
  uint64_t state_;
};

// One context per instruction set that this machine runs, with the given number of threads.
template <class Body>
void for_each_isa(int threads, Body&& body) {
  cpu::ThreadPool pool(threads);
  cpu::MemoryPool memory(size_t{4} << 30);
  const std::atomic<bool> cancelled{false};
  for (const cpu::Kernels* kernels : cpu::compiled_isas()) {
    if (!cpu::is_supported(*kernels)) continue;
    INFO("instruction set ", kernels->name, ", threads ", threads);
    body(cpu::Context{*kernels, pool, threads, memory, cancelled});
  }
  CHECK(memory.used() == 0);
}

template <class F>
constexpr FieldId field_id();
template <>
constexpr FieldId field_id<KoalaBear>() {
  return FieldId::kKoalaBear;
}
template <>
constexpr FieldId field_id<BabyBear>() {
  return FieldId::kBabyBear;
}

}  // namespace switchyard::test
