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
constexpr uint32_t kMaxTraceRows = 1u << 24;

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

const std::array<uint32_t, kChipCount> kTraceWidths = {
    chips::immediate::kWidth,
    chips::add::kWidth,
    chips::compare::kWidth,
    chips::bitwise::kWidth,
    chips::shift::kWidth,
    chips::multiply::kWidth,
    chips::divide::kWidth,
    chips::branch_equal::kWidth,
    chips::branch_less::kWidth,
    chips::jump_register::kWidth,
    chips::load_word::kWidth,
    chips::load_part::kWidth,
    chips::store_word::kWidth,
    chips::store_part::kWidth,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
};

bool traces_fit(const ShardRecords& shard, const Traces& traces) {
  const ChipRows rows = shard.rows();
  for (size_t chip = 0; chip < traces.size(); ++chip) {
    const size_t height = traces[chip].size() / kTraceWidths[chip];
    const bool fits = traces[chip].size() % kTraceWidths[chip] == 0 && std::has_single_bit(height) &&
                      height >= rows[chip] && height <= kMaxTraceRows;
    if (!fits) return false;
  }
  return true;
}

void fill_traces(const ShardRecords& shard, const Traces& traces, int threads) {
  std::vector<Job> jobs;
  const auto add = [&](Chip::Index chip, const auto& records, auto fill) {
    jobs.push_back(job_of(records, traces[chip], kTraceWidths[chip], fill));
  };
#define SY_VM_STEPS(chip, fill) \
  add(chip, shard.steps[chip],  \
      [](const StepRecord& record, Row row, const LookupCounts& counts) { fill(record, row, counts); })
  SY_VM_STEPS(Chip::kImmediate, fill_immediate);
  SY_VM_STEPS(Chip::kAdd, fill_add);
  SY_VM_STEPS(Chip::kCompare, fill_compare);
  SY_VM_STEPS(Chip::kBitwise, fill_bitwise);
  SY_VM_STEPS(Chip::kShift, fill_shift);
  SY_VM_STEPS(Chip::kMultiply, fill_multiply);
  SY_VM_STEPS(Chip::kDivide, fill_divide);
  SY_VM_STEPS(Chip::kBranchEqual, fill_branch_equal);
  SY_VM_STEPS(Chip::kBranchLess, fill_branch_less);
  SY_VM_STEPS(Chip::kJumpRegister, fill_jump_register);
  SY_VM_STEPS(Chip::kLoadWord, fill_load_word);
  SY_VM_STEPS(Chip::kLoadPart, fill_load_part);
  SY_VM_STEPS(Chip::kStoreWord, fill_store_word);
  SY_VM_STEPS(Chip::kStorePart, fill_store_part);
#undef SY_VM_STEPS
  const Counters counters = run(jobs, threads);
  (void)counters;
}

}  // namespace switchyard::vm
