#include "cpu/grind.h"

#include <algorithm>

#include "math/field_prime.h"

namespace switchyard::cpu {
namespace {

// Candidates that a thread takes at a time: little enough that the last ones are not waited for, in some ten
// microseconds.
constexpr uint32_t kBatch = 256;

// Calls search(first, count) with consecutive batches of [0, limit) on all threads, until one returns less
// than first + count and all batches before it have been searched. Gives the smallest such result, or limit.
template <class Search>
Status find_smallest(const Context& context, uint32_t limit, Search&& search, uint32_t& smallest) {
  std::atomic<uint64_t> next{0};
  std::atomic<uint32_t> best{limit};
  const auto worker = [&](size_t) {
    while (!context.cancelled.load(std::memory_order_relaxed)) {
      const uint64_t first = next.fetch_add(kBatch, std::memory_order_relaxed);
      // Batches are taken in ascending order: from here on all are beyond the best.
      if (first >= best.load(std::memory_order_relaxed)) return;
      const uint32_t start = static_cast<uint32_t>(first);
      const uint32_t count = std::min(kBatch, limit - start);
      const uint32_t found = search(start, count);
      if (found == start + count) continue;
      uint32_t known = best.load(std::memory_order_relaxed);
      while (found < known && !best.compare_exchange_weak(known, found, std::memory_order_relaxed)) {
      }
    }
  };
  const Status status = context.parallel_for(static_cast<size_t>(std::max(context.threads, 1)), worker);
  smallest = best.load();
  return status;
}

}  // namespace

Status grind(const Context& context, const GrindProblem& problem, std::optional<uint32_t>& witness) {
  if (problem.bits == 0) {
    witness = 0;
    return Status::kOk;
  }
  const GrindKernels& kernels = context.grind(problem.field);
  const uint32_t mask = problem.mask();
  const uint32_t limit = prime_of(problem.field);
  uint32_t smallest = limit;
  Status status;
  if (problem.hash_set == HashSet::kKeccak) {
    const auto state = problem.padded_lanes();
    status = find_smallest(
        context, limit,
        [&](uint32_t first, uint32_t count) {
          return kernels.keccak(state.data(), problem.position, mask, first, count);
        },
        smallest);
  } else {
    const auto kernel = problem.hash_set == HashSet::kPoseidon2_24_16 ? kernels.p2_24_16 : kernels.p2_16;
    status = find_smallest(
        context, limit,
        [&](uint32_t first, uint32_t count) {
          return kernel(problem.state.data(), problem.position, mask, first, count);
        },
        smallest);
  }
  if (status != Status::kOk) return status;
  witness = smallest < limit ? std::optional(smallest) : std::nullopt;
  return Status::kOk;
}

}  // namespace switchyard::cpu
