#include "cpu/field_ops.h"

#include <atomic>

#include "cpu/ranges.h"

namespace switchyard::cpu {
namespace {

// Elements for one task: large against the cost of handing one out, and whole blocks of the batch inversion.
constexpr size_t kGrain = size_t{1} << 16;

const ExtensionKernels& kernels_of(const Context& context, ExtensionId extension) {
  return context.field(base_field(extension)).extension[degree_index(extension)];
}

}  // namespace

Status field_add(const Context& context, FieldId field, const uint32_t* a, const uint32_t* b, uint32_t* out,
                 size_t n) {
  const FieldKernels& kernels = context.field(field);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.add(a + begin, b + begin, out + begin, end - begin);
  });
}

Status field_sub(const Context& context, FieldId field, const uint32_t* a, const uint32_t* b, uint32_t* out,
                 size_t n) {
  const FieldKernels& kernels = context.field(field);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.sub(a + begin, b + begin, out + begin, end - begin);
  });
}

Status field_mul(const Context& context, FieldId field, const uint32_t* a, const uint32_t* b, uint32_t* out,
                 size_t n) {
  const FieldKernels& kernels = context.field(field);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.mul(a + begin, b + begin, out + begin, end - begin);
  });
}

Status field_mul_add(const Context& context, FieldId field, const uint32_t* a, const uint32_t* b,
                     const uint32_t* c, uint32_t* out, size_t n) {
  const FieldKernels& kernels = context.field(field);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.mul_add(a + begin, b + begin, c + begin, out + begin, end - begin);
  });
}

Status field_negate(const Context& context, FieldId field, const uint32_t* a, uint32_t* out, size_t n) {
  const FieldKernels& kernels = context.field(field);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.negate(a + begin, out + begin, end - begin);
  });
}

Status field_scale(const Context& context, FieldId field, const uint32_t* a, uint32_t factor, uint32_t* out,
                   size_t n) {
  const FieldKernels& kernels = context.field(field);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.scale(a + begin, factor, out + begin, end - begin);
  });
}

Status to_montgomery(const Context& context, FieldId field, const uint32_t* a, uint32_t* out, size_t n) {
  const FieldKernels& kernels = context.field(field);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.to_montgomery(a + begin, out + begin, end - begin);
  });
}

Status from_montgomery(const Context& context, FieldId field, const uint32_t* a, uint32_t* out, size_t n) {
  const FieldKernels& kernels = context.field(field);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.from_montgomery(a + begin, out + begin, end - begin);
  });
}

Status find_unreduced(const Context& context, FieldId field, const uint32_t* a, size_t n, size_t& index) {
  const FieldKernels& kernels = context.field(field);
  std::atomic<size_t> first{n};
  const Status status = parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    const size_t found = begin + kernels.find_unreduced(a + begin, end - begin);
    if (found == end) return;
    size_t known = first.load();
    while (found < known && !first.compare_exchange_weak(known, found)) {
    }
  });
  index = first.load();
  return status;
}

Status field_invert(const Context& context, FieldId field, const uint32_t* a, uint32_t* out, size_t n) {
  const FieldKernels& kernels = context.field(field);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.invert(a + begin, out + begin, end - begin);
  });
}

Status extension_mul(const Context& context, ExtensionId extension, const uint32_t* a, const uint32_t* b,
                     uint32_t* out, size_t n) {
  const ExtensionKernels& kernels = kernels_of(context, extension);
  const size_t d = extension_degree(extension);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.mul(a + begin * d, b + begin * d, out + begin * d, end - begin);
  });
}

Status extension_mul_add(const Context& context, ExtensionId extension, const uint32_t* a, const uint32_t* b,
                         const uint32_t* c, uint32_t* out, size_t n) {
  const ExtensionKernels& kernels = kernels_of(context, extension);
  const size_t d = extension_degree(extension);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.mul_add(a + begin * d, b + begin * d, c + begin * d, out + begin * d, end - begin);
  });
}

Status extension_scale(const Context& context, ExtensionId extension, const uint32_t* a,
                       const uint32_t* factor, uint32_t* out, size_t n) {
  const ExtensionKernels& kernels = kernels_of(context, extension);
  const size_t d = extension_degree(extension);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.scale(a + begin * d, factor, out + begin * d, end - begin);
  });
}

Status extension_invert(const Context& context, ExtensionId extension, const uint32_t* a, uint32_t* out,
                        size_t n) {
  const ExtensionKernels& kernels = kernels_of(context, extension);
  const size_t d = extension_degree(extension);
  return parallel_ranges(context, n, kGrain, [&](size_t begin, size_t end) {
    kernels.invert(a + begin * d, out + begin * d, end - begin);
  });
}

}  // namespace switchyard::cpu
