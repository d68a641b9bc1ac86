// Which prime field an operation works in; the index of the per-field kernel tables.
#pragma once

#include <cstdint>

namespace switchyard {

enum class FieldId : uint32_t { kKoalaBear = 0, kBabyBear = 1 };
inline constexpr int kFields = 2;

}  // namespace switchyard
