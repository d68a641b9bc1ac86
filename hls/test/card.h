// A card's memory around a kernel under test, and what the kernel makes in it against native/cpu.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include "beat.h"
#include "cpu/merkle.h"
#include "merkle_interface.h"
#include "support.h"

namespace switchyard::fpga::test {

using cpu::HashSet;
using cpu::MatrixView;
using Words = std::vector<uint32_t>;

// A kernel's arguments in their order.
using Kernel = std::function<void(const Beat* rows, const Beat* digests_in, Beat* digests_out,
                                  const Beat* table, Beat* results, uint32_t mode, uint32_t hash_set,
                                  uint32_t log_leaves, uint32_t first_level, uint32_t last_level,
                                  uint32_t slice, uint32_t log_slices, uint32_t matrices, uint32_t indices)>;

// A kernel build of hls/kernels by its registers.
template <class Merkle>
Kernel kernel_of() {
  return [](const Beat* rows, const Beat* in, Beat* out, const Beat* table, Beat* results, uint32_t mode,
            uint32_t hash_set, uint32_t log_leaves, uint32_t first_level, uint32_t last_level, uint32_t slice,
            uint32_t log_slices, uint32_t matrices, uint32_t indices) {
    Merkle::run(rows, in, out, table, results,
                {mode, hash_set, log_leaves, first_level, last_level, slice, log_slices, matrices, indices});
  };
}

struct Shape {
  size_t rows;
  size_t columns;
};

inline uint32_t log2_of(size_t x) {
  uint32_t log = 0;
  while (size_t{1} << log < x) ++log;
  return log;
}

// `words` to beats, and back.
inline void put_words(std::vector<Beat>& beats, size_t first_beat, const uint32_t* words, size_t count) {
  for (size_t i = 0; i < count; ++i)
    set_word(beats[first_beat + i / kBeatWords], static_cast<int>(i % kBeatWords), words[i]);
}
inline Words get_words(const std::vector<Beat>& beats, size_t first_word, size_t count) {
  Words result;
  for (size_t i = first_word; i < first_word + count; ++i)
    result.push_back(word(beats.at(i / kBeatWords), static_cast<int>(i % kBeatWords)));
  return result;
}

// Buffers exactly as large as the interface says, so that AddressSanitizer sees what goes beyond.
class Card {
 public:
  Card(Kernel kernel, HashSet set, const std::vector<Shape>& shapes, uint64_t seed)
      : kernel_(std::move(kernel)), set_(set) {
    switchyard::test::Random random(seed);
    size_t beats = 1;  // so that no matrix begins at 0
    size_t tallest = 0;
    for (const Shape& shape : shapes) {
      data_.push_back(random.words<KoalaBear>(shape.rows * shape.columns));
      first_beats_.push_back(beats);
      beats += (data_.back().size() + kBeatWords - 1) / kBeatWords;
      tallest = std::max(tallest, shape.rows);
    }
    rows_.resize(beats);
    for (size_t m = 0; m < shapes.size(); ++m) {
      views_.push_back({data_[m].data(), shapes[m].rows, shapes[m].columns});
      put_words(rows_, first_beats_[m], data_[m].data(), data_[m].size());
    }
    log_leaves_ = log2_of(tallest);
    const bool one_height =
        std::all_of(shapes.begin(), shapes.end(), [&](const Shape& s) { return s.rows == tallest; });
    digests_.resize(digest_beats(log_leaves_, one_height));
  }

  uint32_t log_leaves() const { return log_leaves_; }
  const std::vector<MatrixView>& views() const { return views_; }
  size_t row_beats() const { return rows_.size() - 1; }

  uint32_t status() const { return word(results_.at(0), kHeaderStatus); }
  uint32_t header(int i) const { return word(results_.at(0), i); }

