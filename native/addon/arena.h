// Memory that two processes share, as a JavaScript class.
#pragma once

#include <napi.h>

#include <cstddef>

namespace switchyard::addon {

// new NativeArena(bytes): an anonymous memory file, which lives as long as somebody has its descriptor or a
// mapping. Its pages take memory once they are written. new NativeArena(bytes, descriptor): the one that
// another process has made; takes the descriptor over.
//   descriptor: number
//   buffer: ArrayBuffer, all of it
//   discard(offset, bytes): gives pages back; they then read as zeros. Both are multiples of the page size.
//   close(): detaches the buffer, unmaps, and closes the descriptor
class NativeArena : public Napi::ObjectWrap<NativeArena> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit NativeArena(const Napi::CallbackInfo& info);
  ~NativeArena() override;

 private:
  Napi::Value descriptor(const Napi::CallbackInfo& info);
  Napi::Value buffer(const Napi::CallbackInfo& info);
  Napi::Value discard(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);

  void release();

  size_t bytes_ = 0;
  int descriptor_ = -1;
  void* memory_ = nullptr;
  Napi::Reference<Napi::ArrayBuffer> buffer_;
};

}  // namespace switchyard::addon
