// Number-theoretic transforms of the columns of row-major matrices, on all threads of a context.
//
// Matrices hold Montgomery words in [0, p). `rows` is a power of two, at least 1; output rows are at most
// 2^24 for KoalaBear and 2^27 for BabyBear, the orders of their two-adic subgroups. `columns` is at least 1.
// h is the two_adic_generator of log2(rows). Input and output must not overlap, unless said; the input is
// left unchanged.
//
// Every function returns kOutOfMemory (output untouched) where scratch memory is refused, and kCancelled
// (output undefined) after a cancellation. Scratch memory is a few tiles of cache size per thread, and for
// matrices of at most kNarrowColumns columns and at least 2^8 rows one more matrix of the size of the
// output, except in dft and inverse_dft.
#pragma once

#include "cpu/context.h"

namespace switchyard::cpu {

// Up to so many columns, vectors run along rows rather than along columns.
inline constexpr size_t kNarrowColumns = 10;

// out[k] = sum over i of in[i] h^(i k): evaluations at h^k of the polynomials with coefficients `in`.
[[nodiscard]] Status dft(const Context& context, FieldId field, const uint32_t* in, size_t rows,
                         size_t columns, uint32_t* out);

// The inverse of dft: from evaluations to coefficients.
[[nodiscard]] Status inverse_dft(const Context& context, FieldId field, const uint32_t* in, size_t rows,
                                 size_t columns, uint32_t* out);

// Coefficients to evaluations on the coset shift * K, |K| = rows << log_blowup, with rows in bit-reversed
// order. `shift` is a Montgomery word other than 0; log_blowup is 0..4. With shift 1 and no blowup, this is
// the transform from natural to bit-reversed order.
[[nodiscard]] Status coset_dft(const Context& context, FieldId field, const uint32_t* in, size_t rows,
                               size_t columns, int log_blowup, uint32_t shift, uint32_t* out);

// Low-degree extension: evaluations on H (row i at h^i) to evaluations on shift * K, as in coset_dft. Its
// first rows << k rows are the evaluations on shift * K', |K'| = rows << k. With a blowup the input may be
// the first rows of the output, which replaces it.
[[nodiscard]] Status coset_lde(const Context& context, FieldId field, const uint32_t* in, size_t rows,
                               size_t columns, int log_blowup, uint32_t shift, uint32_t* out);

}  // namespace switchyard::cpu
