// Validates a JSON document (RFC 8259). Input: the document. Public values: its SHA-256, then as words: 1 if it is
// valid and else 0; the number of values in it; the greatest depth of objects and arrays; where it is invalid the
// offset of the first byte that cannot be, else its size.
#include <stdbool.h>

#include "guest.h"
#include "sha256.h"

enum { MAX_DEPTH = 512 };

struct reader {
  const uint8_t *start, *at, *end;
  uint32_t values, depth, max_depth;
};

static int peek(const struct reader *r) { return r->at < r->end ? *r->at : -1; }

static bool take(struct reader *r, int byte) {
  if (peek(r) != byte) return false;
  ++r->at;
  return true;
}

static void skip_space(struct reader *r) {
  for (int c = peek(r); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek(r)) ++r->at;
}

static bool is_digit(int c) { return c >= '0' && c <= '9'; }

static bool is_hexadecimal(int c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

static bool read_word(struct reader *r, const char *word) {
  for (; *word != '\0'; ++word)
    if (!take(r, (uint8_t)*word)) return false;
  return true;
}

static bool read_digits(struct reader *r) {
  if (!is_digit(peek(r))) return false;
  while (is_digit(peek(r))) ++r->at;
  return true;
}

static bool read_number(struct reader *r) {
  take(r, '-');
  if (!take(r, '0') && !read_digits(r)) return false;
  if (take(r, '.') && !read_digits(r)) return false;
  if (take(r, 'e') || take(r, 'E')) {
    if (!take(r, '+')) take(r, '-');
    return read_digits(r);
  }
  return true;
}

static bool read_escape(struct reader *r) {
  const int c = peek(r);
  if (c == 'u') {
    ++r->at;
    for (int i = 0; i < 4; ++i, ++r->at)
      if (!is_hexadecimal(peek(r))) return false;
    return true;
  }
  for (const char *allowed = "\"\\/bfnrt"; *allowed != '\0'; ++allowed)
    if (c == *allowed) {
      ++r->at;
      return true;
    }
  return false;
}

// A character of more than one byte: UTF-8 as RFC 3629 has it, shortest form, no surrogates.
static bool read_multibyte(struct reader *r) {
  const int c = peek(r);
  int more, low = 0x80, high = 0xbf;
  if (c >= 0xc2 && c <= 0xdf)
    more = 1;
  else if (c >= 0xe0 && c <= 0xef)
    more = 2, low = c == 0xe0 ? 0xa0 : 0x80, high = c == 0xed ? 0x9f : 0xbf;
  else if (c >= 0xf0 && c <= 0xf4)
    more = 3, low = c == 0xf0 ? 0x90 : 0x80, high = c == 0xf4 ? 0x8f : 0xbf;
  else
    return false;
  ++r->at;
  for (; more > 0; --more, low = 0x80, high = 0xbf, ++r->at)
    if (peek(r) < low || peek(r) > high) return false;
  return true;
}

static bool read_string(struct reader *r) {
  if (!take(r, '"')) return false;
  while (!take(r, '"')) {
    const int c = peek(r);
    if (c < 0x20) return false;
    if (c >= 0x80) {
      if (!read_multibyte(r)) return false;
    } else {
      ++r->at;
      if (c == '\\' && !read_escape(r)) return false;
    }
  }
  return true;
}

static bool read_value(struct reader *r);

static bool read_member(struct reader *r) {
  skip_space(r);
  if (!read_string(r)) return false;
  skip_space(r);
  return take(r, ':') && read_value(r);
}

// An object or an array: items with commas between them, up to `close`.
static bool read_items(struct reader *r, int close, bool (*read_item)(struct reader *)) {
  if (++r->depth > MAX_DEPTH) return false;
  if (r->depth > r->max_depth) r->max_depth = r->depth;
  ++r->at;
  skip_space(r);
  if (!take(r, close)) {
    do {
      if (!read_item(r)) return false;
    } while (take(r, ','));
    if (!take(r, close)) return false;
  }
  --r->depth;
  return true;
}

static bool read_value(struct reader *r) {
  skip_space(r);
  ++r->values;
  bool valid;
  switch (peek(r)) {
    case '{': valid = read_items(r, '}', read_member); break;
    case '[': valid = read_items(r, ']', read_value); break;
    case '"': valid = read_string(r); break;
    case 't': valid = read_word(r, "true"); break;
    case 'f': valid = read_word(r, "false"); break;
    case 'n': valid = read_word(r, "null"); break;
    default: valid = read_number(r);
  }
  skip_space(r);
  return valid;
}

int main(void) {
  size_t size;
  const uint8_t *document = guest_input(&size);
  if (document == NULL) guest_fail("the document is missing");
  struct reader reader = {document, document, document + size, 0, 0, 0};
  const bool valid = read_value(&reader) && reader.at == reader.end;
  uint8_t digest[SHA256_BYTES];
  sha256(document, size, digest);
  guest_publish(digest, sizeof digest);
  guest_publish_word(valid);
  guest_publish_word(reader.values);
  guest_publish_word(reader.max_depth);
  guest_publish_word(reader.at - reader.start);
  return 0;
}
