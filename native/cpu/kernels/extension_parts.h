// The element-wise extension kernels that extension_kernels.cpp defines and field_kernels.cpp lists.
#pragma once

#include <cstddef>
#include <cstdint>

#include "math/extension.h"

namespace switchyard::cpu::SY_ISA {

template <class M>
void extension_mul(const uint32_t* a, const uint32_t* b, uint32_t* out, size_t n);
template <class M>
void extension_mul_add(const uint32_t* a, const uint32_t* b, const uint32_t* c, uint32_t* out, size_t n);
template <class M>
void extension_scale(const uint32_t* a, const uint32_t* factor, uint32_t* out, size_t n);
template <class M>
void extension_invert(const uint32_t* a, uint32_t* out, size_t n);

}  // namespace switchyard::cpu::SY_ISA
