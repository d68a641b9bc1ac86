#include "device/kit/grind_problem.h"

#include <algorithm>

#include "device/kit/op_reader.h"
#include "math/element.h"
#include "math/field_dispatch.h"
#include "math/field_prime.h"

namespace switchyard::device {
namespace {

int positions(HashSet hash_set) {
  switch (hash_set) {
    case HashSet::kPoseidon2_24_16:
      return 16;
    case HashSet::kPoseidon2_16:
      return 8;
    case HashSet::kKeccak:
      return GrindProblem::kKeccakRateWords;
  }
  return 0;
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

std::array<uint64_t, kKeccakLanes> GrindProblem::padded_lanes() const {
  std::array<uint64_t, kKeccakLanes> lanes;
  for (size_t i = 0; i < lanes.size(); ++i) lanes[i] = state[2 * i] | uint64_t{state[2 * i + 1]} << 32;
  const int next = position + 1;
  if (next < kKeccakRateWords) {
    lanes[static_cast<size_t>(next / 2)] ^= uint64_t{1} << (32 * (next % 2));
    lanes[kKeccakRateWords / 2 - 1] ^= uint64_t{1} << 63;
  }
  return lanes;
}

GrindProblem read_grind(const SyOpHeader& header) {
  const auto& op = read_op<SyGrind>(header, "grind");
  const auto problem = GrindProblem::read(
      {reinterpret_cast<const uint32_t*>(&op + 1), op.header.words - sizeof(SyGrind) / sizeof(uint32_t)});
  if (!problem) throw Fault(SY_ARGUMENT, "grind.problem", "the words are no problem that can be solved");
  return *problem;
}

uint32_t grind_result(const GrindProblem& problem, std::optional<uint32_t> witness) {
  if (!witness) throw Fault(SY_DEVICE, "", "no element of the field is a witness");
  return with_field(problem.field, [&]<class F>(F) { return Element<F>::from_canonical(*witness).value; });
}

}  // namespace switchyard::device
