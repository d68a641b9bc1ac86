// Properties of a field by its id, for code that is not a template over it.
#pragma once

#include "field_id.h"
#include "prime_fields.h"

namespace switchyard {

constexpr uint32_t prime_of(FieldId field) {
  return field == FieldId::kKoalaBear ? KoalaBear::kPrime : BabyBear::kPrime;
}

constexpr int two_adicity_of(FieldId field) {
  return field == FieldId::kKoalaBear ? KoalaBear::kTwoAdicity : BabyBear::kTwoAdicity;
}

}  // namespace switchyard
