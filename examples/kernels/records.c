// Records and blocks of bytes that are moved.
#include <string.h>

#include "kernels.h"

struct record {
  uint32_t key, place;
  uint16_t kind;
  uint8_t text[6];
};

static int comes_before(const struct record* a, const struct record* b) {
  if (a->kind != b->kind) return a->kind < b->kind;
  return a->key != b->key ? a->key < b->key : a->place < b->place;
}

static void sort_records(struct record* records, int32_t first, int32_t last) {
  while (first < last) {
    const struct record middle = records[first + (last - first) / 2];
    int32_t low = first, high = last;
    while (low <= high) {
      while (comes_before(&records[low], &middle)) ++low;
      while (comes_before(&middle, &records[high])) --high;
      if (low > high) break;
      const struct record moved = records[low];
      records[low++] = records[high];
      records[high--] = moved;
    }
    if (high - first < last - low) {
      sort_records(records, first, high);
      first = low;
    } else {
      sort_records(records, low, last);
      last = high;
    }
  }
}

// Sorts records of 16 bytes by two of their parts, calling itself.
uint32_t quicksort(uint32_t rounds) {
  enum { COUNT = 256 };
  static struct record records[COUNT];
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    for (uint32_t i = 0; i < COUNT; ++i) {
      const uint32_t word = random_word();
      records[i] = (struct record){word, i, (uint16_t)(word % 7), {(uint8_t)word, 1, 2, 3, 4, 5}};
    }
    sort_records(records, 0, COUNT - 1);
    for (uint32_t i = 0; i < COUNT; ++i) sum = 31 * sum + records[i].place;
  }
  return sum;
}

// Copies, moves and fills pieces of a block, from and to any address.
uint32_t copying(uint32_t rounds) {
  enum { BLOCK = 4096, MOST = 512 };
  static uint8_t block[BLOCK], other[BLOCK];
  random_bytes(block, sizeof block);
  for (uint32_t round = 0; round < rounds; ++round) {
    const uint32_t word = random_word();
    const size_t size = word % MOST, from = (word >> 9) % (BLOCK - MOST), to = (word >> 16) % (BLOCK - MOST);
    memcpy(other + to, block + from, size);
    memmove(block + to, block + from, size / 2);
    memcpy(block + (from & ~(size_t)3), other + (to & ~(size_t)3), MOST);
    if (round % 4 == 0) memset(other + from, (int)(word >> 24), size);
  }
  return checksum(block, sizeof block) + checksum(other, sizeof other);
}
