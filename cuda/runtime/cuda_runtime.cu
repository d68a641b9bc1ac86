#include <cstdio>
#include <utility>

#include "cuda/runtime/cuda_error.h"
#include "cuda/runtime/cuda_module.h"
#include "cuda/runtime/nvrtc_compiler.h"
#include "cuda/runtime/runtime.h"
#include "device/kit/pci.h"

namespace switchyard::cuda {
namespace {

using device::Fault;

class CudaEvent : public Event {
 public:
  explicit CudaEvent(cudaStream_t stream) {
    check_cuda(cudaEventCreate(&event_), "creating an event");
    if (const cudaError_t status = cudaEventRecord(event_, stream); status != cudaSuccess) {
      cudaEventDestroy(event_);
      check_cuda(status, "recording an event");
    }
  }
  ~CudaEvent() override { cudaEventDestroy(event_); }
  CudaEvent(const CudaEvent&) = delete;
  CudaEvent& operator=(const CudaEvent&) = delete;

  void wait() override { check_cuda(cudaEventSynchronize(event_), "waiting for an event"); }
  uint64_t nanoseconds_since(const Event& earlier) const override {
    float milliseconds = 0;
    check_cuda(cudaEventElapsedTime(&milliseconds, static_cast<const CudaEvent&>(earlier).event_, event_),
               "timing an event");
    return static_cast<uint64_t>(static_cast<double>(milliseconds) * 1e6);
  }

 private:
  cudaEvent_t event_ = nullptr;
};

class CudaStream : public Stream {
 public:
  CudaStream() {
    check_cuda(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "creating a stream");
  }
  ~CudaStream() override { cudaStreamDestroy(stream_); }
  CudaStream(const CudaStream&) = delete;
  CudaStream& operator=(const CudaStream&) = delete;

  void copy_to_device(void* device, const void* pinned, size_t bytes) override {
    check_cuda(cudaMemcpyAsync(device, pinned, bytes, cudaMemcpyHostToDevice, stream_),
               "copying to the card");
  }
  void copy_to_host(void* pinned, const void* device, size_t bytes) override {
    check_cuda(cudaMemcpyAsync(pinned, device, bytes, cudaMemcpyDeviceToHost, stream_),
               "copying to the host");
  }
  void copy_on_device(void* to, const void* from, size_t bytes) override {
    check_cuda(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream_), "copying on the card");
  }
  void fill(void* device, uint8_t byte, size_t bytes) override {
    check_cuda(cudaMemsetAsync(device, byte, bytes, stream_), "filling memory");
  }
  std::unique_ptr<Event> record() override { return std::make_unique<CudaEvent>(stream_); }
  void wait() override { check_cuda(cudaStreamSynchronize(stream_), "waiting for the card"); }

  cudaStream_t get() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
};

class CudaRuntime : public Runtime {
 public:
  explicit CudaRuntime(int index) : index_(index) { CudaRuntime::bind_thread(); }

  void bind_thread() override { check_cuda(cudaSetDevice(index_), "choosing the card"); }
  std::unique_ptr<Stream> new_stream() override {
    bind_thread();
    return std::make_unique<CudaStream>();
  }
  uint64_t free_bytes() override {
    bind_thread();
    size_t free = 0, total = 0;
    check_cuda(cudaMemGetInfo(&free, &total), "asking for free memory");
    return free;
  }
  void* allocate(size_t bytes) override {
    bind_thread();
    void* device = nullptr;
    check_cuda(cudaMalloc(&device, bytes), "allocating memory");
    return device;
  }
  void release(void* device) override {
    if (cudaSetDevice(index_) == cudaSuccess) cudaFree(device);
  }
  void* allocate_pinned(size_t bytes) override {
    bind_thread();
    void* pinned = nullptr;
    check_cuda(cudaMallocHost(&pinned, bytes), "allocating pinned memory");
    return pinned;
  }
  void release_pinned(void* pinned) override {
    if (cudaSetDevice(index_) == cudaSuccess) cudaFreeHost(pinned);
  }
  bool is_emulated() const override { return false; }
  std::unique_ptr<Compiler> new_compiler(std::string& reason) override {
    cudaDeviceProp properties{};
    check_cuda(cudaGetDeviceProperties(&properties, index_), "describing the card");
    return new_nvrtc_compiler(static_cast<uint32_t>(10 * properties.major + properties.minor), reason);
  }
  std::unique_ptr<Module> load(const std::string& code, const char* entry) override {
    bind_thread();
    return load_cuda_code(code, entry);
  }

