// Attributes of device functions, for nvcc and for the host compilers that build the emulation.
#pragma once

#if defined(__CUDACC__)
#define SY_GPU __device__ __forceinline__
// Before a loop: arrays that it indexes can stay in registers.
#define SY_UNROLL _Pragma("unroll")
#else
#define SY_GPU inline
#define SY_UNROLL
#endif
