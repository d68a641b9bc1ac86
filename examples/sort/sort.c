// Sorting and searching. Input: words to sort; words to look for. Public values: how many words were sorted, the
// SHA-256 of the sorted words, and for each word looked for the place where it stands first, or 2^32 - 1.
#include "guest.h"
#include "sha256.h"

#define NOWHERE 0xffffffffu

static void sift_down(uint32_t *heap, size_t root, size_t count) {
  const uint32_t value = heap[root];
  for (;;) {
    size_t child = 2 * root + 1;
    if (child >= count) break;
    if (child + 1 < count && heap[child + 1] > heap[child]) ++child;
    if (heap[child] <= value) break;
    heap[root] = heap[child];
    root = child;
  }
  heap[root] = value;
}

// Heapsort: in place, and n log n whatever the input.
static void sort(uint32_t *words, size_t count) {
  for (size_t root = count / 2; root-- > 0;) sift_down(words, root, count);
  for (size_t end = count; end-- > 1;) {
    const uint32_t largest = words[0];
    words[0] = words[end];
    words[end] = largest;
    sift_down(words, 0, end);
  }
}

static uint32_t find_first(const uint32_t *sorted, size_t count, uint32_t wanted) {
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (sorted[middle] < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  return low < count && sorted[low] == wanted ? (uint32_t)low : NOWHERE;
}

static uint32_t *input_words(size_t *count) {
  size_t size;
  uint8_t *input = guest_input(&size);
  if (input == NULL || size % 4 != 0) guest_fail("an input of whole words is missing");
  *count = size / 4;
  return (uint32_t *)input;
}

int main(void) {
  size_t count, wanted_count;
  uint32_t *words = input_words(&count);
  const uint32_t *wanted = input_words(&wanted_count);
  sort(words, count);
  uint8_t digest[SHA256_BYTES];
  sha256(words, 4 * count, digest);
  guest_publish_word(count);
  guest_publish(digest, sizeof digest);
  for (size_t i = 0; i < wanted_count; ++i) guest_publish_word(find_first(words, count, wanted[i]));
  return 0;
}
