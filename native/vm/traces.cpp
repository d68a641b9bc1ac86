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
#include "vm/fill/call.h"
#include "vm/fill/compare.h"
#include "vm/fill/compression.h"
#include "vm/fill/connector.h"
#include "vm/fill/decode.h"
#include "vm/fill/divide.h"
#include "vm/fill/hint_word.h"
#include "vm/fill/immediate.h"
#include "vm/fill/jump_register.h"
#include "vm/fill/keccak_permute.h"
#include "vm/fill/keccak_round.h"
#include "vm/fill/leaf.h"
#include "vm/fill/load_part.h"
#include "vm/fill/load_word.h"
#include "vm/fill/multiply.h"
#include "vm/fill/refresh.h"
#include "vm/fill/sha_compress.h"
#include "vm/fill/sha_extend.h"
#include "vm/fill/sha_rounds.h"
#include "vm/fill/sha_schedule.h"
#include "vm/fill/shift.h"
#include "vm/fill/store_part.h"
#include "vm/fill/store_word.h"
#include "vm/fill/tables.h"
#include "vm/fill/tree.h"
#include "vm/fill/uint256_mul.h"

namespace switchyard::vm {
namespace {

// Rows that a thread takes at a time.
constexpr uint32_t kChunkRows = 1u << 12;
constexpr uint32_t kMaxTraceRows = 1u << 24;

// What a thread counts: queries to the rows of `table`, and to those of `opcode`.
class Counters {
 public:
  LookupCounts lookups() {
    const auto array = [&](size_t i) { return words_.data() + i * kTableRows; };
    return {array(0), array(1), array(2), array(3), array(4), array(5), array(6)};
  }
  uint32_t* opcodes() { return words_.data() + kLookups * kTableRows; }
  void add(const Counters& other) {
    for (size_t i = 0; i < words_.size(); ++i) words_[i] += other.words_[i];
  }

 private:
  static constexpr size_t kLookups = sizeof(LookupCounts) / sizeof(uint32_t*);
  std::vector<uint32_t> words_ = std::vector<uint32_t>(kLookups * kTableRows + kOpcodeTableRows);
};

// Fills the rows [from, to) of a table.
using FillRows = std::function<void(uint32_t from, uint32_t to, Counters& counters)>;

struct Job {
  uint32_t height;
  FillRows fill;
};

// A table that is filled with integers, and brought into Montgomery form while its rows are in a cache.
struct FilledTable {
  std::span<uint32_t> words;
  uint32_t width;
  ToMontgomery to_montgomery;

  uint32_t height() const { return static_cast<uint32_t>(words.size() / width); }

  // Zeros, but for the rows [from, end) that are filled. Calls fill(i, row).
  template <class Fill>
  void fill(uint32_t from, uint32_t to, uint32_t end, Fill fill_row) const {
    std::fill(row(from).words, row(to).words, 0);
    for (uint32_t first = from; first < end; first += kBlockRows) {
      const uint32_t last = std::min(end, first + kBlockRows);
      for (uint32_t i = first; i < last; ++i) fill_row(i, row(i));
      to_montgomery(row(first).words, row(first).words, size_t{last - first} * width);
    }
  }

 private:
  static constexpr uint32_t kBlockRows = 64;

