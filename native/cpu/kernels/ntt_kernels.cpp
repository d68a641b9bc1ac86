#include "cpu/kernels/ntt_kernels.h"

#include "cpu/kernels/ntt_narrow.h"
#include "cpu/kernels/ntt_transform.h"

namespace switchyard::cpu::SY_ISA {
namespace {

template <class F>
void powers(uint32_t first, uint32_t ratio, size_t count, uint32_t* value, uint32_t* quotient) {
  uint32_t lanes[U32::kLanes];
  Element<F> power{first};
  for (uint32_t& lane : lanes) {
    lane = power.value;
    power = power * Element<F>{ratio};
  }
  Element<F> leap = Element<F>{ratio};
  for (int n = 1; n < U32::kLanes; n *= 2) leap = leap * leap;
  Packed<F> current = Packed<F>::load(lanes);
  const Packed<F> step = Packed<F>::broadcast(leap);
  const U32 one = U32::broadcast(1);
  const U32 negated_inverse = U32::broadcast(0u - F::kPrimeInverse);
  for (size_t i = 0; i < count; i += U32::kLanes) {
    // value * 2^32 = quotient * p + the Montgomery form, so that the latter gives the quotient mod 2^32.
    Packed<F>::reduce(mul_wide(current.v, one)).store(value + i);
    mul_low(current.v, negated_inverse).store(quotient + i);
    current = current * step;
  }
}

template <class F>
void transform(const NttTile& tile) {
  TileTransform<F>(tile).run();
}

template <class F>
constexpr NttKernels kernels() {
  return {powers<F>, transform<F>, gather<F>, scatter<F>};
}

}  // namespace

const NttKernels kNttKernels[kFields] = {kernels<KoalaBear>(), kernels<BabyBear>()};

}  // namespace switchyard::cpu::SY_ISA