 private:
  const int index_;
};

// What kernels are compiled for: the oldest of the architectures in cuda/plugin/CMakeLists.txt.
constexpr int kOldestArchitecture = 80;

// "13.0" of 13000.
std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

void check_architecture(const cudaDeviceProp& properties) {
  const int architecture = 10 * properties.major + properties.minor;
  if (architecture < kOldestArchitecture)
    throw Fault(SY_UNSUPPORTED, "", "%s is of sm_%d, kernels need sm_%d or later", properties.name,
                architecture, kOldestArchitecture);
}

int32_t numa_node_of(const cudaDeviceProp& properties) {
  char address[32];
  std::snprintf(address, sizeof(address), "%04x:%02x:%02x.0", properties.pciDomainID, properties.pciBusID,
                properties.pciDeviceID);
  return device::pci_numa_node(address);
}

}  // namespace

const char* const kRuntimeName = "cuda";

void check_cuda(cudaError_t status, const char* stage) {
  if (status == cudaSuccess) return;
  cudaGetLastError();  // not again at the next launch
  const SyCode code = status == cudaErrorMemoryAllocation ? SY_MEMORY : SY_DEVICE;
  throw Fault(code, "", "%s: %s (%s)", stage, cudaGetErrorString(status), cudaGetErrorName(status));
}

cudaStream_t native(Stream& stream) { return static_cast<CudaStream&>(stream).get(); }

uint32_t card_count(std::string& reason) {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaSuccess && count > 0) return static_cast<uint32_t>(count);
  cudaGetLastError();
  int driver = 0;
  if (cudaDriverGetVersion(&driver) != cudaSuccess) driver = 0;
  const std::string runtime = "; the plugin is of CUDA " + version_text(CUDART_VERSION);
  if (driver == 0)
    reason = "there is no NVIDIA driver" + runtime;
  else if (driver / 1000 < CUDART_VERSION / 1000)
    reason = "the driver is of CUDA " + version_text(driver) + runtime;
  else if (status == cudaSuccess || status == cudaErrorNoDevice)
    reason = "the driver, of CUDA " + version_text(driver) + ", finds no card";
  else
    reason = std::string(cudaGetErrorString(status)) + ", driver of CUDA " + version_text(driver) + runtime;
  return 0;
}

Card describe_card(uint32_t index) {
  cudaDeviceProp properties{};
  check_cuda(cudaGetDeviceProperties(&properties, static_cast<int>(index)), "describing the card");
  int driver = 0;
  check_cuda(cudaDriverGetVersion(&driver), "asking for the driver's version");
  char path[32], identity[160];
  const std::string nvrtc = nvrtc_version();
  std::snprintf(path, sizeof(path), "sm_%d%d %s", properties.major, properties.minor,
                nvrtc.empty() ? "interpreter" : nvrtc.c_str());
  std::snprintf(identity, sizeof(identity), "%.80s/%s/driver %s, runtime %s/%llu MiB", properties.name, path,
                version_text(driver).c_str(), version_text(CUDART_VERSION).c_str(),
                static_cast<unsigned long long>(properties.totalGlobalMem >> 20));
  return {properties.name,
          path,
          identity,
          properties.totalGlobalMem,
          static_cast<uint32_t>(properties.multiProcessorCount),
          numa_node_of(properties),
          false};
}

std::unique_ptr<Runtime> open_card(uint32_t index) {
  cudaDeviceProp properties{};
  check_cuda(cudaGetDeviceProperties(&properties, static_cast<int>(index)), "describing the card");
  check_architecture(properties);
  return std::make_unique<CudaRuntime>(static_cast<int>(index));
}

}  // namespace switchyard::cuda
