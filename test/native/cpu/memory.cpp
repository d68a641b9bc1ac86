#include "cpu/memory.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <deque>

#include "support.h"

using switchyard::cpu::Buffer;
using switchyard::cpu::MemoryPool;

namespace {
constexpr size_t kMiB = size_t{1} << 20;
constexpr size_t kWordsPerMiB = kMiB / sizeof(uint32_t);

bool refuse_moves = false;

// Different in each block and word.
void fill(Buffer& buffer, size_t first, size_t end, uint32_t seed) {
  for (size_t i = first; i < end; ++i) buffer.data()[i] = seed + static_cast<uint32_t>(i) * 2654435761u;
}
bool is_filled(const Buffer& buffer, size_t end, uint32_t seed) {
  for (size_t i = 0; i < end; ++i)
    if (buffer.data()[i] != seed + static_cast<uint32_t>(i) * 2654435761u) return false;
  return true;
}
}  // namespace

// In the place of the C library's, so that a system that does not move pages can be played.
extern "C" void* mremap(void* old, size_t old_bytes, size_t bytes, int flags, ...) noexcept {
  va_list arguments;
  va_start(arguments, flags);
  void* const to = va_arg(arguments, void*);
  va_end(arguments);
  if (refuse_moves) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  return reinterpret_cast<void*>(syscall(SYS_mremap, old, old_bytes, bytes, flags, to));
}

TEST_CASE("a buffer is aligned, writable to its end, and charged in whole pages") {
  MemoryPool pool(64 * kMiB);
  for (size_t words : {size_t{1}, size_t{1000}, size_t{1024}, kWordsPerMiB, 2 * kWordsPerMiB + 1}) {
    Buffer buffer = Buffer::allocate(pool, words);
    REQUIRE(buffer);
    CHECK(reinterpret_cast<uintptr_t>(buffer.data()) % 64 == 0);
    buffer.data()[0] = 1;
    buffer.data()[words - 1] = 2;
    CHECK(pool.used() % 4096 == 0);
    CHECK(pool.used() >= words * sizeof(uint32_t));
  }
  CHECK(pool.used() == 0);
  CHECK(pool.peak() == 4 * kMiB);
}

TEST_CASE("the limit holds, and refusal changes nothing") {
  MemoryPool pool(8 * kMiB);
  Buffer first = Buffer::allocate(pool, 6 * kWordsPerMiB);
  REQUIRE(first);
  CHECK_FALSE(Buffer::allocate(pool, 4 * kWordsPerMiB));
  CHECK(pool.used() == 6 * kMiB);
  CHECK(Buffer::allocate(pool, 2 * kWordsPerMiB));
  CHECK_FALSE(Buffer::allocate(pool, 0));
  CHECK_FALSE(Buffer::allocate(pool, ~size_t{0}));
}

TEST_CASE("large blocks are reused, and kept ones never stand in the way of the limit") {
  MemoryPool pool(8 * kMiB);
  const uint32_t* place = Buffer::allocate(pool, 6 * kWordsPerMiB).data();
  CHECK(Buffer::allocate(pool, 6 * kWordsPerMiB).data() == place);
  // 6 MiB are kept; 4 MiB more would pass the limit unless they are dropped.
  CHECK(Buffer::allocate(pool, 4 * kWordsPerMiB));
  CHECK(pool.used() == 0);
}

TEST_CASE("moving a buffer moves its charge") {
  MemoryPool pool(8 * kMiB);
  Buffer a = Buffer::allocate(pool, 100);
  Buffer b = std::move(a);
  CHECK_FALSE(a);
  CHECK(b);
  CHECK(pool.used() == 4096);
  b = Buffer();
  CHECK(pool.used() == 0);
}

TEST_CASE("kept pages go to blocks of any size before fresh ones do") {
  MemoryPool pool(64 * kMiB);
  Buffer::allocate(pool, 8 * kWordsPerMiB);
  CHECK(pool.kept() == 8 * kMiB);
  Buffer smaller = Buffer::allocate(pool, 6 * kWordsPerMiB);
  CHECK(pool.kept() == 2 * kMiB);
  Buffer larger = Buffer::allocate(pool, 4 * kWordsPerMiB);
  REQUIRE(larger);
  CHECK(pool.kept() == 0);
  fill(smaller, 0, smaller.words(), 1);
  fill(larger, 0, larger.words(), 2);
  CHECK(is_filled(smaller, smaller.words(), 1));
  CHECK(is_filled(larger, larger.words(), 2));
}

