#include "vm/checkpoint.h"

#include <doctest/doctest.h>

#include <cstring>
#include <functional>

#include "math/sha256.h"
#include "vm/checkpoint_replay.h"
#include "vm/replay_support.h"

using namespace switchyard::vm;
using namespace switchyard::test;

namespace {

template <class Record>
bool same_records(const std::vector<Record>& a, const std::vector<Record>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Record)) == 0);
}

bool same_shards(const ShardRecords& a, const ShardRecords& b) {
  for (size_t chip = 0; chip < a.steps.size(); ++chip)
    if (!same_records(a.steps[chip], b.steps[chip])) return false;
  return same_records(a.calls, b.calls) && same_records(a.hint_words, b.hint_words) &&
         same_records(a.refreshes, b.refreshes) && same_records(a.decodes, b.decodes) &&
         same_records(a.leaves, b.leaves) && same_records(a.nodes, b.nodes) &&
         same_records(a.compressions, b.compressions) && a.cycles == b.cycles &&
         std::memcmp(&a.connector, &b.connector, sizeof a.connector) == 0;
}

// Replays every shard of a run once more from its checkpoint alone.
void check_run(const std::string& guest, const Inputs& inputs, const ShardLimits& limits) {
  const Program program = example(guest);
  Silent observer;
  Replay replay(program, inputs, {1u << 28, 1u << 28}, observer);
  do {
    REQUIRE(replay.next(limits) == Replayed::kShard);
    const std::vector<uint8_t> bytes = write_checkpoint(checkpoint_of(replay.shard()));
    CHECK(same_shards(replay_checkpoint(read_checkpoint(bytes)), replay.shard()));
  } while (!replay.has_halted());
}

std::vector<uint8_t> sample_bytes() {
  const Program program = example("sha256");
  Silent observer;
  Replay replay(program, {std::vector<uint8_t>(100, 7), word_bytes(1)}, {1u << 28, 1u << 28}, observer);
  REQUIRE(replay.next(row_limits(3000)) == Replayed::kShard);
  return write_checkpoint(checkpoint_of(replay.shard()));
}

// The check that a checkpoint fails, read and replayed.
std::string failure(const std::function<void()>& action) {
  try {
    action();
  } catch (const CheckpointError& error) {
    return name(error.check());
  }
  return "";
}

std::string reading(const std::vector<uint8_t>& bytes) {
  return failure([&] { read_checkpoint(bytes); });
}

constexpr size_t kHashBytes = 32;

void rehash(std::vector<uint8_t>& bytes) {
  uint8_t digest[kHashBytes];
  switchyard::sha256(bytes.data(), bytes.size() - kHashBytes, digest);
  std::copy(digest, digest + kHashBytes, bytes.end() - kHashBytes);
}

}  // namespace

TEST_CASE("a shard replayed from its checkpoint has the same records") {
  check_run("fibonacci", {word_bytes(300)}, row_limits(1000));
  check_run("json", {std::vector<uint8_t>{'[', '1', ',', '"', 'x', '"', ']'}}, row_limits(777));
}

TEST_CASE("a checkpoint within a hint read holds the part that its shard reads") {
  ShardLimits limits = row_limits(1u << 20);
  limits.rows[Chip::kHintWord] = 16;
  check_run("sha256", {std::vector<uint8_t>(300, 9), word_bytes(2)}, limits);
}

TEST_CASE("a checkpoint reads back as it was written") {
  const std::vector<uint8_t> bytes = sample_bytes();
  CHECK(write_checkpoint(read_checkpoint(bytes)) == bytes);
}

TEST_CASE("damaged checkpoints are refused") {
  const std::vector<uint8_t> good = sample_bytes();
  const auto changed = [&](size_t at, uint8_t value, bool hashed = true) {
    std::vector<uint8_t> bytes = good;
    bytes[at] = value;
    if (hashed) rehash(bytes);
    return bytes;
  };
  CHECK(reading({}) == "TRUNCATED");
  CHECK(reading(changed(0, 'x')) == "MAGIC");
  CHECK(reading(changed(8, 9)) == "VERSION");
  CHECK(reading(changed(12, static_cast<uint8_t>(good[12] ^ 1), false)) == "HASH");
  CHECK(reading(changed(15, 0x7f)) == "PC");
  CHECK(reading(changed(19, 1)) == "STEPS");
  CHECK(reading(changed(23, 0xff)) == "DIGEST");
  CHECK(reading(changed(20, static_cast<uint8_t>(good[20] ^ 1))) == "ROOT");
  CHECK(reading(changed(55, 1)) == "TRUNCATED");  // the number of data leaves
  CHECK(reading(changed(59, 0xff)) == "LEAVES");  // the first one's index
  std::vector<uint8_t> cut(good.begin(), good.begin() + static_cast<ptrdiff_t>(good.size() / 2));
  rehash(cut);
  CHECK(reading(cut) == "TRUNCATED");
  std::vector<uint8_t> longer = good;
  longer.insert(longer.end() - kHashBytes, 4, 0);
  rehash(longer);
  CHECK(reading(longer) == "LENGTH");
}

TEST_CASE("no change of a checkpoint's bytes is replayed as the same shard") {
  const std::vector<uint8_t> good = sample_bytes();
  const ShardRecords shard = replay_checkpoint(read_checkpoint(good));
  Random random(5);
  for (int i = 0; i < 300; ++i) {
    std::vector<uint8_t> bytes = good;
    bytes[random.below(bytes.size() - kHashBytes)] ^= static_cast<uint8_t>(1 + random.below(255));
    rehash(bytes);
    bool same = false;
    const std::string check =
        failure([&] { same = same_shards(replay_checkpoint(read_checkpoint(bytes)), shard); });
    CHECK_FALSE(same);
  }
}

TEST_CASE("a checkpoint that does not fit its steps is refused when it is replayed") {
  const Checkpoint good = read_checkpoint(sample_bytes());
  const auto replaying = [&](const std::function<void(Checkpoint&)>& change) {
    Checkpoint checkpoint = good;
    change(checkpoint);
    return failure([&] { replay_checkpoint(checkpoint); });
  };
  CHECK(replaying([](Checkpoint&) {}) == "");
  CHECK(replaying([](Checkpoint& c) { c.hints.pop_back(); }) == "HINTS");
  CHECK(replaying([](Checkpoint& c) { c.hints.push_back(1); }) == "HINTS");
  CHECK(replaying([](Checkpoint& c) { c.first_pc += 1 << 20; }) == "STATE");
  CHECK(replaying([](Checkpoint& c) { c.steps = 100; }) != "");
}
