#include "vm/traces.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <functional>
#include <thread>
#include <vector>

#include "vm/fill/add.h"
#include "vm/fill/bitwise.h"
#include "vm/fill/branch_equal.h"
#include "vm/fill/branch_less.h"
#include "vm/fill/compare.h"
#include "vm/fill/divide.h"
#include "vm/fill/immediate.h"
#include "vm/fill/jump_register.h"
#include "vm/fill/load_part.h"
#include "vm/fill/load_word.h"
#include "vm/fill/multiply.h"
#include "vm/fill/shift.h"
#include "vm/fill/store_part.h"
#include "vm/fill/store_word.h"

namespace switchyard::vm {
namespace {

// Rows that a thread takes at a time.
constexpr uint32_t kChunkRows = 1u << 12;

// The counters of a thread: those of the tables one after the other.
class Counters {
 public:
  LookupCounts counts() {
    uint32_t* const first = words_.data();
    const auto array = [&](int i) { return first + i * size_t{kTableRows}; };
    return {array(0), array(1), array(2), array(3), array(4), array(5), array(6)};
  }
  void add(const Counters& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] += other.words_[i];
  }
  uint32_t operator()(int counter, uint32_t row) const { return words_[counter * size_t{kTableRows} + row]; }

 private:
  static constexpr int kCounters = sizeof(LookupCounts) / sizeof(uint32_t*);
  std::vector<uint32_t> words_ = std::vector<uint32_t>(kCounters * size_t{kTableRows});
};

// Fills the rows [from, to) of a table.
using FillRows = std::function<void(uint32_t from, uint32_t to, const LookupCounts& counts)>;

struct Job {
  uint32_t height;
  FillRows fill;
};

// A table whose rows are those of its records, in order, and zeros.
template <class Record, class Fill>
Job job_of(const std::vector<Record>& records, std::span<uint32_t> table, uint32_t width, Fill fill) {
  const auto height = static_cast<uint32_t>(table.size() / width);
  return {height, [&records, table, width, fill](uint32_t from, uint32_t to, const LookupCounts& counts) {
            std::fill(&table[size_t{from} * width], table.data() + size_t{to} * width, 0);
            const auto end = std::min<uint32_t>(to, static_cast<uint32_t>(records.size()));
            for (uint32_t i = from; i < end; ++i) fill(records[i], Row{&table[size_t{i} * width]}, counts);
          }};
}

// Shares out the jobs; returns what was counted.
Counters run(const std::vector<Job>& jobs, int threads) {
  struct Chunk {
    const Job* job;
    uint32_t from;
  };
  std::vector<Chunk> chunks;
  for (const Job& job : jobs)
    for (uint32_t from = 0; from < job.height; from += kChunkRows) chunks.push_back({&job, from});
  std::vector<Counters> counters(static_cast<size_t>(threads));
  std::atomic<size_t> next = 0;
  const auto work = [&](Counters& own) {
    const LookupCounts counts = own.counts();
    for (size_t i; (i = next.fetch_add(1)) < chunks.size();) {
      const auto [job, from] = chunks[i];
      job->fill(from, std::min(from + kChunkRows, job->height), counts);
    }
  };
  std::vector<std::thread> helpers;
  for (size_t i = 1; i < counters.size(); ++i) helpers.emplace_back(work, std::ref(counters[i]));
  work(counters[0]);
  for (std::thread& helper : helpers) helper.join();
  for (size_t i = 1; i < counters.size(); ++i) counters[0].add(counters[i]);
  return std::move(counters[0]);
}

}  // namespace

}  // namespace switchyard::vm