  uint32_t call(MerkleMode mode, uint32_t first_level, uint32_t last_level, uint32_t slice,
                uint32_t log_slices, const std::vector<uint32_t>& indices, size_t result_beats) {
    results_.assign(result_beats, Beat(0));
    std::vector<Beat> table = make_table(indices);
    kernel_(rows_.data(), digests_.data(), digests_.data(), table.data(), results_.data(),
            static_cast<uint32_t>(mode), static_cast<uint32_t>(set_), log_leaves_, first_level, last_level,
            slice, log_slices, static_cast<uint32_t>(views_.size()), static_cast<uint32_t>(indices.size()));
    return status();
  }

  // The cap of a whole tree.
  Words commit(uint32_t cap_height) {
    const uint32_t last = log_leaves_ - cap_height;
    REQUIRE(call(MerkleMode::kCommit, 0, last, 0, 0, {}, commit_result_beats(log_leaves_, last)) ==
            static_cast<uint32_t>(MerkleStatus::kDone));
    return get_words(results_, kBeatWords, (size_t{1} << cap_height) * kDigestWords);
  }

  Words layer(uint32_t level) const {
    return get_words(digests_, layer_offset(log_leaves_, level) * kDigestWords,
                     (size_t{1} << (log_leaves_ - level)) * kDigestWords);
  }

  // What the op `open` gives for leaves in any order with repeats: rows, number of siblings, siblings. The
  // host asks for each leaf once, cuts the rows out of their beats, and repeats them.
  Words open(const std::vector<uint32_t>& asked, uint32_t cap_height) {
    const uint32_t last = log_leaves_ - cap_height;
    const std::set<uint32_t> unique(asked.begin(), asked.end());
    const std::vector<uint32_t> indices(unique.begin(), unique.end());
    uint64_t row_beats = 0;
    for (uint32_t index : indices)
      for (size_t m = 0; m < views_.size(); ++m) row_beats += span(m, index).beats;
    const size_t most = 1 + row_beats + sibling_beats_bound(last, static_cast<uint32_t>(indices.size()));
    REQUIRE(call(MerkleMode::kOpen, 0, last, 0, 0, indices, most) ==
            static_cast<uint32_t>(MerkleStatus::kDone));
    CHECK((header(kHeaderRowBeats) | uint64_t{header(kHeaderRowBeatsHigh)} << 32) == row_beats);

    std::vector<Words> rows;
    size_t at = 1;
    for (uint32_t index : indices) {
      Words row;
      for (size_t m = 0; m < views_.size(); ++m) {
        const RowSpan where = span(m, index);
        const Words part = get_words(results_, at * kBeatWords + where.first_word, views_[m].columns);
        row.insert(row.end(), part.begin(), part.end());
        at += where.beats;
      }
      rows.push_back(row);
    }
    Words result;
    for (uint32_t index : asked) {
      const Words& row = rows[static_cast<size_t>(std::distance(unique.begin(), unique.find(index)))];
      result.insert(result.end(), row.begin(), row.end());
    }
    const uint32_t siblings = header(kHeaderSiblings);
    result.push_back(siblings);
    const Words words = get_words(results_, at * kBeatWords, size_t{siblings} * kDigestWords);
    result.insert(result.end(), words.begin(), words.end());
    return result;
  }

 private:
  RowSpan span(size_t m, uint32_t index) const {
    return opened_row(log_leaves_, first_beats_[m], log2_of(views_[m].rows),
                      static_cast<uint32_t>(views_[m].columns), index);
  }

  std::vector<Beat> make_table(const std::vector<uint32_t>& indices) const {
    const uint32_t matrices = static_cast<uint32_t>(views_.size());
    std::vector<Beat> table(table_beats(matrices, static_cast<uint32_t>(indices.size())));
    for (size_t m = 0; m < views_.size(); ++m) {
      set_word(table[m], kMatrixBeatLow, static_cast<uint32_t>(first_beats_[m]));
      set_word(table[m], kMatrixBeatHigh, static_cast<uint32_t>(first_beats_[m] >> 32));
      set_word(table[m], kMatrixLogRows, log2_of(views_[m].rows));
      set_word(table[m], kMatrixColumns, static_cast<uint32_t>(views_[m].columns));
    }
    put_words(table, matrices, indices.data(), indices.size());
    return table;
  }

