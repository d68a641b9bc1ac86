#include "cpu/trace_keccak.h"

#include <bit>

#include "cpu/ranges.h"
#include "math/trace_keccak.h"

namespace switchyard::cpu {
namespace {

// Rows of one task: whole permutations, and whole cache lines where the trace starts at one.
constexpr size_t kTaskRows = 2 * kKeccakTraceRowsPerPermutation;
static_assert(kTaskRows * kKeccakTraceColumns % 16 == 0);
static_assert(kKeccakTraceColumns == kKeccakAirColumns && kKeccakTraceRowsPerPermutation == kKeccakRounds &&
              kKeccakTraceStateWords == 2 * kKeccakLanes);

}  // namespace

size_t keccak_trace_rows(size_t permutations) {
  return std::bit_ceil(permutations * kKeccakTraceRowsPerPermutation);
}

Status fill_keccak_trace(const Context& context, FieldId field, const uint32_t* states, size_t permutations,
                         size_t rows, uint32_t* trace) {
  return parallel_ranges(context, rows, kTaskRows, [&](size_t begin, size_t end) {
    context.trace(field).keccak(states, permutations, begin, end - begin,
                                trace + begin * kKeccakTraceColumns);
  });
}

}  // namespace switchyard::cpu
