// Shortest paths from one node of a graph to all others (Dijkstra 1959, with a heap). Input: how many nodes there are;
// the edges, each as three words: from, to, length. Public values: SHA-256 of the edges; how many nodes can be reached
// from node 0; the largest distance, and the sum of all distances modulo 2^32.
#include "guest.h"
#include "sha256.h"

#define FAR 0xffffffffu

struct edge {
  uint32_t from, to, length;
};

struct stop {
  uint32_t distance, node;
};

// A binary heap: the nearest first.
struct queue {
  struct stop *stops;
  size_t count;
};

static void push(struct queue *queue, struct stop stop) {
  size_t place = queue->count++;
  for (; place > 0; place = (place - 1) / 2) {
    const struct stop above = queue->stops[(place - 1) / 2];
    if (above.distance <= stop.distance) break;
    queue->stops[place] = above;
  }
  queue->stops[place] = stop;
}

static struct stop pop(struct queue *queue) {
  const struct stop nearest = queue->stops[0], last = queue->stops[--queue->count];
  size_t place = 0;
  for (;;) {
    size_t below = 2 * place + 1;
    if (below >= queue->count) break;
    if (below + 1 < queue->count && queue->stops[below + 1].distance < queue->stops[below].distance) ++below;
    if (queue->stops[below].distance >= last.distance) break;
    queue->stops[place] = queue->stops[below];
    place = below;
  }
  queue->stops[place] = last;
  return nearest;
}

int main(void) {
  const uint32_t nodes = guest_input_word();
  size_t size;
  const struct edge *edges = (const struct edge *)guest_input(&size);
  if (edges == NULL || size % sizeof *edges != 0) guest_fail("an input of whole edges is missing");
  const size_t count = size / sizeof *edges;
  if (nodes == 0 || nodes > 1u << 24) guest_fail("there must be 1 to 2^24 nodes");

  // The edges that leave a node, one after another.
  uint32_t *first = guest_allocate(sizeof(uint32_t) * (nodes + 2));
  const struct edge **leaving = guest_allocate(sizeof *leaving * (count + 1));
  for (size_t i = 0; i < count; ++i) {
    if (edges[i].from >= nodes || edges[i].to >= nodes) guest_fail("an edge has a node that is not there");
    ++first[edges[i].from + 2];
  }
  for (size_t node = 2; node <= nodes; ++node) first[node] += first[node - 1];
  for (size_t i = 0; i < count; ++i) leaving[first[edges[i].from + 1]++] = &edges[i];

  uint32_t *distances = guest_allocate(sizeof(uint32_t) * nodes);
  for (size_t node = 0; node < nodes; ++node) distances[node] = FAR;
  struct queue queue = {guest_allocate(sizeof(struct stop) * (count + 1)), 0};
  distances[0] = 0;
  push(&queue, (struct stop){0, 0});
  while (queue.count > 0) {
    const struct stop here = pop(&queue);
    if (here.distance > distances[here.node]) continue;
    for (size_t i = first[here.node]; i < first[here.node + 1]; ++i) {
      const struct edge *edge = leaving[i];
      const uint32_t distance = here.distance + edge->length;
      if (distance < here.distance || distance == FAR) guest_fail("a path is too long");
      if (distance >= distances[edge->to]) continue;
      distances[edge->to] = distance;
      push(&queue, (struct stop){distance, edge->to});
    }
  }

  uint32_t reached = 0, largest = 0, sum = 0;
  for (size_t node = 0; node < nodes; ++node) {
    if (distances[node] == FAR) continue;
    ++reached;
    sum += distances[node];
    if (distances[node] > largest) largest = distances[node];
  }
  uint8_t digest[SHA256_BYTES];
  sha256(edges, size, digest);
  guest_publish(digest, sizeof digest);
  guest_publish_word(reached);
  guest_publish_word(largest);
  guest_publish_word(sum);
  return 0;
}
