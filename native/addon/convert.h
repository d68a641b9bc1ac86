// Between JavaScript values and the structs of device/backend.h.
#pragma once

#include <napi.h>

#include <cstdint>
#include <span>
#include <string>

#include "device/backend.h"

namespace switchyard::addon {

// A JavaScript Error with the fields syCode, opIndex and argument, which host/runtime makes a typed one of.
Napi::Error to_js_error(Napi::Env env, const SyError& error);

// Reads { budgetBytes, threads, queues, path }, all optional. `path` receives the string that the options
// point to.
SyOpenOptions to_open_options(const Napi::Value& value, std::string& path);

// The words of a Uint32Array, which must outlive them. Throws for any other value.
std::span<const uint32_t> to_words(const Napi::Value& value);

uint32_t to_uint32(const Napi::Value& value);

// The property as a whole number in [0, limit], 0 where it is undefined. Throws a RangeError.
uint64_t whole_number(const Napi::Object& object, const char* name, double limit);

// Numbers above 2^53 are not exact; byte counts stay far below.
double to_number(uint64_t value);

}  // namespace switchyard::addon
