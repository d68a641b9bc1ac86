// The native addon's exports.
#include <napi.h>

#include <string>

#include "addon/arena.h"
#include "addon/convert.h"
#include "addon/datagram.h"
#include "addon/device.h"
#include "addon/executor.h"
#include "addon/merkle_hash.h"
#include "addon/process.h"
#include "addon/replay.h"
#include "addon/transcript.h"
#include "cpu/isa.h"
#include "device/registry.h"

namespace switchyard::addon {
namespace {

// isas(): { name, description, isSupported }[], best first.
Napi::Value isas(const Napi::CallbackInfo& info) {
  Napi::Array list = Napi::Array::New(info.Env());
  for (const cpu::Kernels* kernels : cpu::compiled_isas()) {
    Napi::Object entry = Napi::Object::New(info.Env());
    entry.Set("name", kernels->name);
    entry.Set("description", kernels->description);
    entry.Set("isSupported", cpu::is_supported(*kernels));
    list.Set(list.Length(), entry);
  }
  return list;
}

// enumerate(backend, options): the devices' { index, id, model, path, identity, memoryBytes, threads,
// isEmulated, numaNode (-1 for none), opMask (bit 1 << kind of each op) }. Throws where the backend or a
// device cannot be had, and where the backend says why it has none.
Napi::Value enumerate(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const device::Found found = device::find_backend(info[0].As<Napi::String>());
  if (found.backend == nullptr) throw Napi::Error::New(env, found.reason);
  std::string path;
  const SyOpenOptions options = to_open_options(info[1], path);
  SyError error{};
  uint32_t count = 0;
  if (found.backend->device_count(&count, &error) != SY_OK) throw to_js_error(env, error);
  if (count == 0 && error.text[0] != '\0') throw Napi::Error::New(env, error.text);
  Napi::Array list = Napi::Array::New(env, count);
  for (uint32_t i = 0; i < count; ++i) {
    SyDeviceInfo device{};
    if (found.backend->device_info(i, &options, &device, &error) != SY_OK) throw to_js_error(env, error);
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("index", i);
    entry.Set("id", device.id);
    entry.Set("model", device.model);
    entry.Set("path", device.path);
    entry.Set("identity", device.identity);
    entry.Set("memoryBytes", to_number(device.memory_bytes));
    entry.Set("threads", device.threads);
    entry.Set("isEmulated", device.emulated != 0);
    entry.Set("numaNode", device.numa_node);
    entry.Set("opMask", to_number(device.ops));
    list.Set(i, entry);
  }
  return list;
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("abiVersion", SY_ABI_VERSION);
  exports.Set("isas", Napi::Function::New(env, isas, "isas"));
  exports.Set("enumerate", Napi::Function::New(env, enumerate, "enumerate"));
  exports.Set("dieWithParent", Napi::Function::New(env, die_with_parent, "dieWithParent"));
  exports.Set("pinToCpus", Napi::Function::New(env, pin_to_cpus, "pinToCpus"));
  exports.Set("sendDatagram", Napi::Function::New(env, send_datagram, "sendDatagram"));
  exports.Set("NativeArena", NativeArena::define(env));
  exports.Set("NativeDevice", NativeDevice::define(env));
  exports.Set("NativeExecutor", NativeExecutor::define(env));
  exports.Set("NativeMerkleHash", NativeMerkleHash::define(env));
  exports.Set("NativeReplay", NativeReplay::define(env));
  exports.Set("NativeTranscript", NativeTranscript::define(env));
  return exports;
}

}  // namespace
}  // namespace switchyard::addon

static Napi::Object initialise_addon(Napi::Env env, Napi::Object exports) {
  return switchyard::addon::initialise(env, exports);
}

NODE_API_MODULE(switchyard, initialise_addon)
