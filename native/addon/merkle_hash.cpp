#include "addon/merkle_hash.h"

#include "addon/convert.h"

namespace switchyard::addon {
namespace {

constexpr size_t kWords = cpu::VerifierHash::kWords;

}  // namespace

Napi::Function NativeMerkleHash::define(Napi::Env env) {
  return DefineClass(env, "NativeMerkleHash",
                     {InstanceMethod<&NativeMerkleHash::hash_row>("hashRow"),
                      InstanceMethod<&NativeMerkleHash::compress>("compress")});
}

NativeMerkleHash::NativeMerkleHash(const Napi::CallbackInfo& info) : ObjectWrap(info) {
  const auto field = static_cast<FieldId>(to_uint32(info[0]));
  const auto set = static_cast<cpu::HashSet>(to_uint32(info[1]));
  if (field > FieldId::kBabyBear || set > cpu::HashSet::kKeccak)
    throw Napi::RangeError::New(info.Env(), "no such field or hash set");
  hash_ = std::make_unique<cpu::VerifierHash>(field, set);
}

Napi::Value NativeMerkleHash::hash_row(const Napi::CallbackInfo& info) {
  const auto elements = to_words(info[0]);
  const size_t count = to_uint32(info[1]);
  if (count > elements.size()) throw Napi::RangeError::New(info.Env(), "fewer elements than that");
  auto digest = Napi::Uint32Array::New(info.Env(), kWords);
  hash_->hash_row(elements.first(count), digest.Data());
  return digest;
}

Napi::Value NativeMerkleHash::compress(const Napi::CallbackInfo& info) {
  const auto left = to_words(info[0]);
  const auto right = to_words(info[1]);
  if (left.size() != kWords || right.size() != kWords)
    throw Napi::RangeError::New(info.Env(), "a digest has eight words");
  auto digest = Napi::Uint32Array::New(info.Env(), kWords);
  hash_->compress(left.data(), right.data(), digest.Data());
  return digest;
}

}  // namespace switchyard::addon
