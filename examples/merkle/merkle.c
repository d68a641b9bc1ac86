// Checks that a leaf is in a SHA-256 Merkle tree without telling which. Leaves are hashed behind a byte 0, pairs of
// nodes behind a byte 1. Input: the leaf; its index as a word; the siblings from the bottom up, 32 bytes each.
// Public values: the root and, as a word, the depth of the tree.
#include <string.h>

#include "guest.h"
#include "sha256.h"

static void hash_leaf(const uint8_t *leaf, size_t size, uint8_t digest[SHA256_BYTES]) {
  struct sha256 hash = SHA256_INITIAL;
  sha256_absorb(&hash, "\0", 1);
  sha256_absorb(&hash, leaf, size);
  sha256_finish(&hash, digest);
}

static void hash_pair(const uint8_t *left, const uint8_t *right, uint8_t digest[SHA256_BYTES]) {
  struct sha256 hash = SHA256_INITIAL;
  sha256_absorb(&hash, "\1", 1);
  sha256_absorb(&hash, left, SHA256_BYTES);
  sha256_absorb(&hash, right, SHA256_BYTES);
  sha256_finish(&hash, digest);
}

int main(void) {
  size_t leaf_size, path_size;
  const uint8_t *leaf = guest_input(&leaf_size);
  if (leaf == NULL) guest_fail("the leaf is missing");
  uint32_t index = guest_input_word();
  const uint8_t *path = guest_input(&path_size);
  if (path == NULL || path_size % SHA256_BYTES != 0) guest_fail("the path is missing or not of whole nodes");
  const uint32_t depth = path_size / SHA256_BYTES;
  if (depth > 32 || (depth < 32 && index >> depth != 0)) guest_fail("the index is not one of the tree's");

  uint8_t node[SHA256_BYTES];
  hash_leaf(leaf, leaf_size, node);
  for (uint32_t level = 0; level < depth; ++level, index >>= 1) {
    const uint8_t *sibling = path + level * SHA256_BYTES;
    if (index & 1)
      hash_pair(sibling, node, node);
    else
      hash_pair(node, sibling, node);
  }
  guest_publish(node, sizeof node);
  guest_publish_word(depth);
  return 0;
}
