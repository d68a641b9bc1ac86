// Which extension field an operation works in.
#pragma once

#include <cstdint>

#include "field_id.h"

namespace switchyard {

enum class ExtensionId : uint32_t { kKoalaBear4 = 0, kBabyBear4 = 1, kKoalaBear5 = 2 };

constexpr FieldId base_field(ExtensionId extension) {
  return extension == ExtensionId::kBabyBear4 ? FieldId::kBabyBear : FieldId::kKoalaBear;
}

// Base words of one element.
constexpr int extension_degree(ExtensionId extension) {
  return extension == ExtensionId::kKoalaBear5 ? 5 : 4;
}

inline constexpr uint32_t kMostDegree = 5;

// The kernel tables of a field have one entry for each of its extensions, degree 4 first. BabyBear has no
// degree 5: that entry is empty.
inline constexpr int kExtensionDegrees = 2;
constexpr int degree_index(ExtensionId extension) { return extension_degree(extension) - 4; }

}  // namespace switchyard
