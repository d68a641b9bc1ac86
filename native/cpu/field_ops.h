// Element-wise arithmetic on arrays, over all threads.
//
// Arrays hold Montgomery words in [0, p) unless said otherwise. An output may be one of the inputs, but must
// not overlap them otherwise. Extension elements are d interleaved words, c0 first; their sums, differences
// and negations are those of the n * d words.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/context.h"
#include "math/extension_id.h"

namespace switchyard::cpu {

// out[i] = a[i] + b[i], a[i] - b[i], a[i] * b[i], a[i] * b[i] + c[i], -a[i], a[i] * factor; n words each.
[[nodiscard]] Status field_add(const Context& context, FieldId field, const uint32_t* a, const uint32_t* b,
                               uint32_t* out, size_t n);
[[nodiscard]] Status field_sub(const Context& context, FieldId field, const uint32_t* a, const uint32_t* b,
                               uint32_t* out, size_t n);
[[nodiscard]] Status field_mul(const Context& context, FieldId field, const uint32_t* a, const uint32_t* b,
                               uint32_t* out, size_t n);
[[nodiscard]] Status field_mul_add(const Context& context, FieldId field, const uint32_t* a,
                                   const uint32_t* b, const uint32_t* c, uint32_t* out, size_t n);
[[nodiscard]] Status field_negate(const Context& context, FieldId field, const uint32_t* a, uint32_t* out,
                                  size_t n);
[[nodiscard]] Status field_scale(const Context& context, FieldId field, const uint32_t* a, uint32_t factor,
                                 uint32_t* out, size_t n);

// Canonical integers to Montgomery words and back. to_montgomery reduces: it takes any 32-bit words.
[[nodiscard]] Status to_montgomery(const Context& context, FieldId field, const uint32_t* a, uint32_t* out,
                                   size_t n);
[[nodiscard]] Status from_montgomery(const Context& context, FieldId field, const uint32_t* a, uint32_t* out,
                                     size_t n);

// The index of the first word that is p or more, n where there is none. For words that come from outside.
[[nodiscard]] Status find_unreduced(const Context& context, FieldId field, const uint32_t* a, size_t n,
                                    size_t& index);

// out[i] = 1 / a[i]. Zero has no inverse and gives zero; the other results are not affected by it.
[[nodiscard]] Status field_invert(const Context& context, FieldId field, const uint32_t* a, uint32_t* out,
                                  size_t n);

// The same over n extension elements. `factor` is one element.
[[nodiscard]] Status extension_mul(const Context& context, ExtensionId extension, const uint32_t* a,
                                   const uint32_t* b, uint32_t* out, size_t n);
[[nodiscard]] Status extension_mul_add(const Context& context, ExtensionId extension, const uint32_t* a,
                                       const uint32_t* b, const uint32_t* c, uint32_t* out, size_t n);
[[nodiscard]] Status extension_scale(const Context& context, ExtensionId extension, const uint32_t* a,
                                     const uint32_t* factor, uint32_t* out, size_t n);
[[nodiscard]] Status extension_invert(const Context& context, ExtensionId extension, const uint32_t* a,
                                      uint32_t* out, size_t n);

}  // namespace switchyard::cpu
