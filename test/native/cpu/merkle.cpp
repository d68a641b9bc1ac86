#include "cpu/merkle.h"

#include <algorithm>
#include <map>
#include <set>

#include "hash_reference.h"
#include "vectors.h"

using namespace switchyard;
using namespace switchyard::test;
using cpu::HashSet;
using cpu::MatrixView;
using cpu::MerkleTree;

namespace {

MerkleTree commit(const cpu::Context& context, FieldId field, HashSet set,
                  const std::vector<MatrixView>& matrices, int cap_height) {
  MerkleTree tree;
  REQUIRE(MerkleTree::commit(context, field, set, matrices, cap_height, tree) == cpu::Status::kOk);
  return tree;
}

size_t tallest(const std::vector<MatrixView>& matrices) {
  size_t rows = 0;
  for (const MatrixView& m : matrices) rows = std::max(rows, m.rows);
  return rows;
}

// All layers from the definition, leaves first, up to the root.
template <class F>
std::vector<std::vector<Digest>> reference_layers(HashSet set, const std::vector<MatrixView>& matrices) {
  std::vector<std::vector<Digest>> layers(1);
  const size_t leaves = tallest(matrices);
  for (size_t i = 0; i < leaves; ++i)
    layers[0].push_back(reference_leaf<F>(set, concatenated_row(matrices, leaves, i)));
  for (size_t rows = leaves / 2; rows > 0; rows /= 2) {
    std::vector<Digest> layer;
    for (size_t i = 0; i < rows; ++i) {
      Digest digest = reference_node<F>(set, layers.back()[2 * i], layers.back()[2 * i + 1]);
      if (has_height(matrices, rows))
        digest = reference_node<F>(set, digest, reference_leaf<F>(set, concatenated_row(matrices, rows, i)));
      layer.push_back(digest);
    }
    layers.push_back(layer);
  }
  return layers;
}

// The cap nodes above the given leaves, recomputed from opened rows and siblings alone; checks that exactly
// `count` siblings are used.
template <class F>
std::map<size_t, Digest> verify(HashSet set, const std::vector<MatrixView>& matrices, const MerkleTree& tree,
                                const std::vector<size_t>& indices, const uint32_t* siblings, size_t count) {
  const auto leaf = [&](size_t rows, size_t index) {
    Words row;
    for (const MatrixView& m : matrices) {
      if (m.rows != rows) continue;
      const uint32_t* from = cpu::opened_row(m, tree.leaves(), index);
      row.insert(row.end(), from, from + m.columns);
    }
    return reference_leaf<F>(set, row);
  };
  std::map<size_t, Digest> known;
  for (size_t i : indices) known[i] = leaf(tree.leaves(), i);
  size_t used = 0;
  for (int level = 1; level <= tree.path_length(); ++level) {
    std::map<size_t, Digest> parents;
    for (const auto& [position, digest] : known) {
      if (parents.contains(position / 2)) continue;
      const auto sibling = known.find(position ^ 1);
      const Digest other = sibling != known.end() ? sibling->second : digest_at(siblings, used++);
      Digest parent =
          position % 2 == 0 ? reference_node<F>(set, digest, other) : reference_node<F>(set, other, digest);
      const size_t rows = tree.leaves() >> level;
      if (has_height(matrices, rows))
        parent = reference_node<F>(set, parent, leaf(rows, (position / 2) << level));
      parents[position / 2] = parent;
    }
    known = parents;
  }
  CHECK(used == count);
  return known;
}

template <class F>
void check_openings(HashSet set, const std::vector<MatrixView>& matrices, const MerkleTree& tree,
                    Random& random) {
  const auto matches_cap = [&](const std::map<size_t, Digest>& nodes) {
    for (const auto& [position, digest] : nodes) CHECK(digest == digest_at(tree.cap().data(), position));
  };
  const size_t length = static_cast<size_t>(tree.path_length());
  for (size_t index : {size_t{0}, tree.leaves() - 1, random.below(tree.leaves())}) {
    Words siblings(length * cpu::kDigestWords);
    tree.open(index, siblings.data());
    matches_cap(verify<F>(set, matrices, tree, {index}, siblings.data(), length));
    Words multi(length * cpu::kDigestWords);
    CHECK(tree.open_multi(std::vector{index}, multi.data()) == length);
    CHECK(multi == siblings);
  }
  for (size_t count : {size_t{2}, size_t{5}, tree.leaves()}) {
    std::set<size_t> chosen;
    for (size_t i = 0; i < count; ++i)
      chosen.insert(count == tree.leaves() ? i : random.below(tree.leaves()));
    const std::vector<size_t> indices(chosen.begin(), chosen.end());
    Words siblings(tree.open_multi(indices, nullptr) * cpu::kDigestWords);
    const size_t sent = tree.open_multi(indices, siblings.data());
    CHECK(sent * cpu::kDigestWords == siblings.size());
    matches_cap(verify<F>(set, matrices, tree, indices, siblings.data(), sent));
  }
  CHECK(tree.open_multi({}, nullptr) == 0);
}

struct Shape {
  size_t rows;
  size_t columns;
};

template <class F>
void check_tree(uint64_t seed, const std::vector<Shape>& shapes) {
  Random random(seed);
  std::vector<Words> data;
  std::vector<MatrixView> matrices;
  for (const Shape& s : shapes) data.push_back(random.words<F>(s.rows * s.columns));
  for (size_t i = 0; i < shapes.size(); ++i)
    matrices.push_back({data[i].data(), shapes[i].rows, shapes[i].columns});
  for (HashSet set : kAllHashSets) {
    const auto layers = reference_layers<F>(set, matrices);
    const int depth = static_cast<int>(layers.size()) - 1;
    for (int cap_height = -1; cap_height <= depth + 2; ++cap_height) {
      for (int threads : {1, 2, 3}) {
        for_each_isa(threads, [&](const cpu::Context& context) {
          INFO("hash set ", cpu::name(set), ", cap height ", cap_height);
          const MerkleTree tree = commit(context, field_id<F>(), set, matrices, cap_height);
          REQUIRE(tree.depth() == depth);
          REQUIRE(tree.cap_height() == std::clamp(cap_height, 0, depth));
          bool equal = true;
          for (int level = 0; level <= tree.path_length(); ++level)
            for (size_t i = 0; i < layers[level].size(); ++i)
              equal = equal && digest_at(tree.layer(level).data(), i) == layers[level][i];
          CHECK(equal);
          CHECK(tree.cap().size() == layers[tree.path_length()].size() * cpu::kDigestWords);
          if (threads == 1) check_openings<F>(set, matrices, tree, random);
        });
      }
    }
  }
}

// The matrices of the known answers: a linear congruential generator, row-major.
Words known_matrix(uint64_t seed, size_t words) {
  Words result;
  for (size_t i = 0; i < words; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    result.push_back(static_cast<uint32_t>((seed >> 33) % 2013265921u));
  }
  return to_montgomery<KoalaBear>(result);
}

struct KnownMatrices {
  std::vector<Words> data;
  std::vector<MatrixView> views;

