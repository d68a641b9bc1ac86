#include "cpu/grind.h"

#include <algorithm>

#include "math/field_prime.h"
#include "math/keccak.h"

namespace switchyard::cpu {
namespace {

constexpr int kKeccakRateWords = 34;

// Candidates that a thread takes at a time: little enough that the last ones are not waited for, in some ten
// microseconds.
constexpr uint32_t kBatch = 256;

int positions(HashSet hash_set) {
  switch (hash_set) {
    case HashSet::kPoseidon2_24_16:
      return 16;
    case HashSet::kPoseidon2_16:
      return 8;
    case HashSet::kKeccak:
      return kKeccakRateWords;
  }
  return 0;
}

// The state of the Keccak sponge for the kernels, with padding where the witness leaves room in the block.
std::array<uint64_t, kKeccakLanes> keccak_state(const GrindProblem& problem) {
  std::array<uint64_t, kKeccakLanes> lanes;
  for (size_t i = 0; i < lanes.size(); ++i)
    lanes[i] = problem.state[2 * i] | uint64_t{problem.state[2 * i + 1]} << 32;
  const int next = problem.position + 1;
  if (next < kKeccakRateWords) {
    lanes[static_cast<size_t>(next / 2)] ^= uint64_t{1} << (32 * (next % 2));
    lanes[kKeccakRateWords / 2 - 1] ^= uint64_t{1} << 63;
  }
  return lanes;
}

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

size_t GrindProblem::state_words(HashSet hash_set) {
  switch (hash_set) {
    case HashSet::kPoseidon2_24_16:
      return 24;
    case HashSet::kPoseidon2_16:
      return 16;
    case HashSet::kKeccak:
      return 2 * kKeccakLanes;
  }
  return 0;
}

size_t GrindProblem::write(uint32_t* words) const {
  words[0] = static_cast<uint32_t>(hash_set);
  words[1] = static_cast<uint32_t>(field);
  words[2] = static_cast<uint32_t>(bits);
  words[3] = static_cast<uint32_t>(position);
  const size_t count = state_words(hash_set);
  std::copy_n(state.data(), count, words + kHeaderWords);
  return kHeaderWords + count;
}

std::optional<GrindProblem> GrindProblem::read(std::span<const uint32_t> words) {
  if (words.size() < kHeaderWords) return std::nullopt;
  if (words[0] > static_cast<uint32_t>(HashSet::kKeccak) || words[1] >= kFields || words[2] > 30)
    return std::nullopt;
  GrindProblem problem{
      static_cast<HashSet>(words[0]), static_cast<FieldId>(words[1]), static_cast<int>(words[2]), 0, {}};
  if (words[3] >= static_cast<uint32_t>(positions(problem.hash_set))) return std::nullopt;
  problem.position = static_cast<int>(words[3]);
  const auto state = words.subspan(kHeaderWords);
  if (state.size() != state_words(problem.hash_set)) return std::nullopt;
  const uint32_t p = prime_of(problem.field);
  if (problem.hash_set != HashSet::kKeccak &&
      std::any_of(state.begin(), state.end(), [&](uint32_t w) { return w >= p; }))
    return std::nullopt;
  std::copy(state.begin(), state.end(), problem.state.begin());
  return problem;
}

Status grind(const Context& context, const GrindProblem& problem, std::optional<uint32_t>& witness) {
  if (problem.bits == 0) {
    witness = 0;
    return Status::kOk;
  }
  const GrindKernels& kernels = context.grind(problem.field);
  const uint32_t mask = (uint32_t{1} << problem.bits) - 1;
  const uint32_t limit = prime_of(problem.field);
  uint32_t smallest = limit;
  Status status;
  if (problem.hash_set == HashSet::kKeccak) {
    const auto state = keccak_state(problem);
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