  Row row(uint32_t i) const { return {words.data() + size_t{i} * width}; }
};

// A table whose rows are those of its records, in order, and zeros. Calls fill(record, row, counters).
template <class Record, class Fill>
Job job_of(std::span<const Record> records, FilledTable table, Fill fill) {
  return {table.height(), [records, table, fill](uint32_t from, uint32_t to, Counters& counters) {
            const auto end = std::min<uint32_t>(to, static_cast<uint32_t>(records.size()));
            table.fill(from, to, end, [&](uint32_t i, Row row) { fill(records[i], row, counters); });
          }};
}

// A table of so many rows for each record, in order, and zeros. Calls fill(record, part, row, counters).
template <class Record, class Fill>
Job job_of_parts(std::span<const Record> records, uint32_t parts, FilledTable table, Fill fill) {
  return {table.height(), [records, parts, table, fill](uint32_t from, uint32_t to, Counters& counters) {
            const auto end = std::min<uint32_t>(to, static_cast<uint32_t>(records.size()) * parts);
            table.fill(from, to, end,
                       [&](uint32_t i, Row row) { fill(records[i / parts], i % parts, row, counters); });
          }};
}

// The padding of this table is a row of its own. As records it is zeros. Its words are in Montgomery form
// from the beginning.
Job compression_job(std::span<const CompressionRecord> records, std::span<uint32_t> table, uint32_t width) {
  const auto fill = width == kCompressionColumns ? fill_compression : fill_compression_record;
  std::vector<uint32_t> padding(width);
  fill(CompressionRecord{}, Row{padding.data()});
  const auto height = static_cast<uint32_t>(table.size() / width);
  return {height, [records, table, width, fill, padding](uint32_t from, uint32_t to, Counters&) {
            for (uint32_t i = from; i < to; ++i) {
              uint32_t* const row = &table[size_t{i} * width];
              if (i < records.size())
                fill(records[i], Row{row});
              else
                std::copy(padding.begin(), padding.end(), row);
            }
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
    for (size_t i; (i = next.fetch_add(1)) < chunks.size();) {
      const auto [job, from] = chunks[i];
      job->fill(from, std::min(from + kChunkRows, job->height), own);
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

const Widths kTraceWidths = {
    chips::immediate::kWidth,      chips::add::kWidth,
    chips::compare::kWidth,        chips::bitwise::kWidth,
    chips::shift::kWidth,          chips::multiply::kWidth,
    chips::divide::kWidth,         chips::branch_equal::kWidth,
    chips::branch_less::kWidth,    chips::jump_register::kWidth,
    chips::load_word::kWidth,      chips::load_part::kWidth,
    chips::store_word::kWidth,     chips::store_part::kWidth,
    chips::call::kWidth,           chips::hint_word::kWidth,
    chips::refresh::kWidth,        chips::decode::kWidth,
    chips::leaf::kWidth,           chips::tree::kWidth,
    chips::compression::kWidth,    chips::connector::kWidth,
    chips::table::kWidth,          chips::opcode::kWidth,
    chips::sha_extend::kWidth,     chips::sha_schedule::kWidth,
    chips::sha_compress::kWidth,   chips::sha_rounds::kWidth,
    chips::keccak_permute::kWidth, chips::keccak_round::kWidth,
    chips::uint256_mul::kWidth,
};

const Widths kUploadWidths = [] {
  Widths widths = kTraceWidths;
  widths[Chip::kCompression] = kCompressionRecordWords;
  return widths;
}();

bool traces_fit(const ShardRecords& shard, const Traces& traces, const Widths& widths) {
  const ChipRows rows = shard.rows();
  for (size_t chip = 0; chip < traces.size(); ++chip) {
    const size_t height = traces[chip].size() / widths[chip];
    if (chip >= kFirstOptionalChip && traces[chip].empty() && rows[chip] == 0) continue;
    const bool fits = traces[chip].size() % widths[chip] == 0 && std::has_single_bit(height) &&
                      height >= rows[chip] && height <= kMaxTraceRows;
    if (!fits) return false;
    const bool is_fixed = chip == Chip::kTable || chip == Chip::kOpcode;
    if (is_fixed && height != rows[chip]) return false;
  }
  return true;
}

void fill_traces(const ShardRecords& shard, const Traces& traces, const Widths& widths, int threads,
                 ToMontgomery to_montgomery) {
  std::vector<Job> jobs;
  const auto table = [&](Chip::Index chip) { return FilledTable{traces[chip], widths[chip], to_montgomery}; };
  const auto add = [&]<class Record>(Chip::Index chip, std::span<const Record> records, auto fill) {
    jobs.push_back(job_of(records, table(chip), fill));
  };
#define SY_VM_ROWS(chip, Record, records, fill) \
  add(chip, std::span<const Record>(records),   \
      [](const Record& record, Row row, [[maybe_unused]] Counters& counters) { fill; })
#define SY_VM_STEPS(chip, fill) \
  SY_VM_ROWS(chip, StepRecord, shard.steps[chip], fill(record, row, counters.lookups()))
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
  SY_VM_ROWS(Chip::kCall, CallRecord, shard.calls, fill_call(record, row, counters.lookups()));
  SY_VM_ROWS(Chip::kHintWord, HintWordRecord, shard.hint_words,
             fill_hint_word(record, row, counters.lookups()));
  SY_VM_ROWS(Chip::kRefresh, RefreshRecord, shard.refreshes, fill_refresh(record, row, counters.lookups()));
  SY_VM_ROWS(Chip::kDecode, DecodeRecord, shard.decodes,
             fill_decode(record, row, counters.lookups(), counters.opcodes()));
  SY_VM_ROWS(Chip::kLeaf, LeafRecord, shard.leaves, fill_leaf(record, row));
  SY_VM_ROWS(Chip::kTree, TreeRecord, shard.nodes, fill_tree(record, row));
  SY_VM_ROWS(Chip::kConnector, ConnectorRecord, std::span(&shard.connector, 1),
             fill_connector(record, row, counters.lookups()));
#define SY_VM_PARTS(chip, Record, records, parts, fill)                  \
  jobs.push_back(                                                        \
      job_of_parts(std::span<const Record>(records), parts, table(chip), \
                   [](const Record& record, uint32_t part, Row row, Counters& counters) { fill; }))
  SY_VM_ROWS(Chip::kShaExtend, ShaExtendRecord, shard.sha_extends,
             fill_sha_extend(record, row, counters.lookups()));
  SY_VM_PARTS(Chip::kShaSchedule, ShaExtendRecord, shard.sha_extends, kScheduleRows,
              fill_sha_schedule(record, part, row, counters.lookups()));
  SY_VM_ROWS(Chip::kShaCompress, ShaCompressRecord, shard.sha_compresses,
             fill_sha_compress(record, row, counters.lookups()));
  SY_VM_PARTS(Chip::kShaRounds, ShaCompressRecord, shard.sha_compresses, kRoundParts,
              fill_sha_rounds(record, part, row, counters.lookups()));
  SY_VM_ROWS(Chip::kKeccakPermute, KeccakPermuteRecord, shard.keccak_permutes,
             fill_keccak_permute(record, row, counters.lookups()));
  SY_VM_PARTS(Chip::kKeccakRound, KeccakPermuteRecord, shard.keccak_permutes, kKeccakRounds,
              fill_keccak_round(record, part, row, counters.lookups()));
  SY_VM_ROWS(Chip::kUint256Mul, Uint256MulRecord, shard.uint256_muls,
             fill_uint256_mul(record, row, counters.lookups()));
#undef SY_VM_PARTS
#undef SY_VM_STEPS
#undef SY_VM_ROWS
  jobs.push_back(compression_job(shard.compressions, traces[Chip::kCompression], widths[Chip::kCompression]));
  Counters counters = run(jobs, threads);
  table(Chip::kTable).fill(0, kTableRows, kTableRows, [&](uint32_t v, Row row) {
    fill_table(counters.lookups(), v, row);
  });
  table(Chip::kOpcode).fill(0, kOpcodeTableRows, kOpcodeTableRows, [&](uint32_t i, Row row) {
    fill_opcode(counters.opcodes()[i], row);
  });
}

}  // namespace switchyard::vm
