#include "cuda/runtime/cuda_module.h"

#include <cuda.h>
#include <dlfcn.h>

#include "cuda/runtime/cuda_error.h"

namespace switchyard::cuda {
namespace {

using device::Fault;

// What is used of libcuda, which the plugin is not linked to. Versions as cuda.h has them.
struct Driver {
  decltype(&cuGetErrorString) error_string = nullptr;
  decltype(&cuModuleLoadData) load = nullptr;
  decltype(&cuModuleUnload) unload = nullptr;
  decltype(&cuModuleGetFunction) function = nullptr;
  decltype(&cuLaunchKernel) launch = nullptr;

  Driver() {
    void* const library = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return;
    error_string = reinterpret_cast<decltype(error_string)>(::dlsym(library, "cuGetErrorString"));
    load = reinterpret_cast<decltype(load)>(::dlsym(library, "cuModuleLoadData"));
    unload = reinterpret_cast<decltype(unload)>(::dlsym(library, "cuModuleUnload"));
    function = reinterpret_cast<decltype(function)>(::dlsym(library, "cuModuleGetFunction"));
    launch = reinterpret_cast<decltype(launch)>(::dlsym(library, "cuLaunchKernel"));
  }

  bool is_there() const {
    return error_string != nullptr && load != nullptr && unload != nullptr && function != nullptr &&
           launch != nullptr;
  }
  void check(CUresult result, const char* stage) const {
    if (result == CUDA_SUCCESS) return;
    const char* text = nullptr;
    error_string(result, &text);
    throw Fault(SY_DEVICE, "", "%s: %s", stage, text == nullptr ? "an unknown error" : text);
  }
};

const Driver& driver() {
  static const Driver kDriver;
  if (!kDriver.is_there()) throw Fault(SY_DEVICE, "", "libcuda.so.1 is not found");
  return kDriver;
}

class CudaModule : public Module {
 public:
  CudaModule(const std::string& code, const char* entry) {
    driver().check(driver().load(&module_, code.c_str()), "loading compiled code");
    const CUresult result = driver().function(&function_, module_, entry);
    if (result == CUDA_SUCCESS) return;
    driver().unload(module_);
    driver().check(result, "finding compiled code");
  }
  ~CudaModule() override { driver().unload(module_); }
  CudaModule(const CudaModule&) = delete;
  CudaModule& operator=(const CudaModule&) = delete;

  void launch(Stream& stream, const void* parameter, size_t, uint64_t blocks,
              uint32_t threads) const override {
    void* parameters[] = {const_cast<void*>(parameter)};
    driver().check(driver().launch(function_, static_cast<unsigned>(blocks), 1, 1, threads, 1, 1, 0,
                                   native(stream), parameters, nullptr),
                   "starting compiled code");
  }

 private:
  CUmodule module_ = nullptr;
  CUfunction function_ = nullptr;
};

}  // namespace

std::unique_ptr<Module> load_cuda_code(const std::string& code, const char* entry) {
  return std::make_unique<CudaModule>(code, entry);
}

}  // namespace switchyard::cuda
