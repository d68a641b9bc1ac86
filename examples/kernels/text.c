// Work on bytes of text.
#include <string.h>

#include "guest.h"
#include "kernels.h"

enum { TEXT_BYTES = 4096 };

static uint8_t text[TEXT_BYTES];

// Encodes bytes, decodes what came out, and changes the bytes by it.
uint32_t base64(uint32_t rounds) {
  enum { BYTES = 768, LETTERS = BYTES / 3 * 4 };
  static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static uint8_t bytes[BYTES], back[BYTES], values[256];
  for (uint8_t i = 0; i < 64; ++i) values[(uint8_t)ALPHABET[i]] = i;
  random_bytes(bytes, sizeof bytes);
  for (uint32_t round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < BYTES / 3; ++i) {
      const uint32_t group =
          (uint32_t)bytes[3 * i] << 16 | (uint32_t)bytes[3 * i + 1] << 8 | bytes[3 * i + 2];
      for (int j = 0; j < 4; ++j) text[4 * i + j] = (uint8_t)ALPHABET[group >> (18 - 6 * j) & 63];
    }
    for (size_t i = 0; i < LETTERS / 4; ++i) {
      uint32_t group = 0;
      for (int j = 0; j < 4; ++j) group = group << 6 | values[text[4 * i + j]];
      for (int j = 0; j < 3; ++j) back[3 * i + j] = (uint8_t)(group >> (16 - 8 * j));
    }
    if (memcmp(back, bytes, BYTES) != 0) guest_fail("Base64 did not come back");
    for (size_t i = 0; i < BYTES; ++i) bytes[i] ^= text[i];
  }
  return checksum(bytes, sizeof bytes);
}

static size_t put_code_point(uint8_t* to, uint32_t point) {
  if (point < 0x80) {
    to[0] = (uint8_t)point;
    return 1;
  }
  const size_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  static const uint8_t FIRST[] = {0, 0xc0, 0xe0, 0xf0};
  to[0] = (uint8_t)(FIRST[more] | point >> 6 * more);
  for (size_t i = 1; i <= more; ++i) to[i] = (uint8_t)(0x80 | (point >> 6 * (more - i) & 0x3f));
  return more + 1;
}

// Where the first byte stands that no valid text has there, or the size; *points gets the number of code
// points.
static size_t valid_until(const uint8_t* bytes, size_t size, uint32_t* points) {
  *points = 0;
  for (size_t at = 0; at < size; ++*points) {
    const uint8_t first = bytes[at];
    if (first < 0x80) {
      ++at;
      continue;
    }
    const size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || at + more >= size) return at;
    uint8_t least = 0x80, most = 0xbf;
    if (first == 0xe0) least = 0xa0;
    if (first == 0xed) most = 0x9f;
    if (first == 0xf0) least = 0x90;
    if (first == 0xf4) most = 0x8f;
    for (size_t i = 1; i <= more; ++i, least = 0x80, most = 0xbf)
      if (bytes[at + i] < least || bytes[at + i] > most) return at + i;
    at += more + 1;
  }
  return size;
}

// Checks UTF-8, each time with another byte spoilt.
uint32_t utf8(uint32_t rounds) {
  size_t size = 0;
  while (size < TEXT_BYTES - 4) {
    const uint32_t word = random_word(), point = word >> 11;
    switch (word % 8) {
      case 0:
        size += put_code_point(text + size, 0x10000 + (point & 0xfffff));
        break;
      case 1:
        size += put_code_point(text + size, 0x800 + point % 0xd000);
        break;
      case 2:
        size += put_code_point(text + size, 0x80 + point % 0x780);
        break;
      default:
        size += put_code_point(text + size, point & 0x7f);
    }
  }
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    uint32_t points;
    const size_t place = random_word() % size;
    const uint8_t before = text[place];
    sum += valid_until(text, size, &points) + points;
    text[place] = (uint8_t)(before ^ 1u << round % 8);
    sum = sum * 31 + valid_until(text, size, &points);
    text[place] = before;
  }
  return sum;
}

// Looks for pieces of a text over four letters in it, by Horspool's method.
uint32_t text_search(uint32_t rounds) {
  enum { PIECE_BYTES = 10 };
  for (size_t i = 0; i < TEXT_BYTES; ++i) text[i] = "acgt"[random_word() >> 30];
  uint32_t found = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    uint8_t piece[PIECE_BYTES];
    memcpy(piece, text + random_word() % (TEXT_BYTES - PIECE_BYTES), PIECE_BYTES);
    piece[PIECE_BYTES / 2] = "acgt"[random_word() >> 30];
    uint8_t skips[256];
    memset(skips, PIECE_BYTES, sizeof skips);
    for (size_t i = 0; i + 1 < PIECE_BYTES; ++i) skips[piece[i]] = (uint8_t)(PIECE_BYTES - 1 - i);
    for (size_t at = 0; at + PIECE_BYTES <= TEXT_BYTES; at += skips[text[at + PIECE_BYTES - 1]]) {
      size_t left = PIECE_BYTES;
      while (left > 0 && text[at + left - 1] == piece[left - 1]) --left;
      if (left == 0) found += at + 1;
    }
  }
  return found;
}

static size_t put_decimal(uint8_t* to, uint64_t number) {
  uint8_t digits[20];
  size_t count = 0;
  for (; number > 0xffffffffu; number /= 10) digits[count++] = (uint8_t)('0' + number % 10);
  uint32_t small = (uint32_t)number;
  do digits[count++] = (uint8_t)('0' + small % 10);
  while ((small /= 10) > 0);
  for (size_t i = 0; i < count; ++i) to[i] = digits[count - 1 - i];
  return count;
}

// Writes numbers in decimal, one in 16 of them long, reads them back, and adds them up.
uint32_t decimal(uint32_t rounds) {
  uint64_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    size_t size = 0;
    for (int i = 0; i < 32; ++i) {
      const uint32_t word = random_word();
      const uint64_t number = i % 16 == 0 ? (uint64_t)word << 20 : word >> (word & 15);
      size += put_decimal(text + size, number);
      text[size++] = ' ';
    }
    uint64_t number = 0;
    for (size_t i = 0; i < size; ++i) {
      if (text[i] != ' ') {
        number = 10 * number + (text[i] - '0');
      } else {
        sum += number;
        number = 0;
      }
    }
    sum = 3 * sum + size;
  }
  return checksum(&sum, sizeof sum);
}

// How many letters must be put in, left out or replaced to make one word of another.
uint32_t edit_distance(uint32_t rounds) {
  enum { LENGTH = 64 };
  uint8_t words[2][LENGTH];
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    for (int i = 0; i < LENGTH; ++i) words[round % 2][i] = (uint8_t)(random_word() >> 29);
    if (round == 0) memcpy(words[1], words[0], LENGTH);
    uint16_t row[LENGTH + 1];
    for (int j = 0; j <= LENGTH; ++j) row[j] = (uint16_t)j;
    for (int i = 0; i < LENGTH; ++i) {
      uint16_t diagonal = row[0]++;
      for (int j = 0; j < LENGTH; ++j) {
        const uint16_t replaced = diagonal + (words[0][i] != words[1][j]);
        diagonal = row[j + 1];
        const uint16_t least = diagonal < row[j] ? diagonal + 1 : row[j] + 1;
        row[j + 1] = replaced < least ? replaced : least;
      }
    }
    sum = 31 * sum + row[LENGTH];
  }
  return sum;
}
