#include "device/registry.h"

#include <dlfcn.h>
#include <unistd.h>

#include "cpu/backend/backend.h"

namespace switchyard::device {
namespace {

std::string own_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_folder), &info) == 0 || info.dli_fname == nullptr) return ".";
  const std::string path = info.dli_fname;
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

// Names come from callers and become part of a path.
bool is_plain(const std::string& name) {
  return !name.empty() && name.size() <= 32 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

}  // namespace

Found find_backend(const std::string& name) {
  if (name == "cpu") return {cpu::backend(SY_ABI_VERSION), ""};
  if (!is_plain(name)) return {nullptr, "'" + name + "' is no name of a backend"};
  const std::string path = own_folder() + "/switchyard-" + name + ".so";
  if (access(path.c_str(), F_OK) != 0) return {nullptr, "its plugin is not built (" + path + ")"};
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return {nullptr, std::string("its plugin does not load: ") + dlerror()};
  const auto entry = reinterpret_cast<SyBackendEntry>(dlsym(library, SY_BACKEND_SYMBOL));
  if (entry == nullptr) return {nullptr, path + " exports no " SY_BACKEND_SYMBOL};
  const SyBackend* backend = entry(SY_ABI_VERSION);
  if (backend == nullptr || backend->abi_version != SY_ABI_VERSION) {
    const std::string theirs = backend == nullptr ? "another" : std::to_string(backend->abi_version);
    return {nullptr, path + " speaks version " + theirs +
                         " of the device interface, and this addon version " +
                         std::to_string(SY_ABI_VERSION) + "; build both from one version of Switchyard"};
  }
  return {backend, ""};
}

}  // namespace switchyard::device
