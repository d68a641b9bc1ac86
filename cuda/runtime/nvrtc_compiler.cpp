#include "cuda/runtime/nvrtc_compiler.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <mutex>
#include <vector>

#include "cuda/runtime/source_files.h"
#include "device/kit/fault.h"

namespace switchyard::cuda {
namespace {

using device::Fault;

// What the sources use of the standard library, which NVRTC does not bring.
constexpr SourceFile kCstdint = {"cstdint", R"(#pragma once
typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long long int64_t;
typedef unsigned long long uint64_t;
)"};
// The sources' own files are also included by their last names from beside each other.
constexpr const char* kMathFolder = "math/";

// The functions of nvrtc.h, by its names.
struct Nvrtc {
  using Program = struct OpaqueProgram*;
  using Result = int;  // 0 for success

  Result (*version)(int*, int*);
  Result (*get_num_supported_archs)(int*);
  Result (*get_supported_archs)(int*);
  Result (*create_program)(Program*, const char*, const char*, int, const char* const*, const char* const*);
  Result (*destroy_program)(Program*);
  Result (*compile_program)(Program, int, const char* const*);
  Result (*get_cubin_size)(Program, size_t*);
  Result (*get_cubin)(Program, char*);
  Result (*get_ptx_size)(Program, size_t*);
  Result (*get_ptx)(Program, char*);
  Result (*get_program_log_size)(Program, size_t*);
  Result (*get_program_log)(Program, char*);
  const char* (*get_error_string)(Result);
  Result (*set_flow_callback)(Program, int (*)(void*, void*), void*);  // null before CUDA 12.8

  // Whether the library has them all.
  bool find(void* library) {
    const auto get = [&](auto& function, const char* name) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
      return function != nullptr;
    };
    get(set_flow_callback, "nvrtcSetFlowCallback");
    return get(version, "nvrtcVersion") && get(get_num_supported_archs, "nvrtcGetNumSupportedArchs") &&
           get(get_supported_archs, "nvrtcGetSupportedArchs") && get(create_program, "nvrtcCreateProgram") &&
           get(destroy_program, "nvrtcDestroyProgram") && get(compile_program, "nvrtcCompileProgram") &&
           get(get_cubin_size, "nvrtcGetCUBINSize") && get(get_cubin, "nvrtcGetCUBIN") &&
           get(get_ptx_size, "nvrtcGetPTXSize") && get(get_ptx, "nvrtcGetPTX") &&
           get(get_program_log_size, "nvrtcGetProgramLogSize") &&
           get(get_program_log, "nvrtcGetProgramLog") && get(get_error_string, "nvrtcGetErrorString");
  }
};

// Where toolkits and drivers' packages put it; SWITCHYARD_NVRTC names a file instead of all that.
std::vector<std::string> library_names() {
  if (const char* asked = std::getenv("SWITCHYARD_NVRTC"); asked != nullptr && asked[0] != '\0')
    return {asked};
  std::vector<std::string> folders = {""};
  for (const char* variable : {"CUDA_PATH", "CUDA_HOME"})
    if (const char* folder = std::getenv(variable); folder != nullptr && folder[0] == '/')
      folders.push_back(std::string(folder) + "/lib64/");
  folders.push_back("/usr/local/cuda/lib64/");
  folders.push_back("/opt/cuda/lib64/");
  std::vector<std::string> names;
  for (const std::string& folder : folders)
    for (const char* name : {"libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so"})
      names.push_back(folder + name);
  return names;
}

// NVRTC loads a second library by its name alone, which is only found in a folder that is searched; unless it
// is there already. It lies beside the first.
void load_builtins(const Nvrtc& nvrtc) {
  int major = 0, minor = 0;
  Dl_info place{};
  if (nvrtc.version(&major, &minor) != 0 || ::dladdr(reinterpret_cast<void*>(nvrtc.version), &place) == 0)
    return;
  std::string name = place.dli_fname;
  name.erase(name.rfind('/') + 1);
  name += "libnvrtc-builtins.so." + std::to_string(major) + "." + std::to_string(minor);
  ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
}

// The library, which stays until the process ends; null where there is none, and why.
const Nvrtc* load_nvrtc(std::string& reason) {
  static std::mutex mutex;
  static Nvrtc functions;
  static bool is_loaded = false;
  const std::lock_guard lock(mutex);
  for (const std::string& name : library_names()) {
    if (is_loaded) break;
    void* const library = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) continue;
    is_loaded = functions.find(library);
    if (is_loaded)
      load_builtins(functions);
    else
      ::dlclose(library);
  }
  if (!is_loaded) reason = "NVRTC (libnvrtc.so of CUDA 12 or later) is not found";
  return is_loaded ? &functions : nullptr;
}

