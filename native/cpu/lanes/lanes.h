// Picks the lane primitives of the instruction set that this translation unit is compiled for.
//
// Kernel sources are compiled once per instruction set, with SY_ISA set to its name. Each of lanes/<isa>.h
// defines, in namespace switchyard::cpu::<isa>, the same primitives:
//
//   U32    kLanes words of 32 bits. load, store (any alignment of 4), load_partial, store_partial (the first
//          `lanes` words; others read as 0 and are left alone in memory), store_streaming (past the caches;
//          aligned to the vector; streaming_fence() before others read), broadcast, wrapping + and -, &,
//          min (unsigned), mul_low (low 32 bits of the product), shift_left<k>, shift_right<k>; literal<x>():
//          x in all lanes, for loops with more constants than registers; lookup<bits>(table, index): the
//          words of a table by the lowest `bits` bits of each index, bits <= kLookupBits; the table has
//          2^bits words, or kLanes where that is more, and repeats itself. There is none where kLookupBits is
//          0.
//   Wide   kLanes words of 64 bits, in whatever order the hardware's widening multiply gives them:
//          mul_wide(U32, U32), wrapping + and -, high(Wide) and low(Wide) back to U32 in lane order.
//   Factor kLanes words where the hardware's widening multiply takes them from: widen(U32),
//          widen_uniform(uint32_t) for one word in all lanes, mul_wide(Factor, Factor).
//   U64    kLanes words of 64 bits for Keccak: load, store, broadcast, ^, xor3, chi, rotate_left<k> for 0 < k
//   < 64;
//          load_words, store_words (pairs of 32-bit words, the low half first, any alignment of 4);
//          kRegisters that there are.
//
//   Montgomery products, for Modulus{prime, inverse}: p = 2^31 - 2^a + 1 and p^-1 mod 2^32 in all lanes.
//   Results are in (-p, p), negative numbers as two's complement.
//     reduce_wide(Wide, m): x * 2^-32 for x < 2^32 p.
//     multiply_words(a, b, m): a * b * 2^-32 for words in [0, p); multiply_prepared(a, b, quotient, prime)
//          the same with quotient = b * p^-1 mod 2^32.
//     multiply_signed(Factor, Factor, m): the same for signed words in [-p, p] as a Product, from which
//          to_factor gives the next factor and to_words the words.
//   Lazy words, for sums that are reduced as late as possible: any residue in a range that each instruction
//   set chooses, with [0, p) in it. "Reduced" ones are in a narrower range: sums of two are lazy, and so are
//   differences by subtract_lazy.
//     lazy_quotient(floor(w * 2^32 / p)): what multiply_lazy(x, w, quotient, hidden prime) takes for a
//          constant w in [0, p); any lazy x gives a lazy x * w.
//     multiply_lazy_words(x, word in [0, p), m): the Montgomery product, lazy.
//     reduce_lazy(x, prime); subtract_lazy<reduced>(a, b, prime): a - b for reduced ones, lazy or reduced;
//     lazy_to_canonical(x, prime): in [0, p).
//   average16(U32, U32): (a + b + 1) >> 1 of each unsigned 16-bit half.
//   transpose(U32 (&)[kLanes]), transpose(U64 (&)[kLanes]): lane j of vector i becomes lane i of vector j.
//
//   Late reduction of sums of products: load_wide, store_wide (U32::kLanes words of 64 bits, in the
//          order of Wide), broadcast_wide; min_high(a, b) of Wide or U64 is the smaller where
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
#define SY_ISA_CODE_neon 4
#define SY_ISA_CODE_JOIN(isa) SY_ISA_CODE_##isa
#define SY_ISA_CODE(isa) SY_ISA_CODE_JOIN(isa)

#ifndef SY_ISA
#error "kernel sources are compiled with SY_ISA=avx512|avx2|neon|scalar"
#elif SY_ISA_CODE(SY_ISA) == SY_ISA_CODE_avx512
#include "cpu/lanes/avx512.h"
#elif SY_ISA_CODE(SY_ISA) == SY_ISA_CODE_avx2
#include "cpu/lanes/avx2.h"
#elif SY_ISA_CODE(SY_ISA) == SY_ISA_CODE_neon
#include "cpu/lanes/neon.h"
#elif SY_ISA_CODE(SY_ISA) == SY_ISA_CODE_scalar
#include "cpu/lanes/scalar.h"
#else
#error "SY_ISA names no instruction set with a lanes/ header"
#endif
#if SY_ISA_CODE(SY_ISA) != SY_ISA_CODE_neon
#include "cpu/lanes/widening.h"
#endif
