#include "cpu/memory.h"

#include "support.h"

using switchyard::cpu::Buffer;
using switchyard::cpu::MemoryPool;

namespace {
constexpr size_t kMiB = size_t{1} << 20;
constexpr size_t kWordsPerMiB = kMiB / sizeof(uint32_t);
}  // namespace

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
