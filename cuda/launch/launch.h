// Starts kernels on a stream. Under nvcc they go to the card; under a host compiler to the emulation.
//
// A kernel is a struct of plain parameters, at most 4 KiB of them, with `static constexpr const char* kName`
// and a call operator that is SY_GPU and const. It comes in two forms:
//   operator()(uint64_t i)      for every i below a count, each on its own: launch_each
//   operator()(Block& block)    for every block of a grid: launch_blocks; needs `kThreads`, the most threads
//                               of a block, which bounds the registers that the compiler may use
#pragma once

#include <cstdint>

#include "cuda/launch/block.h"
#include "cuda/runtime/runtime.h"

#if defined(__CUDACC__)
#include "cuda/runtime/cuda_error.h"
#else
#include "cuda/runtime/emulated_stream.h"
#endif

namespace switchyard::cuda {

// What a launch consists of. At most 2^31 - 1 blocks.
struct Grid {
  uint64_t blocks;
  uint32_t threads;
  uint32_t shared_bytes = 0;  // of a block; above 48 KiB the kernel is told first
};

inline constexpr uint32_t kEachThreads = 256;
inline constexpr uint64_t kMostBlocks = (uint64_t{1} << 31) - 1;

#if defined(__CUDACC__)

template <class Kernel>
__global__ void __launch_bounds__(kEachThreads)
    run_each(const __grid_constant__ Kernel kernel, uint64_t count) {
  const uint64_t stride = uint64_t{gridDim.x} * kEachThreads;
  for (uint64_t i = uint64_t{blockIdx.x} * kEachThreads + threadIdx.x; i < count; i += stride) kernel(i);
}

// A kernel that needs several blocks on a multiprocessor to hide latencies states `kResidentBlocks`, which
// bounds its registers further; 0 leaves that to the compiler.
template <class Kernel>
constexpr uint32_t resident_blocks() {
  if constexpr (requires { Kernel::kResidentBlocks; })
    return Kernel::kResidentBlocks;
  else
    return 0;
}

template <class Kernel>
__global__ void __launch_bounds__(Kernel::kThreads, resident_blocks<Kernel>())
    run_block(const __grid_constant__ Kernel kernel) {
  Block block;
  kernel(block);
}

template <class Kernel>
void launch_each(Stream& stream, const Kernel& kernel, uint64_t count) {
  if (count == 0) return;
  const uint64_t blocks = (count + kEachThreads - 1) / kEachThreads;
  run_each<<<static_cast<uint32_t>(blocks < kMostBlocks ? blocks : kMostBlocks), kEachThreads, 0,
             native(stream)>>>(kernel, count);
  check_launch(Kernel::kName);
}

template <class Kernel>
void launch_blocks(Stream& stream, const Kernel& kernel, const Grid& grid) {
  constexpr uint32_t kPlainSharedBytes = 48 << 10;
  if (grid.blocks == 0) return;
  if (grid.shared_bytes > kPlainSharedBytes)
    check_cuda(cudaFuncSetAttribute(run_block<Kernel>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                    static_cast<int>(grid.shared_bytes)),
               Kernel::kName);
  run_block<<<static_cast<uint32_t>(grid.blocks), grid.threads, grid.shared_bytes, native(stream)>>>(kernel);
  check_launch(Kernel::kName);
}

#else

template <class Kernel>
void launch_each(Stream& stream, const Kernel& kernel, uint64_t count) {
  enqueue(stream, Kernel::kName, [kernel, count] {
    for (uint64_t i = 0; i < count; ++i) kernel(i);
  });
}

template <class Kernel>
void launch_blocks(Stream& stream, const Kernel& kernel, const Grid& grid) {
  check_grid(Kernel::kName, grid.blocks, grid.threads, Kernel::kThreads, grid.shared_bytes);
  enqueue(stream, Kernel::kName, [kernel, grid] {
    for (uint64_t i = 0; i < grid.blocks; ++i) {
      Block block(i, grid.blocks, grid.threads, grid.shared_bytes);
      kernel(block);
    }
  });
}

#endif

}  // namespace switchyard::cuda
