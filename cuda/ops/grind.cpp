#include "cuda/kernels/grind.h"

#include <algorithm>

#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/grind_problem.h"
#include "math/field_dispatch.h"

namespace switchyard::cuda {
namespace {

using device::GrindProblem;

// Candidates of one launch where there may be many, a few milliseconds on a full card: then the host looks
// whether one was found, or the segment cancelled.
constexpr uint32_t kLaunchCandidates = uint32_t{1} << 24;

// Up to so many bits one launch has every candidate and the host does not look: that it takes more than
// kLaunchCandidates has a probability of e^-64.
constexpr int kMostBitsAtOnce = 18;

// *best of a search that has found nothing.
constexpr uint64_t kNone = ~uint64_t{0};

uint64_t join(const uint32_t* words) { return words[0] | uint64_t{words[1]} << 32; }

template <class Sponge>
void search(Segment& segment, const GrindProblem& problem, const Sponge& sponge) {
  constexpr uint32_t p = Sponge::Field::kPrime;
  using Kernel = Grind<Sponge>;
  const Scratch best = segment.scratch(sizeof(uint64_t), "grind.problem");
  const Scratch taken = segment.scratch(sizeof(uint32_t), "grind.problem");
  segment.stream().fill(best.words(), 0xff, sizeof(uint64_t));
  const bool at_once = problem.bits <= kMostBitsAtOnce;
  uint64_t found = kNone;
  for (uint32_t first = 0; first < p && found == kNone;) {
    segment.check_cancelled();
    const uint32_t end = at_once ? p : first + std::min(p - first, kLaunchCandidates);
    segment.stream().fill(taken.words(), 0, sizeof(uint32_t));
    launch_blocks(segment.stream(),
                  Kernel{sponge, problem.mask(), first, end, taken.words(), best.as<uint64_t>()},
                  {Kernel::kBlocks, Kernel::kThreads, Kernel::kSharedBytes});
    first = end;
    if (at_once) break;
    uint32_t words[2];
    segment.fetch(best.words(), 2, words);
    found = join(words);
  }
  segment.append_result(best.words(), 2, [problem](const uint32_t* words) {
    const uint64_t witness = join(words);
    return device::grind_result(
        problem, witness == kNone ? std::nullopt : std::optional(static_cast<uint32_t>(witness)));
  });
}

template <class F, int width, int rate>
void search_poseidon2(Segment& segment, const GrindProblem& problem) {
  Poseidon2Sponge<F, width, rate> sponge{{}, problem.position};
  std::copy_n(problem.state.begin(), width, sponge.state);
  search(segment, problem, sponge);
}

template <class F>
void search_keccak(Segment& segment, const GrindProblem& problem) {
  KeccakSponge<F> sponge{{}, problem.position};
  const auto lanes = problem.padded_lanes();
  std::copy(lanes.begin(), lanes.end(), sponge.state);
  search(segment, problem, sponge);
}

}  // namespace

void run_grind(const SyOpHeader& header, Segment& segment) {
  const GrindProblem problem = device::read_grind(header);
  if (problem.bits == 0) return segment.append_results({device::grind_result(problem, 0)});
  with_field(problem.field, [&]<class F>(F) {
    switch (problem.hash_set) {
      case HashSet::kPoseidon2_24_16:
        return search_poseidon2<F, 24, 16>(segment, problem);
      case HashSet::kPoseidon2_16:
        return search_poseidon2<F, 16, 8>(segment, problem);
      case HashSet::kKeccak:
        return search_keccak<F>(segment, problem);
    }
  });
}

}  // namespace switchyard::cuda
