// Searches and automata.
#include <string.h>

#include "kernels.h"

// Sums of how many primes there are below 8192 more of each round.
uint32_t sieve(uint32_t rounds) {
  enum { STEP = 8192, MOST = 1 << 18 };
  static uint8_t composite[MOST];
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    const uint32_t limit = STEP * (round % (MOST / STEP) + 1);
    memset(composite, 0, limit);
    for (uint32_t i = 2; i * i < limit; ++i)
      if (!composite[i])
        for (uint32_t j = i * i; j < limit; j += i) composite[j] = 1;
    for (uint32_t i = 2; i < limit; ++i) sum += !composite[i];
  }
  return sum;
}

struct board {
  int size;
  uint8_t columns[16], up[32], down[32];
};

static uint32_t place_queens(struct board* board, int row) {
  if (row == board->size) return 1;
  uint32_t found = 0;
  for (int column = 0; column < board->size; ++column) {
    uint8_t* taken[] = {&board->columns[column], &board->up[row + column], &board->down[row - column + 15]};
    if (*taken[0] | *taken[1] | *taken[2]) continue;
    *taken[0] = *taken[1] = *taken[2] = 1;
    found += place_queens(board, row + 1);
    *taken[0] = *taken[1] = *taken[2] = 0;
  }
  return found;
}

// In how many ways queens fit on boards of 4 to 9 squares a side, one board each round.
uint32_t queens(uint32_t rounds) {
  uint32_t sum = 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    struct board board = {.size = 4 + (int)(round % 6)};
    sum = 31 * sum + place_queens(&board, 0);
  }
  return sum;
}

// Conway's Game of Life on a torus of bytes.
uint32_t life(uint32_t rounds) {
  enum { WIDTH = 64, HEIGHT = 48 };
  static uint8_t cells[HEIGHT][WIDTH], next[HEIGHT][WIDTH];
  for (int y = 0; y < HEIGHT; ++y)
    for (int x = 0; x < WIDTH; ++x) cells[y][x] = random_word() >> 30 == 0;
  for (uint32_t round = 0; round < rounds; ++round) {
    for (int y = 0; y < HEIGHT; ++y) {
      const uint8_t* rows[] = {cells[(y + HEIGHT - 1) % HEIGHT], cells[y], cells[(y + 1) % HEIGHT]};
      for (int x = 0; x < WIDTH; ++x) {
        const int left = (x - 1) & (WIDTH - 1), right = (x + 1) & (WIDTH - 1);
        const int around = rows[0][left] + rows[0][x] + rows[0][right] + rows[1][left] + rows[1][right] +
                           rows[2][left] + rows[2][x] + rows[2][right];
        next[y][x] = around == 3 || (around == 2 && rows[1][x]);
      }
    }
    memcpy(cells, next, sizeof cells);
  }
  return checksum(cells, sizeof cells);
}