std::string version_of(const Nvrtc& nvrtc) {
  int major = 0, minor = 0;
  nvrtc.version(&major, &minor);
  return "nvrtc " + std::to_string(major) + "." + std::to_string(minor);
}

class NvrtcCompiler : public Compiler {
 public:
  // `is_ptx`: for later architectures.
  NvrtcCompiler(const Nvrtc& nvrtc, uint32_t architecture, bool is_ptx)
      : nvrtc_(nvrtc),
        target_((is_ptx ? "compute_" : "sm_") + std::to_string(architecture)),
        is_ptx_(is_ptx) {}

  std::string identity() const override { return version_of(nvrtc_) + " " + target_; }

  std::string compile(const std::string& source, const std::atomic<bool>& cancelled) const override {
    const Program program(nvrtc_, source);
    if (nvrtc_.set_flow_callback != nullptr)
      nvrtc_.set_flow_callback(
          program.get(),
          [](void* flag, void*) { return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0; },
          const_cast<std::atomic<bool>*>(&cancelled));
    const std::string architecture = "--gpu-architecture=" + target_;
    const char* const options[] = {architecture.c_str(), "--std=c++20"};
    const Nvrtc::Result result = nvrtc_.compile_program(program.get(), std::size(options), options);
    if (cancelled.load()) throw Fault(SY_CANCELLED, "", "compilation was cancelled");
    if (result != 0)
      throw Fault(SY_DEVICE, "", "NVRTC: %s: %s", nvrtc_.get_error_string(result),
                  text(program, nvrtc_.get_program_log_size, nvrtc_.get_program_log).c_str());
    return is_ptx_ ? text(program, nvrtc_.get_ptx_size, nvrtc_.get_ptx)
                   : text(program, nvrtc_.get_cubin_size, nvrtc_.get_cubin);
  }

 private:
  class Program {
   public:
    Program(const Nvrtc& nvrtc, const std::string& source) : nvrtc_(nvrtc) {
      std::vector<const char*> texts = {kCstdint.text}, names = {kCstdint.name};
      for (size_t i = 0; i < kSourceFileCount; ++i) {
        const std::string name = kSourceFiles[i].name;
        texts.push_back(kSourceFiles[i].text);
        names.push_back(kSourceFiles[i].name);
        if (name.rfind(kMathFolder, 0) != 0) continue;
        texts.push_back(kSourceFiles[i].text);
        names.push_back(kSourceFiles[i].name + std::char_traits<char>::length(kMathFolder));
      }
      const Nvrtc::Result result =
          nvrtc.create_program(&program_, source.c_str(), "program.cu", static_cast<int>(names.size()),
                               texts.data(), names.data());
      if (result != 0) throw Fault(SY_DEVICE, "", "NVRTC: %s", nvrtc.get_error_string(result));
    }
    ~Program() { nvrtc_.destroy_program(&program_); }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    Nvrtc::Program get() const { return program_; }

   private:
    const Nvrtc& nvrtc_;
    Nvrtc::Program program_ = nullptr;
  };

  static std::string text(const Program& program, Nvrtc::Result (*size_of)(Nvrtc::Program, size_t*),
                          Nvrtc::Result (*get)(Nvrtc::Program, char*)) {
    size_t size = 0;
    if (size_of(program.get(), &size) != 0) return "";
    std::string bytes(size, '\0');
    if (get(program.get(), bytes.data()) != 0) return "";
    return bytes;
  }

  const Nvrtc& nvrtc_;
  const std::string target_;
  const bool is_ptx_;
};

}  // namespace

std::unique_ptr<Compiler> new_nvrtc_compiler(uint32_t architecture, std::string& reason) {
  const Nvrtc* const nvrtc = load_nvrtc(reason);
  if (nvrtc == nullptr) return nullptr;
  int count = 0;
  nvrtc->get_num_supported_archs(&count);
  std::vector<int> known(static_cast<size_t>(std::max(count, 0)));
  if (known.empty() || nvrtc->get_supported_archs(known.data()) != 0) {
    reason = "NVRTC knows no architectures";
    return nullptr;
  }
  std::erase_if(known, [&](int one) { return one > static_cast<int>(architecture); });
  if (known.empty()) {
    reason = "NVRTC makes no code for sm_" + std::to_string(architecture);
    return nullptr;
  }
  const auto nearest = static_cast<uint32_t>(*std::max_element(known.begin(), known.end()));
  return std::make_unique<NvrtcCompiler>(*nvrtc, nearest, nearest != architecture);
}

std::string nvrtc_version() {
  std::string reason;
  const Nvrtc* const nvrtc = load_nvrtc(reason);
  return nvrtc == nullptr ? "" : version_of(*nvrtc);
}

}  // namespace switchyard::cuda
