// CUDA's status codes as faults, and its handles behind the runtime interface. For sources that nvcc
// compiles.
#pragma once

#include <cuda_runtime.h>

#include "cuda/runtime/runtime.h"
#include "device/kit/fault.h"

namespace switchyard::cuda {

// Throws Fault: SY_MEMORY where memory was refused, else SY_DEVICE with the stage and what CUDA says.
void check_cuda(cudaError_t status, const char* stage);

// After a launch: whether it could be made.
inline void check_launch(const char* kernel) { check_cuda(cudaGetLastError(), kernel); }

cudaStream_t native(Stream& stream);

}  // namespace switchyard::cuda
