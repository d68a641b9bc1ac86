// The pool of a card's memory, and the ring that copies pass through.
#include <doctest/doctest.h>

#include <random>
#include <utility>
#include <vector>

#include "cuda/memory/pool.h"
#include "cuda/memory/staging.h"
#include "cuda/runtime/runtime.h"
#include "device/kit/fault.h"

using namespace switchyard;
using namespace switchyard::cuda;

namespace {

constexpr size_t kUnit = Pool::kGranule;

}  // namespace

TEST_CASE("the pool counts whole granules, refuses above its budget, and joins what comes back") {
  const auto runtime = open_card(0);
  Pool pool(*runtime, 10 * kUnit + 1);
  CHECK(pool.figures().budget_bytes == 10 * kUnit);
  Buffer a = Buffer::allocate(pool, 1, 0);
  Buffer b = Buffer::allocate(pool, 4 * kUnit, 0);
  Buffer c = Buffer::allocate(pool, 5 * kUnit, 0);
  CHECK(pool.figures().used_bytes == 10 * kUnit);
  CHECK_FALSE(Buffer::allocate(pool, 1, 0));
  CHECK_FALSE(Buffer::allocate(pool, SIZE_MAX, 0));
  a = Buffer();
  c = Buffer();
  CHECK(pool.largest_free(0) == 5 * kUnit);
  b = Buffer();
  CHECK(pool.largest_free(0) == 10 * kUnit);
  CHECK(pool.figures().peak_bytes == 10 * kUnit);
  pool.reset_peak();
  CHECK(pool.figures().peak_bytes == 0);
}

TEST_CASE("what a queue may still be using is for that queue alone until it has settled") {
  const auto runtime = open_card(0);
  Pool pool(*runtime, 4 * kUnit);
  Buffer all = Buffer::allocate(pool, 4 * kUnit, 1);
  all.give_back(1);
  CHECK_FALSE(all);
  CHECK(pool.largest_free(2) == 0);
  CHECK_FALSE(Buffer::allocate(pool, kUnit, 2));
  Buffer again = Buffer::allocate(pool, kUnit, 1);
  CHECK(again);
  again.give_back(1);
  pool.settle(1);
  CHECK(pool.largest_free(2) == 4 * kUnit);
}

TEST_CASE("blocks of the pool do not overlap, whatever the order") {
  const auto runtime = open_card(0);
  Pool pool(*runtime, 64 * kUnit);
  std::mt19937 random(1);
  std::vector<std::pair<Buffer, uint32_t>> held;
  for (uint32_t step = 0; step < 4000; ++step) {
    const uint32_t queue = random() % 3;
    if (random() % 2 == 0 || held.empty()) {
      Buffer buffer = Buffer::allocate(pool, random() % (8 * kUnit) + 1, queue);
      if (!buffer) continue;
      std::fill_n(static_cast<char*>(buffer.data()), buffer.bytes(), static_cast<char>(step));
      held.emplace_back(std::move(buffer), step);
    } else {
      std::swap(held[random() % held.size()], held.back());
      const auto& [buffer, mark] = held.back();
      const char* bytes = static_cast<const char*>(buffer.data());
      CHECK(std::all_of(bytes, bytes + buffer.bytes(), [&](char c) { return c == static_cast<char>(mark); }));
      held.back().first.give_back(random() % 2 == 0 ? queue : kAnyQueue);
      held.pop_back();
      if (random() % 4 == 0) pool.settle(queue);
    }
  }
  held.clear();
  for (uint32_t queue = 0; queue < 3; ++queue) pool.settle(queue);
  CHECK(pool.figures().used_bytes == 0);
  CHECK(pool.largest_free(0) == 64 * kUnit);
}

TEST_CASE("a budget that the card does not have is refused") {
  const auto runtime = open_card(0);
  CHECK_THROWS_AS(Pool(*runtime, size_t{1} << 62), device::Fault);
}

TEST_CASE("copies through the ring arrive whole and in order, however many there are") {
  const auto runtime = open_card(0);
  const auto stream = runtime->new_stream();
  Staging staging(*runtime, *stream);
  std::mt19937 random(2);
  std::vector<uint32_t> there(3 * Staging::kMostBytes / 4);
  std::vector<uint32_t> back;
  uint32_t next = 0;
  for (int round = 0; round < 40; ++round) {
    const size_t words = round % 3 == 0 ? Staging::kMostBytes / 4 : random() % 100'000 + 1;
    std::vector<uint32_t> source(words);
    for (uint32_t& word : source) word = next++;
    staging.to_device(there.data(), source.data(), words * 4);
    staging.to_host(there.data(), words * 4, [&back, words](const void* bytes) {
      const auto* copied = static_cast<const uint32_t*>(bytes);
      back.insert(back.end(), copied, copied + words);
    });
  }
  staging.drain();
  CHECK(back.size() == next);
  for (uint32_t i = 0; i < next; ++i) {
    if (back[i] == i) continue;
    CHECK(back[i] == i);
    break;
  }
  const device::LinkBytes moved = staging.take_moved();
  CHECK(moved.to_device == uint64_t{4} * next);
  CHECK(moved.to_host == uint64_t{4} * next);
  CHECK(staging.take_moved().to_device == 0);
}
