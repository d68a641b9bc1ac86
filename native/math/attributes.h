// Function attributes of the shared arithmetic headers, for g++, nvcc and HLS compilers alike.
#pragma once

#if defined(__CUDACC__)
#define SY_INLINE __host__ __device__ __forceinline__
#elif defined(__SYNTHESIS__) || defined(__BAMBU__)
#define SY_INLINE inline
#else
#define SY_INLINE inline __attribute__((always_inline))
#endif
