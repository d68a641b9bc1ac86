// Attributes of functions and tables of the shared arithmetic headers, for g++, nvcc and HLS compilers alike.
#pragma once

#if defined(__CUDACC__)
#define SY_INLINE __host__ __device__ __forceinline__
#elif defined(__SYNTHESIS__) || defined(__BAMBU__)
#define SY_INLINE inline
#else
#define SY_INLINE inline __attribute__((always_inline))
#endif

// Before a loop: g++ unrolls it before it takes arrays apart into registers. Other compilers do so by
// themselves, or warn of what they do not know.
#if defined(__GNUC__) && !defined(__CUDACC__) && !defined(__SYNTHESIS__) && !defined(__BAMBU__)
#define SY_HOST_PRAGMA(text) _Pragma(#text)
#define SY_HOST_UNROLL(times) SY_HOST_PRAGMA(GCC unroll times)
#else
#define SY_HOST_UNROLL(times)
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
