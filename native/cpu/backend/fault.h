// Why an op could not be done, as an exception within the backend. Never crosses the C interface.
#pragma once

#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "device/backend.h"

namespace switchyard::cpu {

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

  const SyError& error() const { return error_; }

 private:
  SyError error_{};
};

}  // namespace switchyard::cpu
