// Attributes of functions and tables of the shared arithmetic headers, for g++, nvcc and HLS compilers alike.
#pragma once

#if defined(__CUDACC__)
#define SY_INLINE __host__ __device__ __forceinline__
#elif defined(__SYNTHESIS__) || defined(__BAMBU__)
#define SY_INLINE inline
#else
#define SY_INLINE inline __attribute__((always_inline))
#endif

// For constant tables that are indexed at run time: device code sees its own copy.
#if defined(__CUDA_ARCH__)
#define SY_TABLE __device__ constexpr
#else
#define SY_TABLE inline constexpr
#endif

// The same where all threads use the same word at a time: on a card they are operands, not loads.
#if defined(__CUDA_ARCH__)
#define SY_CONSTANTS __constant__ constexpr
#else
#define SY_CONSTANTS inline constexpr
#endif