  // "64x5,32x3": rows x columns, each with its own seed.
  KnownMatrices(const std::string& list, const nlohmann::json& seeds) {
    for (size_t at = 0; at < list.size();) {
      const size_t end = std::min(list.find(',', at), list.size());
      const std::string shape = list.substr(at, end - at);
      const size_t rows = std::stoul(shape), columns = std::stoul(shape.substr(shape.find('x') + 1));
      data.push_back(known_matrix(seeds.at(shape), rows * columns));
      views.push_back({data.back().data(), rows, columns});
      at = end + 1;
    }
  }
};

Words digest_words(const nlohmann::json& digests, bool keccak) {
  Words result;
  for (const auto& digest : digests) {
    for (const auto& part : digest) {
      if (keccak) {
        const uint64_t lane = std::stoull(part.get<std::string>(), nullptr, 16);
        result.push_back(static_cast<uint32_t>(lane));
        result.push_back(static_cast<uint32_t>(lane >> 32));
      } else {
        result.push_back(Element<KoalaBear>::from_canonical(part).value);
      }
    }
  }
  return result;
}

void check_opened_values(const KnownMatrices& matrices, const MerkleTree& tree, size_t index,
                         const nlohmann::json& values) {
  REQUIRE(values.size() == matrices.views.size());
  for (size_t m = 0; m < values.size(); ++m) {
    const uint32_t* row = cpu::opened_row(matrices.views[m], tree.leaves(), index);
    CHECK(Words(row, row + matrices.views[m].columns) == to_montgomery<KoalaBear>(values[m]));
  }
}

void check_multi(const KnownMatrices& matrices, const MerkleTree& tree, const nlohmann::json& multi,
                 bool keccak) {
  const std::vector<size_t> asked = multi["indices"];
  const std::set<size_t> unique(asked.begin(), asked.end());
  const std::vector<size_t> indices(unique.begin(), unique.end());
  Words siblings(tree.open_multi(indices, nullptr) * cpu::kDigestWords);
  tree.open_multi(indices, siblings.data());
  CHECK(siblings == digest_words(multi["sibling_hashes"], keccak));
  for (size_t i = 0; i < asked.size(); ++i)
    check_opened_values(matrices, tree, asked[i], multi["opened_values"][i]);
}

}  // namespace

