// The clocks that a tree takes by the number of iterations of the kernels' loops, and what bounds them.
#include "../kernels/keccak_merkle/keccak_merkle.h"
#include "../kernels/poseidon2_merkle/poseidon2_merkle.h"
#include "card.h"
#include "dataflow.h"

using namespace switchyard;
using namespace switchyard::fpga;
using namespace switchyard::fpga::test;
using switchyard::fpga::sim::ClockCount;
using switchyard::fpga::sim::TrafficCount;

namespace {

struct Counted {
  uint64_t clocks, in_absorb, beats_read;
};

Counted commit(const Kernel& kernel, HashSet set, const std::vector<Shape>& shapes) {
  Card card(kernel, set, shapes, 1);
  const ClockCount count;
  const TrafficCount traffic;
  card.commit(0);
  return {count.clocks(), count.bound_by("absorb"), traffic["row_beats"]};
}

}  // namespace

TEST_CASE("rows are read once, beat by beat") {
  const Counted aligned = commit(kernel_of<Poseidon2Merkle<>>(), HashSet::kPoseidon2_24_16, {{1024, 64}});
  CHECK(aligned.beats_read == 1024 * 64 / kBeatWords);
  // Rows of 20 words share beats with their neighbours.
  const Counted narrow = commit(kernel_of<Poseidon2Merkle<>>(), HashSet::kPoseidon2_24_16, {{1024, 20}});
  CHECK(narrow.beats_read == 1024 * 20 / kBeatWords);
}

TEST_CASE("a permutation a clock: chunks of all rows, then nodes, and the first tile before them") {
  constexpr uint64_t kRows = 4096, kBatch = kTileRows;
  const Counted wide = commit(kernel_of<Poseidon2Merkle<>>(), HashSet::kPoseidon2_24_16, {{kRows, 64}});
  CHECK(wide.clocks == kRows * 4 + kBatch * 4 + (kRows - 1) + 1);
  const Counted narrow = commit(kernel_of<Poseidon2Merkle<>>(), HashSet::kPoseidon2_16, {{kRows, 64}});
  CHECK(narrow.clocks == kRows * 8 + kBatch * 8 + (kRows - 1) + 1);
}

TEST_CASE("keccak takes three clocks a permutation, folded Poseidon2 one for each of its steps") {
  constexpr uint64_t kRows = 1024;
  const Counted keccak = commit(kernel_of<KeccakMerkle<>>(), HashSet::kKeccak, {{kRows, 68}});
  // Two chunks of three beats a row, which take as long to turn over, and the first tile.
  CHECK(keccak.clocks == 3 * (2 * (kRows + kTileRows) + kRows - 1));
  CHECK(keccak.in_absorb == 3 * (kRows - 1));
  using Folded = Poseidon2Merkle<Poseidon2Sponge<24>, Schedule::kFolded, 4>;
  const Counted folded = commit(kernel_of<Folded>(), HashSet::kPoseidon2_24_16, {{kRows, 64}});
  CHECK(folded.clocks > 33 * 4 * kRows / 4 + 30 * kRows / 4);
  CHECK(folded.clocks < 33 * 4 * kRows / 4 + 30 * (kRows + 32 * 8 * 4) / 4);
}
