#include "vm/replay.h"

#include <doctest/doctest.h>

#include <map>
#include <tuple>

#include "vm/replay_support.h"

using namespace switchyard::vm;
using namespace switchyard::test;

namespace {

// What must come out even for the records to describe one run: the messages of the memory and step buses.
class Balance {
 public:
  void add(const ShardRecords& shard) {
    for (const auto& steps : shard.steps)
      for (const StepRecord& step : steps) add(step);
    for (const CallRecord& call : shard.calls) add(call);
    for (const HintWordRecord& row : shard.hint_words)
      access(kDataSpace, row.address, row.old, row.old_time, row.value, row.time);
    for (const RefreshRecord& row : shard.refreshes) {
      CHECK(row.time < row.slot << 10);
      access(row.space, row.address, row.value, row.time, row.value, row.slot << 10);
    }
    for (const DecodeRecord& row : shard.decodes) access(kCodeSpace, row.pc, row.word, 0, row.word, 1);
    const ConnectorRecord& connector = shard.connector;
    access(kSystemSpace, kHaltedWord, connector.halted, connector.halted_time, connector.halted,
           connector.last_time);
    for (const LeafRecord& leaf : shard.leaves)
      for (uint32_t i = 0; i < kLeafWords; ++i) {
        --memory_[{leaf.space, leaf.index * kLeafWords + i, leaf.after[i], leaf.time[i]}];
        ++memory_[{leaf.space, leaf.index * kLeafWords + i, leaf.before[i], 0}];
      }
    step(connector.last_pc, connector.last_time, connector.first_pc, 1);
    for (const auto& [message, count] : memory_) CHECK(count == 0);
    for (const auto& [message, count] : steps_) CHECK(count == 0);
  }

 private:
  void add(const StepRecord& record) {
    const uint32_t op = record.op, t = record.time;
    read(record.rs1, record.a, record.a_time, t);
    const bool has_second = op == 2 || (op >= 3 && op <= 5) || (op >= 8 && op <= 10) ||
                            (op >= 14 && op <= 16) || (op >= 20 && op <= 33) || (op >= 39 && op <= 41);
    if (has_second) read(record.x, record.b, record.b_time, t + 1);
    const bool has_result = op < 28 || (op >= 34 && op <= 38) || op == 42;
    if (has_result) {
      CHECK(t + 2 - record.old_time - 1 < 1u << 16);
      access(kSystemSpace, record.rd, record.old, record.old_time, record.result, t + 2);
    }
    if (op >= 34 && op <= 41)
      access(kDataSpace, record.address, record.word, record.word_time, record.new_word, t);
    step(record.pc, t, record.next, t + 4);
  }
  void add(const CallRecord& record) {
    access(kSystemSpace, 5, record.number, record.t0_time, record.t0_new, record.time);
    const bool paged = record.page_address != 0;
    if (paged) read(10, record.a0, record.a0_time, record.time);
    if (record.number == 0x10 || record.number == 0x1a || record.number == 0xf1)
      read(11, record.a1, record.a1_time, record.time);
    if (paged)
      access(kSystemSpace, record.page_address, record.page_old, record.page_time, record.page_new,
             record.time);
    if (record.number == 0)
      access(kSystemSpace, kHaltedWord, record.flag_old, record.flag_time, 1, record.time);
    step(record.pc, record.time, record.next, record.time + 4);
  }
  void read(uint32_t reg, uint32_t value, uint32_t before, uint32_t time) {
    CHECK(time - before - 1 < 1u << 16);
    access(kSystemSpace, reg, value, before, value, time);
  }
  void access(uint32_t space, uint32_t word, uint32_t old, uint32_t before, uint32_t value, uint32_t time) {
    CHECK(before < time);
    --memory_[{space, word, old, before}];
    ++memory_[{space, word, value, time}];
  }
  void step(uint32_t pc, uint32_t time, uint32_t next, uint32_t next_time) {
    --steps_[{pc, time}];
    ++steps_[{next, next_time}];
  }

