// The hashes of Merkle trees as a JavaScript class, for a verifier that opts into native code.
#pragma once

#include <napi.h>

#include <memory>

#include "cpu/verifier_hash.h"

namespace switchyard::addon {

// new NativeMerkleHash(field, hashSet)   numbers as in device/backend.h
//   hashRow(elements: Uint32Array, count): Uint32Array          the digest of the first `count` elements
//   compress(left: Uint32Array, right: Uint32Array): Uint32Array
//
// Elements are canonical. Wrong types and lengths throw; ranges of elements are the caller's to keep.
class NativeMerkleHash : public Napi::ObjectWrap<NativeMerkleHash> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit NativeMerkleHash(const Napi::CallbackInfo& info);

 private:
  Napi::Value hash_row(const Napi::CallbackInfo& info);
  Napi::Value compress(const Napi::CallbackInfo& info);

  std::unique_ptr<cpu::VerifierHash> hash_;
};

}  // namespace switchyard::addon
