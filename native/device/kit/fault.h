// Why an op could not be done, as an exception within a backend. Never crosses the C interface.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <cstdio>

#include "device/backend.h"

namespace switchyard::device {

class Fault {
 public:
  // printf-style text; `argument` is "op.field", or "" where no argument is to blame.
  [[gnu::format(printf, 4, 5)]] Fault(SyCode code, const char* argument, const char* format, ...) {
    error_.code = code;
    error_.op_index = SY_NO_OP;
    std::snprintf(error_.argument, sizeof(error_.argument), "%s", argument);
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(error_.text, sizeof(error_.text), format, arguments);
    va_end(arguments);
  }

  // The same of an op that is not the one under way.
  Fault of_op(uint32_t index) const {
    Fault fault = *this;
    fault.error_.op_index = index;
    return fault;
  }

  const SyError& error() const { return error_; }

 private:
  SyError error_{};
};

}  // namespace switchyard::device