  std::map<std::tuple<uint32_t, uint32_t, uint32_t, uint32_t>, int> memory_;
  std::map<std::pair<uint32_t, uint32_t>, int> steps_;
};

struct Chain {
  Digest root;
  uint64_t cycles = 0;
  size_t shards = 0;
  std::vector<uint8_t> public_values;
};

// Replays to the end, checks every shard, and that each begins where the last one ended.
Chain replay_all(const Program& program, const Inputs& inputs, const ShardLimits& limits) {
  Silent observer;
  Replay replay(program, inputs, {1u << 28, 1u << 28}, observer);
  Chain chain;
  chain.root = replay.tree().root();
  uint32_t pc = program.entry() / 4;
  while (!replay.has_halted()) {
    REQUIRE(replay.next(limits) == Replayed::kShard);
    const ShardRecords& shard = replay.shard();
    CHECK(shard.connector.root_before == chain.root);
    CHECK(shard.connector.first_pc == pc);
    CHECK(shard.connector.halted == replay.has_halted());
    CHECK(shard.connector.root_after == replay.tree().root());
    const ChipRows rows = shard.rows();
    for (int chip = 0; chip < Chip::kConnector; ++chip) CHECK(rows[chip] <= limits.rows[chip]);
    Balance().add(shard);
    chain.root = shard.connector.root_after;
    pc = shard.connector.last_pc;
    chain.cycles += shard.cycles;
    ++chain.shards;
  }
  CHECK(pc == kHaltedPc);
  CHECK(replay.next(limits) == Replayed::kEnded);
  chain.public_values = replay.outcome().public_values;
  CHECK(chain.cycles == replay.outcome().cycles);
  return chain;
}

void check_same_end(const Chain& a, const Chain& b) {
  CHECK(a.root == b.root);
  CHECK(a.cycles == b.cycles);
  CHECK(a.public_values == b.public_values);
}

}  // namespace

TEST_CASE("the records of an example guest balance, and cuts change nothing but the shards") {
  const Program program = example("fibonacci");
  const Inputs inputs = {word_bytes(1000)};
  const Chain whole = replay_all(program, inputs, row_limits(1u << 20));
  CHECK(whole.shards == 1);
  const Chain by_steps = replay_all(program, inputs, row_limits(1000));
  CHECK(by_steps.shards == (whole.cycles + 999) / 1000);
  check_same_end(whole, by_steps);
  const Chain by_rows = replay_all(program, inputs, row_limits(1u << 20, 600));
  CHECK(by_rows.shards > 1);
  check_same_end(whole, by_rows);
}

TEST_CASE("loads, stores and calls of every kind balance") {
  const Program program = example("json");
  const std::string text = R"({"a": [1, 2.5, "x\u0041", true, null], "b": {}})";
  const Inputs inputs = {std::vector<uint8_t>(text.begin(), text.end())};
  const Chain whole = replay_all(program, inputs, row_limits(1u << 20));
  check_same_end(whole, replay_all(program, inputs, row_limits(333)));
}

TEST_CASE("a hint read is divided where its rows do not fit") {
  const Program program = example("sha256");
  Inputs inputs = {std::vector<uint8_t>(1001), word_bytes(1)};
  for (size_t i = 0; i < inputs[0].size(); ++i) inputs[0][i] = static_cast<uint8_t>(i * 7);
  const Chain whole = replay_all(program, inputs, row_limits(1u << 20));
  ShardLimits narrow = row_limits(1u << 20);
  narrow.rows[Chip::kHintWord] = 16;
  const Chain divided = replay_all(program, inputs, narrow);
  CHECK(divided.shards >= 251 / 16);
  check_same_end(whole, divided);
}

TEST_CASE("registers that rest are refreshed before they are used again") {
  const Program program = example("fibonacci");
  Silent observer;
  Replay replay(program, {word_bytes(20000)}, {1u << 28, 1u << 28}, observer);
  REQUIRE(replay.next(row_limits(1u << 20)) == Replayed::kShard);
  CHECK(replay.shard().refreshes.size() > 1);
  Balance().add(replay.shard());
}

TEST_CASE("limits without room for a step are refused, and change nothing") {
  const Program program = example("fibonacci");
  Silent observer;
  Replay replay(program, {word_bytes(1)}, {1u << 28, 1u << 28}, observer);
  CHECK(replay.next(row_limits(1u << 20, 8)) == Replayed::kNoRoom);
  CHECK(replay.next(row_limits(0)) == Replayed::kNoRoom);
  CHECK(replay.next(row_limits(1u << 20)) == Replayed::kShard);
}

TEST_CASE("a run that ends otherwise than by halting has no last shard") {
  const Program program = example("fibonacci");
  Silent observer;
  Replay cut_short(program, {word_bytes(1000)}, {100, 1u << 28}, observer);
  CHECK(cut_short.next(row_limits(1u << 20)) == Replayed::kEnded);
  CHECK(cut_short.outcome().limit == Limit::kCycles);
}
