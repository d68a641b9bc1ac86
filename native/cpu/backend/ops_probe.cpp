#include <cstring>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "device/kit/data_checks.h"

namespace switchyard::cpu {
namespace {

constexpr size_t kMiB = size_t{1} << 20;
constexpr size_t kWordsPerMiB = kMiB / sizeof(uint32_t);
constexpr size_t kRowsPerMiB = 64;

// What is copied again and again: beyond any cache that one core has a share of.
constexpr uint32_t kCopiedMiB = 128;

void probe_copy(uint32_t mebibytes, const OpEnvironment& environment) {
  const auto source = new_matrix(environment, FieldId::kKoalaBear, kCopiedMiB * kRowsPerMiB,
                                 kWordsPerMiB / kRowsPerMiB, "probe.amount");
  const auto target = new_matrix(environment, FieldId::kKoalaBear, kCopiedMiB * kRowsPerMiB,
                                 kWordsPerMiB / kRowsPerMiB, "probe.amount");
  // Untouched pages all read from one page of zeros, which would stay in the cache.
  std::memset(source->words(), 1, kCopiedMiB * kMiB);
  std::memset(target->words(), 1, kCopiedMiB * kMiB);
  check_status(environment.context.parallel_for(mebibytes,
                                                [&](size_t i) {
                                                  const size_t at = i % kCopiedMiB * kWordsPerMiB;
                                                  std::memcpy(target->words() + at, source->words() + at,
                                                              kMiB);
                                                }),
               environment);
}

}  // namespace

void run_probe(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto [what, field, amount] = device::read_probe(header);
  // A call is all that a kernel's launch is here.
  if (what == SY_PROBE_LAUNCH) return;
  if (what == SY_PROBE_COPY) return probe_copy(amount, environment);
  const ProbeKernels& kernels = *environment.context.kernels.probe;
  const auto kernel =
      what == SY_PROBE_MULTIPLY ? kernels.multiply[static_cast<uint32_t>(field)] : kernels.logic;
  // The sink keeps the compiler from leaving the work out.
  std::atomic<uint32_t> sink{0};
  check_status(environment.context.parallel_for(amount, [&](size_t) { sink.fetch_xor(kernel(kMiB)); }),
               environment);
}

}  // namespace switchyard::cpu
