// The linear kernels that matrix_kernels.cpp and opening_kernels.cpp define and linear_kernels.cpp lists. The
// struct ExtensionLinearKernels says what each does.
#pragma once

#include "cpu/kernels/linear_kernels.h"
#include "math/extension.h"

namespace switchyard::cpu::SY_ISA {

template <class M>
struct MatrixKernels {
  static size_t packed_weights(size_t columns);
  static void pack_weights(const uint32_t* weights, size_t columns, uint32_t* packed);
  static void combine_columns(const uint32_t* matrix, size_t rows, size_t columns, const uint32_t* packed,
                              bool accumulate, uint32_t* out);
  static size_t row_sums(size_t columns);
  static void combine_rows(const uint32_t* matrix, size_t rows, size_t columns,
                           const uint32_t* const* vectors, int count, uint64_t* sums);
  static void finish_rows(const uint64_t* sums, size_t columns, uint32_t* out);
};

template <class M>
struct OpeningKernels {
  static void invert_differences(const PointInverter& inverter, const uint32_t* table, uint32_t factor,
                                 size_t count, bool times_point, uint32_t* out);
  static void scale_by_points(const uint32_t* table, uint32_t factor, size_t count, const uint32_t* in,
                              uint32_t* out);
  static void accumulate_quotients(const uint32_t* value, const uint32_t* scale, const uint32_t* reduced,
                                   const uint32_t* inverses, size_t count, uint32_t* out);
  static void fold_pairs(const uint32_t* in, const uint32_t* table, const uint32_t* factor, size_t pairs,
                         uint32_t* out);
};

extern template struct MatrixKernels<KoalaBear4>;
extern template struct MatrixKernels<BabyBear4>;
extern template struct MatrixKernels<KoalaBear5>;
extern template struct OpeningKernels<KoalaBear4>;
extern template struct OpeningKernels<BabyBear4>;
extern template struct OpeningKernels<KoalaBear5>;

}  // namespace switchyard::cpu::SY_ISA
