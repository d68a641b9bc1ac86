// Data structures, and memory that is chased through.
#include <string.h>

#include "kernels.h"

// Puts keys into an open hash table, looks others up, and takes out what was found.
uint32_t hash_table(uint32_t rounds) {
  enum { LOG_SLOTS = 12, SLOTS = 1 << LOG_SLOTS };
  static struct {
    uint32_t key, count;  // a key of 0 is none
  } slots[SLOTS];
  uint32_t used = 0, sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    const uint32_t key = (random_word() >> 20) + 1;
    uint32_t at = key * 0x9e3779b1u >> (32 - LOG_SLOTS);
    while (slots[at].key != 0 && slots[at].key != key) at = (at + 1) & (SLOTS - 1);
    if (slots[at].key == 0) {
      slots[at].key = key;
      slots[at].count = 0;
      ++used;
    }
    sum += ++slots[at].count;
    if (2 * used <= SLOTS) continue;
    memset(slots, 0, sizeof slots);
    used = 0;
  }
  return 31 * sum + used;
}

static uint32_t queue[1024];

static void push(uint32_t count, uint32_t value) {
  uint32_t at = count;
  for (; at > 0 && queue[(at - 1) / 2] > value; at = (at - 1) / 2) queue[at] = queue[(at - 1) / 2];
  queue[at] = value;
}

static uint32_t pop(uint32_t count) {
  const uint32_t least = queue[0], moved = queue[--count];
  uint32_t at = 0;
  for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
    if (child + 1 < count && queue[child + 1] < queue[child]) ++child;
    if (queue[child] >= moved) break;
    queue[at] = queue[child];
  }
  queue[at] = moved;
  return least;
}

// A binary heap of 500 to 1000 words: takes the least out, puts a later one in.
uint32_t priority_queue(uint32_t rounds) {
  uint32_t count = 0, sum = 0;
  while (count < 500) push(count++, random_word() >> 8);
  for (uint32_t round = 0; round < rounds; ++round) {
    const uint32_t least = pop(count--);
    sum = 31 * sum + least;
    push(count++, least + (random_word() >> 8));
    if (round % 8 == 0 && count < 1000) push(count++, least + (random_word() >> 8));
  }
  return sum;
}

enum { NODES = 2048 };

// A search tree that is never balanced: finds keys, and puts them in where they are missing.
uint32_t search_tree(uint32_t rounds) {
  struct node {
    uint32_t key, found;
    struct node *less, *more;
  };
  static struct node nodes[NODES];
  struct node* root = NULL;
  uint32_t count = 0, sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    const uint32_t key = random_word() >> 21;
    struct node** place = &root;
    uint32_t depth = 0;
    for (; *place != NULL && (*place)->key != key; ++depth)
      place = key < (*place)->key ? &(*place)->less : &(*place)->more;
    if (*place == NULL) {
      nodes[count] = (struct node){key, 0, NULL, NULL};
      *place = &nodes[count++];
    }
    sum += depth * ++(*place)->found;
  }
  return 31 * sum + count;
}

// A list whose nodes lie in no order: walks along it and turns pieces of it around.
uint32_t linked_list(uint32_t rounds) {
  struct node {
    struct node* next;
    uint32_t value, sum;
  };
  static struct node nodes[NODES];
  struct node* first = NULL;
  for (uint32_t i = 0, at = 0; i < NODES; ++i, at = (at + 1031) % NODES) {
    nodes[at] = (struct node){first, random_word(), 0};
    first = &nodes[at];
  }
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    for (struct node* node = first; node != NULL; node = node->next) node->sum += sum += node->value;
    struct node *turned = NULL, *node = first, *last = first;
    for (int i = 0; i < NODES / 8; ++i) {
      struct node* next = node->next;
      node->next = turned;
      turned = node;
      node = next;
    }
    last->next = node;
    first = turned;
  }
  return sum;
}
