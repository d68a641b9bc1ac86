// Attributes of device functions, for nvcc and for the host compilers that build the emulation.
#pragma once

#if defined(__CUDACC__)
#define SY_GPU __device__ __forceinline__
#else
#define SY_GPU inline
#endif
