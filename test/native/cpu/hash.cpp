#include "cpu/hash.h"

#include "hash_reference.h"
#include "vectors.h"

using namespace switchyard;
using namespace switchyard::test;
using cpu::HashSet;
using cpu::MatrixView;

namespace {

Words hash_rows(const cpu::Context& context, FieldId field, HashSet set,
                const std::vector<MatrixView>& matrices) {
  Words digests(matrices.front().rows * cpu::kDigestWords, 0xdeadbeef);
  REQUIRE(cpu::hash_rows(context, field, set, matrices, digests.data()) == cpu::Status::kOk);
  return digests;
}

template <class F>
void check_rows(Random& random, size_t rows, const std::vector<size_t>& columns) {
  INFO("rows ", rows, ", first of ", columns.size(), " matrices has columns ", columns.front());
  std::vector<Words> data;
  for (size_t c : columns) data.push_back(random.words<F>(rows * c));
  std::vector<MatrixView> matrices;
  for (size_t i = 0; i < columns.size(); ++i) matrices.push_back({data[i].data(), rows, columns[i]});
  for (HashSet set : kAllHashSets) {
    Words expected;
    for (size_t r = 0; r < rows; ++r) {
      const Digest digest = reference_leaf<F>(set, concatenated_row(matrices, rows, r));
      expected.insert(expected.end(), digest.begin(), digest.end());
    }
    for (int threads : {1, 2}) {
      for_each_isa(threads, [&](const cpu::Context& context) {
        CHECK(hash_rows(context, field_id<F>(), set, matrices) == expected);
      });
    }
  }
}

template <class F>
void check_shapes(uint64_t seed) {
  Random random(seed);
  for (size_t columns : {1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 34, 35, 64, 67, 68, 69, 200})
    check_rows<F>(random, 19, {columns});
  for (size_t rows : {1, 2, 8, 15, 16, 17, 70}) check_rows<F>(random, rows, {5});
  check_rows<F>(random, 3, {5000});
  check_rows<F>(random, 18, {0});
  check_rows<F>(random, 18, {3, 0, 1, 12, 1, 0});
  check_rows<F>(random, 18, {16, 16, 1});
  check_rows<F>(random, 18, {17, 40, 2, 9});
  check_rows<F>(random, 18, {4, 4, 4, 4, 4, 4, 4, 4, 4, 4});
}

// 1, 2, ..., length as Montgomery words of KoalaBear.
Words counting(size_t length) {
  Words row;
  for (uint32_t i = 1; i <= length; ++i) row.push_back(i);
  return to_montgomery<KoalaBear>(row);
}

Digest from_hex(const std::vector<std::string>& lanes) {
  Digest digest;
  for (size_t i = 0; i < lanes.size(); ++i) {
    const uint64_t lane = std::stoull(lanes[i], nullptr, 16);
    digest[2 * i] = static_cast<uint32_t>(lane);
    digest[2 * i + 1] = static_cast<uint32_t>(lane >> 32);
  }
  return digest;
}

void check_one_row(HashSet set, const Words& row, const Digest& expected) {
  for_each_isa(1, [&](const cpu::Context& context) {
    const Words digest = hash_rows(context, FieldId::kKoalaBear, set, {{row.data(), 1, row.size()}});
    CHECK(digest == Words(expected.begin(), expected.end()));
  });
}

}  // namespace

TEST_CASE("leaf hashes agree with the plain sponge for all shapes of rows") {
  check_shapes<KoalaBear>(6);
  check_shapes<BabyBear>(7);
}

TEST_CASE("poseidon2 leaf hashes give the known answers") {
  const auto vectors = load_vectors("sponge");
  for (const auto& entry : vectors["padding_free_sponge"]) {
    const Words row = counting(entry["len"]);
    Digest wide, narrow;
    const Words wide_words = to_montgomery<KoalaBear>(entry["w24r16o8"]);
    const Words narrow_words = to_montgomery<KoalaBear>(entry["w16r8o8"]);
    std::copy_n(wide_words.begin(), wide.size(), wide.begin());
    std::copy_n(narrow_words.begin(), narrow.size(), narrow.begin());
    check_one_row(HashSet::kPoseidon2_24_16, row, wide);
    check_one_row(HashSet::kPoseidon2_16, row, narrow);
  }
}

TEST_CASE("keccak leaf hashes and nodes give the known answers") {
  const auto vectors = load_vectors("keccak_config");
  for (const auto& entry : vectors["leaf_hash_of_1..=len"])
    check_one_row(HashSet::kKeccak, counting(entry["len"]), from_hex(entry["digest"]));
  for (const auto& entry : vectors["compress"]) {
    const Digest left = from_hex(entry["left"]), right = from_hex(entry["right"]);
    Words children(left.begin(), left.end());
    children.insert(children.end(), right.begin(), right.end());
    const Digest out = from_hex(entry["out"]);
    for_each_isa(1, [&](const cpu::Context& context) {
      Words parent(cpu::kDigestWords);
      cpu::tree_hash(context, FieldId::kBabyBear, HashSet::kKeccak)
          .compress(children.data(), 1, parent.data());
      CHECK(parent == Words(out.begin(), out.end()));
    });
  }
}

TEST_CASE("hash sets are found by name") {
  for (HashSet set : kAllHashSets) CHECK(cpu::find_hash_set(cpu::name(set)) == set);
  CHECK(cpu::find_hash_set("p2-24-16") == HashSet::kPoseidon2_24_16);
  CHECK(cpu::find_hash_set("p2") == std::nullopt);
}