TEST_CASE("a buffer grows with its contents, and is charged the difference") {
  for (bool refused : {false, true}) {
    CAPTURE(refused);
    refuse_moves = refused;
    MemoryPool pool(16 * kMiB);
    Buffer::allocate(pool, 2 * kWordsPerMiB);  // to be used for the end
    Buffer buffer = Buffer::allocate(pool, 6 * kWordsPerMiB);
    fill(buffer, 0, buffer.words(), 3);
    REQUIRE(buffer.grow(16 * kWordsPerMiB));
    CHECK(buffer.words() == 16 * kWordsPerMiB);
    CHECK(reinterpret_cast<uintptr_t>(buffer.data()) % 64 == 0);
    CHECK(pool.used() == 16 * kMiB);
    CHECK(pool.peak() == 16 * kMiB);
    CHECK(pool.kept() == 0);
    CHECK(is_filled(buffer, 6 * kWordsPerMiB, 3));
    fill(buffer, 6 * kWordsPerMiB, buffer.words(), 3);
    CHECK(is_filled(buffer, buffer.words(), 3));

    const uint32_t* place = buffer.data();
    CHECK_FALSE(buffer.grow(16 * kWordsPerMiB + 1));
    CHECK_FALSE(buffer.grow(~size_t{0}));
    CHECK(buffer.grow(5));
    CHECK(buffer.words() == 16 * kWordsPerMiB);
    CHECK(buffer.data() == place);
    CHECK(is_filled(buffer, buffer.words(), 3));

    buffer.shrink(5 * kWordsPerMiB);
    CHECK(pool.used() == 6 * kMiB);
    CHECK(pool.kept() == 10 * kMiB);
    CHECK(is_filled(buffer, buffer.words(), 3));
    buffer = Buffer();
    CHECK(pool.used() == 0);
    CHECK(pool.kept() == 16 * kMiB);
  }
  refuse_moves = false;
}

TEST_CASE("a small buffer grows, too") {
  MemoryPool pool(8 * kMiB);
  Buffer buffer = Buffer::allocate(pool, 1000);
  fill(buffer, 0, 1000, 4);
  REQUIRE(buffer.grow(1024));
  CHECK(pool.used() == 4096);
  for (size_t words : {size_t{1025}, kWordsPerMiB, 3 * kWordsPerMiB}) {
    REQUIRE(buffer.grow(words));
    CHECK(pool.used() == MemoryPool::footprint(words * sizeof(uint32_t)));
    CHECK(is_filled(buffer, 1000, 4));
  }
  buffer.shrink(1000);
  CHECK(buffer.words() == 3 * kWordsPerMiB);
  CHECK_FALSE(buffer.grow(8 * kWordsPerMiB + 1));
  CHECK(is_filled(buffer, 1000, 4));
  CHECK_FALSE(Buffer().grow(1));
}

TEST_CASE("blocks made of many pieces keep their contents, and keeping adds nothing to the most in use") {
  switchyard::test::Random random(1);
  for (uint64_t refusals : {0, 4}) {  // of 16 steps
    MemoryPool pool(256 * kMiB);
    std::deque<std::pair<Buffer, uint32_t>> held;
    size_t most_used = 0;
    for (uint32_t step = 0; step < 400; ++step) {
      refuse_moves = random.below(16) < refusals;
      const size_t words = (2 + random.below(12)) * kWordsPerMiB;
      if (held.size() > 8 || (held.size() > 2 && random.below(2) == 0)) {
        held.pop_front();
      } else if (!held.empty() && random.below(2) == 0) {
        auto& [buffer, seed] = held[random.below(held.size())];
        const size_t had = buffer.words();
        REQUIRE(buffer.grow(had + words));
        buffer.data()[buffer.words() - 1] = 1;
        fill(buffer, had, std::min(had + 1000, buffer.words()), seed);
        buffer.shrink(had);
      } else {
        held.emplace_back(Buffer::allocate(pool, words), step);
        REQUIRE(held.back().first);
        fill(held.back().first, 0, held.back().first.words(), step);
      }
      most_used = std::max(most_used, pool.peak());
      REQUIRE(pool.used() + pool.kept() <= most_used);
      if (step % 16 == 0)
        for (const auto& [buffer, seed] : held) REQUIRE(is_filled(buffer, buffer.words(), seed));
    }
  }
  refuse_moves = false;
}
