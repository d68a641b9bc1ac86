// Linear algebra over integers and over floating-point numbers, which are software here.
#include <string.h>

#include "kernels.h"

// Multiplies matrices of words.
uint32_t matrix(uint32_t rounds) {
  enum { SIZE = 24 };
  static uint32_t a[SIZE][SIZE], b[SIZE][SIZE], product[SIZE][SIZE];
  for (int i = 0; i < SIZE; ++i)
    for (int j = 0; j < SIZE; ++j) {
      a[i][j] = random_word();
      b[i][j] = random_word();
    }
  for (uint32_t round = 0; round < rounds; ++round) {
    for (int i = 0; i < SIZE; ++i)
      for (int j = 0; j < SIZE; ++j) {
        uint32_t sum = 0;
        for (int k = 0; k < SIZE; ++k) sum += a[i][k] * b[k][j];
        product[i][j] = sum;
      }
    memcpy(a, product, sizeof a);
  }
  return checksum(a, sizeof a);
}

// Dot products of single precision.
uint32_t dot_product(uint32_t rounds) {
  enum { SIZE = 128 };
  static float a[SIZE], b[SIZE];
  for (int i = 0; i < SIZE; ++i) {
    a[i] = (float)(int32_t)random_word() / 65536.0f;
    b[i] = (float)(int32_t)random_word() / 4294967296.0f;
  }
  for (uint32_t round = 0; round < rounds; ++round) {
    float sum = 0;
    for (int i = 0; i < SIZE; ++i) sum += a[i] * b[i];
    a[round % SIZE] = sum * 0.125f;
  }
  return checksum(a, sizeof a);
}

// A neural network of three layers on bytes: sums of products of signed bytes, cut off below 0 and above 127.
uint32_t inference(uint32_t rounds) {
  enum { LAYERS = 3, SIZE = 48 };
  static int8_t weights[LAYERS][SIZE][SIZE], values[SIZE], next[SIZE];
  random_bytes(weights, sizeof weights);
  random_bytes(values, sizeof values);
  for (uint32_t round = 0; round < rounds; ++round)
    for (int layer = 0; layer < LAYERS; ++layer) {
      for (int i = 0; i < SIZE; ++i) {
        int32_t sum = 1 << 8;
        for (int j = 0; j < SIZE; ++j) sum += weights[layer][i][j] * values[j];
        next[i] = (int8_t)(sum < 0 ? 0 : sum >> 9 > 127 ? 127 : sum >> 9);
      }
      memcpy(values, next, sizeof values);
      values[round % SIZE] = (int8_t)(random_word() >> 25);
    }
  return checksum(values, sizeof values);
}
