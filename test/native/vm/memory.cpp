#include "vm/memory.h"

#include <doctest/doctest.h>

#include <vector>

using namespace switchyard::vm;

namespace {

using Bytes = std::vector<uint8_t>;

Bytes read(Memory& memory, uint32_t address, size_t size) {
  Bytes bytes(size, 0xee);
  CHECK(memory.read(address, bytes) == Access::kDone);
  return bytes;
}

void write(Memory& memory, uint32_t address, const Bytes& bytes) {
  CHECK(memory.write(address, bytes) == Access::kDone);
}

}  // namespace

TEST_CASE("memory is zero at first, and keeps what is written across pages") {
  Memory memory(16 * kPageBytes);
  CHECK(read(memory, 5 * kPageBytes - 2, 4) == Bytes{0, 0, 0, 0});
  write(memory, 5 * kPageBytes - 2, {1, 2, 3, 4});
  CHECK(read(memory, 5 * kPageBytes - 3, 6) == Bytes{0, 1, 2, 3, 4, 0});
  CHECK(memory.used_bytes() == 2 * kPageBytes);
  CHECK(memory.accessed_pages() == std::vector<uint32_t>{4, 5});
}

TEST_CASE("ranges end at the limit of addresses") {
  Memory memory(16 * kPageBytes);
  Bytes four(4);
  CHECK(memory.read(kAddressLimit - 4, four) == Access::kDone);
  CHECK(memory.read(kAddressLimit - 3, four) == Access::kOutOfRange);
  CHECK(memory.write(kAddressLimit, four) == Access::kOutOfRange);
  CHECK(memory.read(UINT32_MAX, four) == Access::kOutOfRange);
  CHECK(memory.touch(kAddressLimit, false) == Access::kOutOfRange);
  CHECK(memory.touch(UINT32_MAX, true) == Access::kOutOfRange);
  Bytes none;
  CHECK(memory.read(kAddressLimit, none) == Access::kDone);
}

TEST_CASE("pages beyond the budget are refused, and nothing is written") {
  Memory memory(2 * kPageBytes + 1);
  write(memory, kPageBytes - 1, {1, 2});
  CHECK(memory.touch(9 * kPageBytes, false) == Access::kOverBudget);
  Bytes three_pages(2 * kPageBytes + 2, 7);
  CHECK(memory.write(0, three_pages) == Access::kOverBudget);
  CHECK(read(memory, kPageBytes - 1, 2) == Bytes{1, 2});
}

TEST_CASE("flags tell what may be done without touching") {
  Memory memory(16 * kPageBytes);
  CHECK((memory.flags()[3] & (Memory::kReadable | Memory::kWritable)) == 0);
  CHECK(memory.touch(3 * kPageBytes, false) == Access::kDone);
  CHECK((memory.flags()[3] & Memory::kReadable) != 0);
  CHECK((memory.flags()[kPageCount] & (Memory::kReadable | Memory::kWritable)) == 0);
}

TEST_CASE("a fork is undone: old pages, new pages, and what counts as accessed") {
  Memory memory(16 * kPageBytes);
  write(memory, 0, {1});
  write(memory, kPageBytes, {2});
  memory.begin_fork();
  CHECK((memory.flags()[0] & Memory::kWritable) == 0);
  CHECK(read(memory, 0, 1) == Bytes{1});
  write(memory, 0, {11});
  write(memory, 0, {12});
  write(memory, 7 * kPageBytes, {13});
  CHECK(read(memory, 8 * kPageBytes, 1) == Bytes{0});
  CHECK(read(memory, 0, 1) == Bytes{12});
  CHECK(memory.used_bytes() == 5 * kPageBytes);  // two, two new ones, one copy
  memory.end_fork();
  CHECK(memory.used_bytes() == 2 * kPageBytes);
  CHECK(memory.accessed_pages() == std::vector<uint32_t>{0, 1});
  CHECK(read(memory, 0, 1) == Bytes{1});
  CHECK(read(memory, 7 * kPageBytes, 1) == Bytes{0});
  SUBCASE("and a second fork saves again") {
    memory.begin_fork();
    write(memory, 0, {21});
    memory.end_fork();
    CHECK(read(memory, 0, 1) == Bytes{1});
  }
}

TEST_CASE("a fork that was cut short by the budget can still be undone") {
  Memory memory(2 * kPageBytes);
  write(memory, 0, {1});
  memory.begin_fork();
  write(memory, 0, {2});
  CHECK(memory.touch(5 * kPageBytes, true) == Access::kOverBudget);
  memory.end_fork();
  CHECK(read(memory, 0, 1) == Bytes{1});
}

TEST_CASE("epochs list the pages accessed in each, the image apart") {
  Memory memory(16 * kPageBytes);
  CHECK(memory.load({kPageBytes, 2, true, {5}}) == Access::kDone);
  CHECK(memory.accessed_pages().empty());
  CHECK(read(memory, kPageBytes, 2) == Bytes{5, 0});
  write(memory, 0, {1});
  CHECK(memory.accessed_pages() == std::vector<uint32_t>{0, 1});
  memory.begin_epoch();
  CHECK(memory.accessed_pages().empty());
  CHECK((memory.flags()[0] & Memory::kReadable) == 0);
  CHECK(read(memory, 0, 1) == Bytes{1});
  CHECK(memory.accessed_pages() == std::vector<uint32_t>{0});
  CHECK(memory.accessed_page_count() == 2);
}

TEST_CASE("peeking is no access, and sees zeros behind the limit") {
  Memory memory(16 * kPageBytes);
  write(memory, kAddressLimit - 2, {1, 2});
  Bytes bytes(4, 0xee);
  memory.peek(kAddressLimit - 2, bytes);
  CHECK(bytes == Bytes{1, 2, 0, 0});
  memory.peek(UINT32_MAX, bytes);
  CHECK(bytes == Bytes{0, 0, 0, 0});
  CHECK(memory.accessed_page_count() == 1);
}
