// SplitMix64 (Steele, Lea, Flood 2014) of a counter: uniform words that are the same everywhere.
#pragma once

#include <cstdint>

#include "attributes.h"

namespace switchyard {

SY_INLINE constexpr uint64_t split_mix(uint64_t counter) {
  uint64_t z = (counter + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace switchyard
