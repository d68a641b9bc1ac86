// Kernels of Merkle trees against the CPU's trees, layer by layer.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "cpu/merkle.h"
#include "cuda/backend/matrix.h"
#include "cuda/kernels/gather.h"
#include "cuda/kernels/merkle.h"
#include "cuda/launch/launch.h"
#include "support.h"

using namespace switchyard;
using namespace switchyard::cuda;

namespace {

// Row-major words as a card has them.
std::vector<uint32_t> by_columns(const std::vector<uint32_t>& words, size_t rows, size_t columns) {
  std::vector<uint32_t> turned(words.size());
  for (size_t r = 0; r < rows; ++r)
    for (size_t c = 0; c < columns; ++c) turned[c * rows + r] = words[r * columns + c];
  return turned;
}

// All layers of the tree over one matrix: leaves and one layer by kernels of their own, the rest by one
// block.
template <class F, class Hash>
void check_tree(cpu::HashSet set) {
  constexpr size_t kRows = 64, kColumns = 37;
  test::Random random(3);
  const std::vector<uint32_t> words = random.words<F>(kRows * kColumns);
  const std::vector<uint32_t> turned = by_columns(words, kRows, kColumns);
  std::vector<const uint32_t*> columns;
  for (size_t c = 0; c < kColumns; ++c) columns.push_back(turned.data() + c * kRows);

  const Tree shape{test::field_id<F>(), {}, 6, 0, {}};
  struct alignas(32) Digest {
    uint32_t words[kDigestElements];
  };
  std::vector<Digest> digests(shape.size());
  CHECK(digests.size() == 2 * kRows - 1);
  const auto layer = [&](int level) { return digests[shape.layer(level)].words; };
  const auto runtime = open_card(0);
  const auto stream = runtime->new_stream();
  launch_each(*stream, HashLeaves<Hash>{{columns.data(), kColumns}, layer(0)}, kRows);
  launch_each(*stream, CompressLayer<typename Hash::Node>{layer(0), layer(1)}, kRows / 2);
  launch_blocks(*stream, CompressTop<typename Hash::Node>{layer(1), kRows / 2, 5}, {1, kRows / 4});
  stream->wait();

  test::for_each_isa(1, [&](const cpu::Context& context) {
    cpu::MerkleTree tree;
    const cpu::MatrixView view{words.data(), kRows, kColumns};
    CHECK(cpu::MerkleTree::commit(context, test::field_id<F>(), set, {&view, 1}, 0, tree) ==
          cpu::Status::kOk);
    for (int level = 0; level <= 6; ++level) {
      const auto expected = tree.layer(level);
      CHECK(std::equal(expected.begin(), expected.end(), layer(level)));
    }
  });
}

}  // namespace

TEST_CASE_TEMPLATE("layers of trees are the CPU's", F, KoalaBear, BabyBear) {
  check_tree<F, Poseidon2TreeHash<F, 24>>(cpu::HashSet::kPoseidon2_24_16);
  check_tree<F, Poseidon2TreeHash<F, 16>>(cpu::HashSet::kPoseidon2_16);
  check_tree<F, KeccakTreeHash>(cpu::HashSet::kKeccak);
}

TEST_CASE("gathered rows are those of the leaves, matrix beside matrix") {
  std::vector<uint32_t> words(4 * 3);
  for (uint32_t i = 0; i < words.size(); ++i) words[i] = i;
  const uint32_t leaves[] = {7, 0, 2};
  std::vector<uint32_t> output(3 * 5, 99);
  const GatherRows gather{{words.data(), 4, 3}, leaves, 1, output.data() + 1, 5};
  for (uint64_t i = 0; i < 9; ++i) gather(i);
  CHECK(output == std::vector<uint32_t>{99, 3, 7, 11, 99, 99, 0, 4, 8, 99, 99, 1, 5, 9, 99});
}
