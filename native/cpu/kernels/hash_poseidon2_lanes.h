// The Poseidon2 permutation of kLanes states at once, one state per lane.
#pragma once

#include "cpu/lanes/packed.h"
#include "math/poseidon2.h"

namespace switchyard::cpu::SY_ISA {

// Permutes in place; one copy of the code per field and width. Words in [0, p).
template <class F, int width>
__attribute__((noinline)) void permute_lanes(Packed<F> (&state)[width]) {
  poseidon2_permute<width>(state);
}

}  // namespace switchyard::cpu::SY_ISA