TEST_CASE("trees agree with their definition and their openings verify") {
  check_tree<KoalaBear>(10, {{1, 3}});
  check_tree<KoalaBear>(11, {{2, 1}, {1, 5}});
  check_tree<BabyBear>(12, {{16, 9}, {16, 8}, {8, 1}, {4, 17}, {2, 2}, {1, 1}, {1, 3}});
  check_tree<KoalaBear>(13, {{32, 2}, {64, 3}, {32, 20}, {64, 1}, {1, 4}});
  check_tree<BabyBear>(14, {{128, 1}, {2, 40}});
}

TEST_CASE("large trees are the same for every instruction set and number of threads") {
  Random random(15);
  const Words tall = random.words<KoalaBear>(4096 * 3), middle = random.words<KoalaBear>(2048 * 2),
              low = random.words<KoalaBear>(64 * 5);
  const std::vector<MatrixView> matrices = {
      {low.data(), 64, 5}, {tall.data(), 4096, 3}, {middle.data(), 2048, 2}};
  for (HashSet set : kAllHashSets) {
    const auto layers = reference_layers<KoalaBear>(set, matrices);
    for (int threads : {1, 2, 3}) {
      for_each_isa(threads, [&](const cpu::Context& context) {
        const MerkleTree tree = commit(context, FieldId::kKoalaBear, set, matrices, 2);
        bool equal = true;
        for (int level = 0; level <= tree.path_length(); ++level)
          for (size_t i = 0; i < layers[level].size(); ++i)
            equal = equal && digest_at(tree.layer(level).data(), i) == layers[level][i];
        CHECK(equal);
      });
    }
  }
}

TEST_CASE("poseidon2 trees give the known caps and openings") {
  const auto vectors = load_vectors("merkle");
  for (const auto& entry : vectors["cases"]) {
    const KnownMatrices matrices(entry["matrices"], vectors["seeds"]);
    for_each_isa(2, [&](const cpu::Context& context) {
      const auto cap = [&](HashSet set) {
        const MerkleTree tree =
            commit(context, FieldId::kKoalaBear, set, matrices.views, entry["cap_height"]);
        return Words(tree.cap().begin(), tree.cap().end());
      };
      CHECK(cap(HashSet::kPoseidon2_16) == digest_words(entry["cap_leaf_w16r8"], false));
      CHECK(cap(HashSet::kPoseidon2_24_16) == digest_words(entry["cap_leaf_w24r16"], false));
      const MerkleTree tree = commit(context, FieldId::kKoalaBear, HashSet::kPoseidon2_24_16, matrices.views,
                                     entry["cap_height"]);
      for (const auto& opening : entry["open_w24"]) {
        Words siblings(static_cast<size_t>(tree.path_length()) * cpu::kDigestWords);
        tree.open(opening["index"], siblings.data());
        CHECK(siblings == digest_words(opening["siblings"], false));
        check_opened_values(matrices, tree, opening["index"], opening["opened_values"]);
      }
      check_multi(matrices, tree, entry["open_multi_w24"], false);
    });
  }
}

TEST_CASE("keccak trees give the known caps and openings") {
  const auto vectors = load_vectors("keccak_config");
  for (const auto& entry : vectors["merkle"]) {
    const KnownMatrices matrices(entry["matrices"], vectors["seeds"]);
    for_each_isa(2, [&](const cpu::Context& context) {
      const MerkleTree tree =
          commit(context, FieldId::kKoalaBear, HashSet::kKeccak, matrices.views, entry["cap_height"]);
      CHECK(Words(tree.cap().begin(), tree.cap().end()) == digest_words(entry["cap"], true));
      check_multi(matrices, tree, entry["open_multi"], true);
    });
  }
}

TEST_CASE("a tree over the memory budget or cancelled is refused") {
  const Words words(64 * 4);
  const MatrixView matrix{words.data(), 64, 4};
  cpu::ThreadPool pool(1);
  cpu::MemoryPool small(16), large(size_t{1} << 30);
  std::atomic<bool> cancelled{false};
  const cpu::Kernels& kernels = *cpu::find_isa("scalar");
  MerkleTree tree;
  const auto status = [&](cpu::MemoryPool& budget) {
    return MerkleTree::commit({kernels, pool, 1, budget, cancelled}, FieldId::kKoalaBear, HashSet::kKeccak,
                              std::span(&matrix, 1), 0, tree);
  };
  CHECK(status(small) == cpu::Status::kOutOfMemory);
  cancelled = true;
  CHECK(status(large) == cpu::Status::kCancelled);
  CHECK(large.used() == 0);
  CHECK(tree.depth() == 0);
}
