// ap_uint<N> for C simulation: the part of the vendor's type that the kernels use. Under synthesis the HLS
// compiler finds its own header of this name.
#pragma once

#include <cstdint>
#include <stdexcept>

// A word of N bits that is read and written in ranges of at most 64 bits. Unlike the vendor's, it refuses a
// range beyond its width and a value beyond its range, both of which would be cut off silently in hardware.
template <int N>
class ap_uint {
 public:
  class Range {
   public:
    operator uint64_t() const { return word_.get(high_, low_); }
    Range& operator=(uint64_t value) {
      word_.set(high_, low_, value);
      return *this;
    }

   private:
    friend class ap_uint;
    Range(ap_uint& word, int high, int low) : word_(word), high_(high), low_(low) {}
    ap_uint& word_;
    int high_, low_;
  };

  ap_uint(uint64_t value = 0) : limbs_{} {
    check(value, N);
    limbs_[0] = value;
  }

  // Of a word of at most 64 bits.
  uint64_t to_uint64() const {
    static_assert(N <= 64, "a wider word is read by ranges");
    return limbs_[0];
  }

  Range range(int high, int low) { return {*this, high, low}; }
  uint64_t range(int high, int low) const { return get(high, low); }

  friend bool operator==(const ap_uint& a, const ap_uint& b) {
    for (int i = 0; i < kLimbs; ++i)
      if (a.limbs_[i] != b.limbs_[i]) return false;
    return true;
  }
  friend bool operator!=(const ap_uint& a, const ap_uint& b) { return !(a == b); }

 private:
  static constexpr int kLimbs = (N + 63) / 64;

  static void check(uint64_t value, int bits) {
    if (bits < 64 && value >> bits != 0) throw std::overflow_error("ap_uint: a value wider than its range");
  }
  static void check(int high, int low) {
    if (low < 0 || high >= N || high < low || high - low >= 64)
      throw std::out_of_range("ap_uint: a range outside of the word, or wider than 64 bits");
  }

  uint64_t get(int high, int low) const {
    check(high, low);
    const int limb = low / 64, offset = low % 64, bits = high - low + 1;
    uint64_t value = limbs_[limb] >> offset;
    if (offset + bits > 64) value |= limbs_[limb + 1] << (64 - offset);
    return bits < 64 ? value & ((uint64_t{1} << bits) - 1) : value;
  }

  void set(int high, int low, uint64_t value) {
    check(high, low);
    const int limb = low / 64, offset = low % 64, bits = high - low + 1;
    check(value, bits);
    const uint64_t mask = bits < 64 ? (uint64_t{1} << bits) - 1 : ~uint64_t{0};
    limbs_[limb] = (limbs_[limb] & ~(mask << offset)) | value << offset;
    if (offset + bits > 64) {
      const int left = 64 - offset;
      limbs_[limb + 1] = (limbs_[limb + 1] & ~(mask >> left)) | value >> left;
    }
  }

  uint64_t limbs_[kLimbs];
};
