// The block of block.h on a card.
#pragma once

#include <cstdint>

#include "cuda/launch/attributes.h"

namespace switchyard::cuda {

extern __shared__ uint4 shared_memory[];

template <class T>
class SharedArray {
 public:
  __device__ __forceinline__ explicit SharedArray(T* elements) : elements_(elements) {}
  __device__ __forceinline__ T& operator[](uint32_t i) const { return elements_[i]; }

 private:
  T* elements_;
};

class Block {
 public:
  // Of the grid.
  __device__ __forceinline__ uint64_t index() const { return blockIdx.x; }
  __device__ __forceinline__ uint64_t count() const { return gridDim.x; }
  __device__ __forceinline__ uint32_t threads() const { return blockDim.x; }

  template <class Body>
  __device__ __forceinline__ void each_thread(Body&& body) {
    body(threadIdx.x);
    __syncthreads();
  }

  template <class T>
  __device__ __forceinline__ SharedArray<T> shared(uint32_t count) {
    T* const elements = reinterpret_cast<T*>(shared_memory + used_);
    used_ += (count * static_cast<uint32_t>(sizeof(T)) + 15) / 16;
    return SharedArray<T>(elements);
  }

 private:
  uint32_t used_ = 0;  // in units of 16 bytes
};

template <class T>
class PerThread {
 public:
  __device__ __forceinline__ explicit PerThread(const Block&) {}
  __device__ __forceinline__ T& operator[](uint32_t) { return value_; }

 private:
  T value_{};
};

}  // namespace switchyard::cuda
