#include "addon/convert.h"

#include <cmath>
#include <string>

namespace switchyard::addon {
uint64_t whole_number(const Napi::Object& object, const char* name, double limit) {
  const Napi::Value value = object.Get(name);
  if (value.IsUndefined()) return 0;
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number <= limit) || std::floor(number) != number)
    throw Napi::RangeError::New(object.Env(), std::string(name) + " must be a whole number from 0 to " +
                                                  std::to_string(static_cast<uint64_t>(limit)));
  return static_cast<uint64_t>(number);
}

Napi::Error to_js_error(Napi::Env env, const SyError& error) {
  Napi::Error result = Napi::Error::New(env, error.text);
  result.Set("syCode", Napi::Number::New(env, error.code));
  if (error.op_index != SY_NO_OP) result.Set("opIndex", Napi::Number::New(env, error.op_index));
  if (error.argument[0] != '\0') result.Set("argument", Napi::String::New(env, error.argument));
  return result;
}

SyOpenOptions to_open_options(const Napi::Value& value, std::string& path) {
  SyOpenOptions options{};
  if (!value.IsObject()) return options;
  const auto object = value.As<Napi::Object>();
  options.budget_bytes = whole_number(object, "budgetBytes", 9007199254740991.0);
  options.threads = static_cast<uint32_t>(whole_number(object, "threads", 4294967295.0));
  options.queues = static_cast<uint32_t>(whole_number(object, "queues", 4294967295.0));
  if (const Napi::Value name = object.Get("path"); name.IsString()) {
    path = name.As<Napi::String>().Utf8Value();
    options.path = path.c_str();
  }
  return options;
}

std::span<const uint32_t> to_words(const Napi::Value& value) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint32_array)
    throw Napi::TypeError::New(value.Env(), "expected a Uint32Array");
  auto words = value.As<Napi::Uint32Array>();
  return {words.Data(), words.ElementLength()};
}

uint32_t to_uint32(const Napi::Value& value) { return value.As<Napi::Number>().Uint32Value(); }

double to_number(uint64_t value) { return static_cast<double>(value); }

}  // namespace switchyard::addon
