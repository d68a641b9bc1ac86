// Picks the lane primitives of the instruction set that this translation unit is compiled for.
//
// Kernel sources are compiled once per instruction set, with SY_ISA set to its name. Each of lanes/<isa>.h
// defines, in namespace switchyard::cpu::<isa>, the same primitives:
//
//   U32    kLanes words of 32 bits. load, store (any alignment of 4), load_partial, store_partial (the first
//          `lanes` words; others read as 0 and are left alone in memory), store_streaming (past the caches;
//          aligned to the vector; streaming_fence() before others read), broadcast, wrapping + and -, &,
//          min (unsigned), mul_low (low 32 bits of the product), shift_left<k>, shift_right<k>.
//   Wide   kLanes words of 64 bits, in whatever order the hardware's widening multiply gives them:
//          mul_wide(U32, U32), mul_wide_signed, mul_low_halves(Wide, U32 uniform) which multiplies the low
//          halves, wrapping + and -, high(Wide) and low(Wide) back to U32 in lane order.
//   U64    kLanes words of 64 bits for Keccak: load, store, broadcast, ^, xor3, chi, rotate_left<k>;
//          load_words, store_words (pairs of 32-bit words, the low half first, any alignment of 4).
//   high_to_low(Wide): high halves moved down, with anything above them;
//   mul_halves_signed(Wide, Wide or uniform U32):
//          64-bit products of signed low halves.
//   average16(U32, U32): (a + b + 1) >> 1 of each unsigned 16-bit half.
//   transpose(U32 (&)[kLanes]), transpose(U64 (&)[kLanes]): lane j of vector i becomes lane i of vector j.
//
//   Late reduction of sums of products: widen(U32) has the words as the low halves of a Wide, with anything
//          above them; mul_low_halves(Wide, Wide) lane by lane; load_wide, store_wide (U32::kLanes words of
//          64 bits, in the order of Wide), broadcast_wide; min_high(a, b) of Wide or U64 is the smaller where
//          the low halves agree, and undefined elsewhere; add_halves(Wide) sums the lanes of a Wide down to a
//          U64; + and - of U64; sum_halves(U64, high, low) sums the high and the low halves of all lanes.
//
//   Elements of several words: load_interleaved(p, c) reads kLanes elements of `degree` (4 or odd) words each
//          and gives coefficient k of element l in lane l of c[k]; store_interleaved is its inverse; unzip
//          gives the even and the odd ones of the 2 * kLanes words of a and b, in order.
//          high_halves(Wide) has the high halves as words of 64 bits, raise_low_halves(Wide) is 2^32 times
//          each word.
//
//   For columns of tables: load_halves(p, i) has the kLanes halfwords from halfword i on, least significant
//   first in each 64-bit word; keep_where(bits, a) has lane l of a where bit l is set, and 0 elsewhere.
//
// Nothing in a kernel source may be an ordinary inline function outside of the instruction set's namespace:
// the linker would keep one copy of it, perhaps one that uses instructions this machine lacks. Functions of
// native/math are always inlined for that reason; test/native/isolation checks the objects.
#pragma once

#define SY_ISA_CODE_avx512 1
#define SY_ISA_CODE_avx2 2
#define SY_ISA_CODE_scalar 3
#define SY_ISA_CODE_JOIN(isa) SY_ISA_CODE_##isa
#define SY_ISA_CODE(isa) SY_ISA_CODE_JOIN(isa)

#ifndef SY_ISA
#error "kernel sources are compiled with SY_ISA=avx512|avx2|scalar"
#elif SY_ISA_CODE(SY_ISA) == SY_ISA_CODE_avx512
#include "cpu/lanes/avx512.h"
#elif SY_ISA_CODE(SY_ISA) == SY_ISA_CODE_avx2
#include "cpu/lanes/avx2.h"
#elif SY_ISA_CODE(SY_ISA) == SY_ISA_CODE_scalar
#include "cpu/lanes/scalar.h"
#else
#error "SY_ISA names no instruction set with a lanes/ header"
#endif
