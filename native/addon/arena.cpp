#include "addon/arena.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace switchyard::addon {
namespace {

[[noreturn]] void fail(Napi::Env env, const char* what) {
  throw Napi::Error::New(env, std::string(what) + ": " + std::strerror(errno));
}

}  // namespace

Napi::Function NativeArena::define(Napi::Env env) {
  return DefineClass(
      env, "NativeArena",
      {InstanceMethod<&NativeArena::descriptor>("descriptor"), InstanceMethod<&NativeArena::buffer>("buffer"),
       InstanceMethod<&NativeArena::discard>("discard"), InstanceMethod<&NativeArena::close>("close")});
}

NativeArena::NativeArena(const Napi::CallbackInfo& info) : ObjectWrap(info) {
  const Napi::Env env = info.Env();
  bytes_ = static_cast<size_t>(info[0].As<Napi::Number>().Int64Value());
  if (info[1].IsUndefined()) {
    descriptor_ = memfd_create("switchyard-arena", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor_ < 0) fail(env, "no memory file can be made");
    // Neither side can take pages away from under the other.
    if (ftruncate(descriptor_, static_cast<off_t>(bytes_)) != 0 ||
        fcntl(descriptor_, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
      release();
      fail(env, "the memory file cannot be sized");
    }
  } else {
    descriptor_ = info[1].As<Napi::Number>().Int32Value();
    struct stat status {};
    if (fstat(descriptor_, &status) != 0 || static_cast<size_t>(status.st_size) != bytes_) {
      descriptor_ = -1;
      throw Napi::Error::New(env, "the descriptor is that of no memory file of this size");
    }
    fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
  }
  memory_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, descriptor_, 0);
  if (memory_ == MAP_FAILED) {
    memory_ = nullptr;
    release();
    fail(env, "the memory file cannot be mapped");
  }
}

NativeArena::~NativeArena() { release(); }

void NativeArena::release() {
  if (memory_ != nullptr) munmap(std::exchange(memory_, nullptr), bytes_);
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

Napi::Value NativeArena::descriptor(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), descriptor_);
}

Napi::Value NativeArena::buffer(const Napi::CallbackInfo& info) {
  if (memory_ == nullptr) throw Napi::Error::New(info.Env(), "the arena is closed");
  if (buffer_.IsEmpty()) {
    // The buffer holds the arena, so that its memory stays where the buffer is used.
    auto* self = new Napi::ObjectReference(Napi::Persistent(info.This().As<Napi::Object>()));
    buffer_ = Napi::Reference<Napi::ArrayBuffer>::New(
        Napi::ArrayBuffer::New(
            info.Env(), memory_, bytes_, [](Napi::Env, void*, Napi::ObjectReference* held) { delete held; },
            self),
        0);
    return buffer_.Value();
  }
  const Napi::ArrayBuffer known = buffer_.Value();
  return known.IsEmpty() ? info.Env().Undefined() : known.As<Napi::Value>();
}

Napi::Value NativeArena::discard(const Napi::CallbackInfo& info) {
  const auto offset = static_cast<off_t>(info[0].As<Napi::Number>().Int64Value());
  const auto bytes = static_cast<off_t>(info[1].As<Napi::Number>().Int64Value());
  if (descriptor_ >= 0 &&
      fallocate(descriptor_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, bytes) != 0)
    fail(info.Env(), "pages cannot be given back");
  return info.Env().Undefined();
}

Napi::Value NativeArena::close(const Napi::CallbackInfo& info) {
  if (!buffer_.IsEmpty()) {
    Napi::ArrayBuffer known = buffer_.Value();
    if (!known.IsEmpty() && !known.IsDetached()) known.Detach();
    buffer_.Reset();
  }
  release();
  return info.Env().Undefined();
}

}  // namespace switchyard::addon
