// Decompression: DEFLATE (RFC 1951). Input: a compressed stream; the most bytes that it may give, as a word. Public
// values: SHA-256 of the stream, of what it gives, and how many bytes that is.
#include <string.h>

#include "guest.h"
#include "sha256.h"

enum { MOST_BITS = 15, LITERALS = 288, DISTANCES = 30, LENGTH_CODES = 19, END_OF_BLOCK = 256 };

struct reader {
  const uint8_t *next, *end;
  uint32_t bits;  // not taken yet, the first lowest
  uint32_t count;
};

struct writer {
  uint8_t *bytes;
  size_t size, limit;
};

// A prefix code: how many words there are of each length, and the symbols in order of their words.
struct code {
  uint16_t counts[MOST_BITS + 1];
  uint16_t symbols[LITERALS];
};

static uint32_t take(struct reader *from, uint32_t count) {
  while (from->count < count) {
    if (from->next == from->end) guest_fail("the stream ends too early");
    from->bits |= (uint32_t)*from->next++ << from->count;
    from->count += 8;
  }
  const uint32_t bits = from->bits & ((1u << count) - 1);
  from->bits >>= count;
  from->count -= count;
  return bits;
}

static void put(struct writer *to, uint8_t byte) {
  if (to->size == to->limit) guest_fail("the stream gives more than it may");
  to->bytes[to->size++] = byte;
}

static void make_code(struct code *code, const uint8_t *lengths, size_t count) {
  memset(code->counts, 0, sizeof code->counts);
  for (size_t i = 0; i < count; ++i) ++code->counts[lengths[i]];
  code->counts[0] = 0;
  uint32_t room = 1;
  uint16_t places[MOST_BITS + 2];
  places[1] = 0;
  for (size_t bits = 1; bits <= MOST_BITS; ++bits) {
    room <<= 1;
    if (code->counts[bits] > room) guest_fail("a code has too many words");
    room -= code->counts[bits];
    places[bits + 1] = places[bits] + code->counts[bits];
  }
  for (size_t i = 0; i < count; ++i)
    if (lengths[i]) code->symbols[places[lengths[i]]++] = i;
}

// Reads a word bit by bit: words of one length are consecutive numbers.
static uint32_t take_symbol(struct reader *from, const struct code *code) {
  uint32_t word = 0, first = 0, place = 0;
  for (size_t bits = 1; bits <= MOST_BITS; ++bits) {
    word |= take(from, 1);
    const uint32_t count = code->counts[bits];
    if (word - first < count) return code->symbols[place + (word - first)];
    place += count;
    first = (first + count) << 1;
    word <<= 1;
  }
  guest_fail("a word is of no code");
}

static void copy_block(struct reader *from, struct writer *to) {
  // Stored bytes begin with a whole byte.
  from->bits >>= from->count & 7;
  from->count &= ~7u;
  const uint32_t size = take(from, 16);
  if (take(from, 16) != (size ^ 0xffff)) guest_fail("a stored block has a wrong length");
  for (uint32_t i = 0; i < size; ++i) put(to, take(from, 8));
}

static void expand_block(struct reader *from, struct writer *to, const struct code *literals,
                         const struct code *distances) {
  static const uint16_t LENGTH[29] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                      31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
  static const uint8_t LENGTH_BITS[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                          2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  static const uint16_t DISTANCE[DISTANCES] = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,
                                               33,  49,  65,  97,  129, 193,  257,  385,  513,  769,
                                               1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
  for (;;) {
    const uint32_t symbol = take_symbol(from, literals);
    if (symbol < END_OF_BLOCK) {
      put(to, symbol);
      continue;
    }
    if (symbol == END_OF_BLOCK) return;
    const uint32_t kind = symbol - END_OF_BLOCK - 1;
    if (kind >= 29) guest_fail("a length is none");
    uint32_t length = LENGTH[kind] + take(from, LENGTH_BITS[kind]);
    const uint32_t far = take_symbol(from, distances);
    if (far >= DISTANCES) guest_fail("a distance is none");
    const uint32_t distance = DISTANCE[far] + take(from, far < 4 ? 0 : far / 2 - 1);
    if (distance > to->size) guest_fail("a distance goes back before the beginning");
    for (; length > 0; --length) put(to, to->bytes[to->size - distance]);
  }
}

static void expand_fixed(struct reader *from, struct writer *to) {
  static struct code literals, distances;
  uint8_t lengths[LITERALS];
  memset(lengths, 8, 144);
  memset(lengths + 144, 9, 112);
  memset(lengths + 256, 7, 24);
  memset(lengths + 280, 8, 8);
  make_code(&literals, lengths, LITERALS);
  memset(lengths, 5, DISTANCES);
  make_code(&distances, lengths, DISTANCES);
  expand_block(from, to, &literals, &distances);
}

static void expand_dynamic(struct reader *from, struct writer *to) {
  static const uint8_t ORDER[LENGTH_CODES] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  static struct code literals, distances;
  const uint32_t literal_count = take(from, 5) + 257;
  const uint32_t distance_count = take(from, 5) + 1;
  const uint32_t order_count = take(from, 4) + 4;
  if (literal_count > 286 || distance_count > DISTANCES) guest_fail("a code has too many symbols");
  uint8_t lengths[LITERALS + DISTANCES] = {0};
  for (uint32_t i = 0; i < order_count; ++i) lengths[ORDER[i]] = take(from, 3);
  make_code(&literals, lengths, LENGTH_CODES);
  memset(lengths, 0, LENGTH_CODES);
  for (uint32_t i = 0; i < literal_count + distance_count;) {
    const uint32_t symbol = take_symbol(from, &literals);
    if (symbol < 16) {
      lengths[i++] = symbol;
      continue;
    }
    if (symbol == 16 && i == 0) guest_fail("there is no length to repeat");
    const uint8_t length = symbol == 16 ? lengths[i - 1] : 0;
    uint32_t repeats = symbol == 16 ? 3 + take(from, 2) : symbol == 17 ? 3 + take(from, 3) : 11 + take(from, 7);
    if (repeats > literal_count + distance_count - i) guest_fail("too many lengths");
    for (; repeats > 0; --repeats) lengths[i++] = length;
  }
  if (lengths[END_OF_BLOCK] == 0) guest_fail("a block has no end");
  make_code(&literals, lengths, literal_count);
  make_code(&distances, lengths + literal_count, distance_count);
  expand_block(from, to, &literals, &distances);
}

int main(void) {
  size_t size;
  const uint8_t *stream = guest_input(&size);
  if (stream == NULL) guest_fail("a stream is missing");
  struct writer to = {NULL, 0, guest_input_word()};
  to.bytes = guest_allocate(to.limit);
  struct reader from = {stream, stream + size, 0, 0};
  for (uint32_t is_last = 0; !is_last;) {
    is_last = take(&from, 1);
    switch (take(&from, 2)) {
      case 0: copy_block(&from, &to); break;
      case 1: expand_fixed(&from, &to); break;
      case 2: expand_dynamic(&from, &to); break;
      default: guest_fail("a block is of no kind");
    }
  }
  uint8_t digest[SHA256_BYTES];
  sha256(stream, size, digest);
  guest_publish(digest, sizeof digest);
  sha256(to.bytes, to.size, digest);
  guest_publish(digest, sizeof digest);
  guest_publish_word(to.size);
  return 0;
}
