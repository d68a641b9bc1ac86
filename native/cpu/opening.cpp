#include "cpu/opening.h"

#include "cpu/points.h"
#include "cpu/ranges.h"
#include "math/extension_dispatch.h"
#include "math/point_inverter.h"

namespace switchyard::cpu {
namespace {

const ExtensionLinearKernels& kernels_of(const Context& context, ExtensionId extension) {
  return context.linear(base_field(extension)).extension[degree_index(extension)];
}

// Calls body(first point, count, table, factor) for each block of the coset.
template <class F, class Body>
Status for_point_blocks(const Context& context, const Coset& coset, Body&& body) {
  const PointBlocks<F> points(coset.log_size, coset.shift, coset.order == RowOrder::kBitReversed);
  Buffer table = Buffer::allocate(context.memory, points.block());
  if (!table) return Status::kOutOfMemory;
  points.fill_table(table.data());
  return context.parallel_for(points.blocks(), [&](size_t b) {
    body(b * points.block(), points.block(), table.data(), points.factor(b));
  });
}

template <class M>
Status fold(const Context& context, ExtensionId extension, const uint32_t* in, int log_size, int log_arity,
            const Extension<M>& beta, uint32_t* out) {
  using F = typename M::Base;
  using E = Element<F>;
  constexpr size_t d = M::kDegree;
  if (log_arity == 0) {
    std::copy_n(in, d << log_size, out);
    return Status::kOk;
  }
  // A chunk of the input is folded all the way to its part of the output. The pairs of a chunk use a table of
  // inverse points; that of the next fold is the first half of it.
  constexpr int kLogMostChunk = 11;
  static_assert(kLogMostChunk >= kMostLogArity);
  constexpr size_t kScratch = (size_t{1} << (kLogMostChunk - 1)) * d;
  const int log_chunk = std::min(log_size, kLogMostChunk);
  const size_t chunk = size_t{1} << log_chunk;
  const size_t folded = chunk >> log_arity;
  Buffer table = Buffer::allocate(context.memory, chunk);
  if (!table) return Status::kOutOfMemory;
  fill_products<F>(log_chunk - 1, table.data(), [](int k) { return inverse(two_adic_generator<F>(k + 2)); });

  const ExtensionLinearKernels& kernels = kernels_of(context, extension);
  return context.parallel_for(size_t{1} << (log_size - log_chunk), [&](size_t c) {
    uint32_t scratch[kScratch];
    const uint32_t* from = in + c * chunk * d;
    Extension<M> challenge = beta;
    for (int a = 0; a < log_arity; ++a) {
      // Pair j = c * 2^bits + t has s_j^-1 = table[t] * g^-brev(c), with g of the order of this fold's input.
      const E generator = two_adic_generator<F>(log_size - a);
      const E point = power(generator, reverse_bits(static_cast<uint32_t>(c), log_size - log_chunk));
      uint32_t factor[d];
      write_element<M>(challenge * halve(inverse(point)), factor);
      uint32_t* to = a + 1 == log_arity ? out + c * folded * d : scratch;
      kernels.fold_pairs(from, table.data(), factor, chunk >> (a + 1), to);
      from = to;
      challenge = square(challenge);
    }
  });
}

}  // namespace

Status inverse_differences(const Context& context, ExtensionId extension, const Coset& coset,
                           const uint32_t* z, uint32_t* out) {
  const ExtensionLinearKernels& kernels = kernels_of(context, extension);
  const size_t d = extension_degree(extension);
  return with_extension(extension, [&]<class M>(M) {
    const PointInverter inverter = point_inverter(read_element<M>(z));
    return for_point_blocks<typename M::Base>(
        context, coset, [&](size_t first, size_t count, const uint32_t* table, uint32_t factor) {
          kernels.invert_differences(inverter, table, factor, count, false, out + first * d);
        });
  });
}

Status barycentric_evaluate(const Context& context, ExtensionId extension, const Coset& coset,
                            const MatrixView& matrix, const uint32_t* points, int count,
                            const uint32_t* const* inverses, uint32_t* out) {
  const ExtensionLinearKernels& kernels = kernels_of(context, extension);
  const size_t d = extension_degree(extension);
  const size_t n = matrix.rows;
  if (count == 0) return Status::kOk;
  Buffer weights = Buffer::allocate(context.memory, n * count * d);
  if (!weights) return Status::kOutOfMemory;
  const uint32_t* vectors[kMostPoints];
  uint32_t* results[kMostPoints];
  for (int j = 0; j < count; ++j) {
    vectors[j] = weights.data() + j * n * d;
    results[j] = out + j * matrix.columns * d;
  }
  return with_extension(extension, [&]<class M>(M) {
    using F = typename M::Base;
    PointInverter inverters[kMostPoints];
    for (int j = 0; j < count; ++j) inverters[j] = point_inverter(read_element<M>(points + j * d));
    Status status = for_point_blocks<F>(
        context, coset, [&](size_t first, size_t size, const uint32_t* table, uint32_t factor) {
          for (int j = 0; j < count; ++j) {
            uint32_t* to = weights.data() + (j * n + first) * d;
            if (inverses != nullptr && inverses[j] != nullptr)
              kernels.scale_by_points(table, factor, size, inverses[j] + first * d, to);
            else
              kernels.invert_differences(inverters[j], table, factor, size, true, to);
          }
        });
    if (status == Status::kOk) status = combine_rows(context, extension, matrix, vectors, count, results);
    if (status != Status::kOk) return status;
    for (int j = 0; j < count; ++j) {
      const Extension<M> z = read_element<M>(points + j * d);
      const Extension<M> ratio = power(z * inverse(Element<F>{coset.shift}), n);
      Extension<M> scale = ratio - Extension<M>::one();
      for (int k = 0; k < coset.log_size; ++k) scale = scale * halve(Element<F>::one());
      uint32_t words[M::kDegree];
      write_element<M>(scale, words);
      context.field(base_field(extension))
          .extension[degree_index(extension)]
          .scale(results[j], words, results[j], matrix.columns);
    }
    return Status::kOk;
  });
}

Status accumulate_quotients(const Context& context, ExtensionId extension, const uint32_t* value,
                            const uint32_t* scale, const uint32_t* reduced, const uint32_t* inverses,
                            size_t n, uint32_t* out) {
  const ExtensionLinearKernels& kernels = kernels_of(context, extension);
  const size_t d = extension_degree(extension);
  return parallel_ranges(context, n, kPointBlock, [&](size_t begin, size_t end) {
    kernels.accumulate_quotients(value, scale, reduced + begin * d, inverses + begin * d, end - begin,
                                 out + begin * d);
  });
}

Status fri_fold(const Context& context, ExtensionId extension, const uint32_t* in, int log_size,
                int log_arity, const uint32_t* beta, uint32_t* out) {
  return with_extension(extension, [&]<class M>(M) {
    return fold<M>(context, extension, in, log_size, log_arity, read_element<M>(beta), out);
  });
}

}  // namespace switchyard::cpu
