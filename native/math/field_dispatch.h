// From a FieldId to the field's type.
#pragma once

#include "field_id.h"
#include "prime_fields.h"

namespace switchyard {

// Returns body(F{}) for the field F that `field` names.
template <class Body>
auto with_field(FieldId field, Body&& body) {
  return field == FieldId::kBabyBear ? body(BabyBear{}) : body(KoalaBear{});
}

}  // namespace switchyard