  Kernel kernel_;
  HashSet set_;
  std::vector<Words> data_;
  std::vector<MatrixView> views_;
  std::vector<size_t> first_beats_;
  uint32_t log_leaves_ = 0;
  std::vector<Beat> rows_, digests_, results_;
};

// The tree of native/cpu over the same matrices.
class Reference {
 public:
  Reference(const Card& card, HashSet set, uint32_t cap_height)
      : views_(card.views()), pool_(1), memory_(size_t{1} << 30) {
    const cpu::Context context{*cpu::find_isa(nullptr), pool_, 1, memory_, cancelled_};
    REQUIRE(cpu::MerkleTree::commit(context, FieldId::kKoalaBear, set, views_, static_cast<int>(cap_height),
                                    tree_) == cpu::Status::kOk);
  }

  const cpu::MerkleTree& tree() const { return tree_; }
  Words cap() const { return {tree_.cap().begin(), tree_.cap().end()}; }
  Words layer(int level) const { return {tree_.layer(level).begin(), tree_.layer(level).end()}; }

  Words open(const std::vector<uint32_t>& asked) const {
    Words result;
    for (uint32_t index : asked)
      for (const MatrixView& m : views_) {
        const uint32_t* row = cpu::opened_row(m, tree_.leaves(), index);
        result.insert(result.end(), row, row + m.columns);
      }
    const std::set<size_t> unique(asked.begin(), asked.end());
    const std::vector<size_t> indices(unique.begin(), unique.end());
    Words siblings(tree_.open_multi(indices, nullptr) * cpu::kDigestWords);
    result.push_back(static_cast<uint32_t>(tree_.open_multi(indices, siblings.data())));
    result.insert(result.end(), siblings.begin(), siblings.end());
    return result;
  }

 private:
  std::vector<MatrixView> views_;
  cpu::ThreadPool pool_;
  cpu::MemoryPool memory_;
  std::atomic<bool> cancelled_{false};
  cpu::MerkleTree tree_;
};

// Every cap height from `lowest_cap` on: cap, all layers, and openings of one leaf, of several with repeats
// in no order, and of all.
inline void check_tree(const Kernel& kernel, HashSet set, const std::vector<Shape>& shapes, uint64_t seed,
                       uint32_t highest_cap = 32) {
  Card card(kernel, set, shapes, seed);
  switchyard::test::Random random(seed + 1);
  const uint32_t leaves = uint32_t{1} << card.log_leaves();
  for (uint32_t cap = 0; cap <= std::min(card.log_leaves(), highest_cap); ++cap) {
    INFO("hash set ", static_cast<int>(set), ", leaves ", leaves, ", cap height ", cap);
    const Reference reference(card, set, cap);
    REQUIRE(card.commit(cap) == reference.cap());
    for (uint32_t level = 0; level + cap <= card.log_leaves(); ++level)
      REQUIRE(card.layer(level) == reference.layer(static_cast<int>(level)));

    std::vector<uint32_t> some = {leaves - 1, 0, leaves - 1};
    for (int i = 0; i < 7; ++i) some.push_back(static_cast<uint32_t>(random.below(leaves)));
    std::vector<uint32_t> all;
    for (uint32_t i = 0; i < std::min(leaves, 64u); ++i) all.push_back(i);
    const std::vector<std::vector<uint32_t>> questions = {
        {static_cast<uint32_t>(random.below(leaves))}, some, all, {}};
    for (const auto& asked : questions) REQUIRE(card.open(asked, cap) == reference.open(asked));
  }
}

}  // namespace switchyard::fpga::test
