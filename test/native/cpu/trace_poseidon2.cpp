#include "cpu/trace_poseidon2.h"

#include "hash_reference.h"
#include "math/trace_poseidon2.h"
#include "vectors.h"

using namespace switchyard;
using namespace switchyard::test;

namespace {

Words fill(const cpu::Context& context, FieldId field, const Words& states, size_t unaligned = 0) {
  const size_t permutations = states.size() / 16;
  const size_t words = permutations / 8 * cpu::poseidon2_trace_columns(field);
  cpu::Buffer trace = cpu::Buffer::allocate(context.memory, words + 2 * unaligned + 1);
  std::fill_n(trace.data(), trace.words(), 0xdeadbeef);
  uint32_t* begin = trace.data() + unaligned;
  REQUIRE(cpu::fill_poseidon2_trace(context, field, states.data(), permutations, begin) == cpu::Status::kOk);
  for (uint32_t* word = trace.data(); word != begin; ++word) CHECK(*word == 0xdeadbeef);
  for (uint32_t* word = begin + words; word != trace.data() + trace.words(); ++word)
    CHECK(*word == 0xdeadbeef);
  return {begin, begin + words};
}

// The columns of one permutation, from the description of the table.
template <class F>
Words reference_block(const uint32_t* input) {
  using E = Element<F>;
  const auto& constants = kPoseidon2RoundConstants<F, 16>;
  Words columns(input, input + 16);
  E state[16];
  for (int i = 0; i < 16; ++i) state[i] = {input[i]};
  const auto sbox = [&](E& x, E constant) {
    x = x + constant;
    if (F::kSboxDegree == 7) columns.push_back(power(x, 3).value);
    x = power(x, F::kSboxDegree);
  };
  const auto full_round = [&](const E(&added)[16]) {
    for (int i = 0; i < 16; ++i) sbox(state[i], added[i]);
    poseidon2_external_layer<16>(state);
    for (const E& x : state) columns.push_back(x.value);
  };
  poseidon2_external_layer<16>(state);
  for (const auto& added : constants.initial) full_round(added);
  for (const E& added : constants.partial) {
    sbox(state[0], added);
    columns.push_back(state[0].value);
    poseidon2_internal_layer<16>(state);
  }
  for (const auto& added : constants.final) full_round(added);
  return columns;
}

template <class F>
Words reference_trace(const Words& states) {
  Words trace;
  for (size_t at = 0; at < states.size(); at += 16) {
    const Words block = reference_block<F>(&states[at]);
    trace.insert(trace.end(), block.begin(), block.end());
  }
  return trace;
}

template <class F>
void check_traces(uint64_t seed) {
  Random random(seed);
  for (size_t permutations : {0, 8, 16, 24, 256, 264, 1024}) {
    const Words states = random.words<F>(permutations * 16);
    const Words expected = reference_trace<F>(states);
    CHECK(expected.size() == permutations / 8 * cpu::poseidon2_trace_columns(field_id<F>()));
    for (int threads : {1, 2, 3})
      for_each_isa(threads, [&](const cpu::Context& context) {
        CHECK(fill(context, field_id<F>(), states) == expected);
      });
  }
  const Words states = random.words<F>(24 * 16), expected = reference_trace<F>(states);
  for (size_t unaligned = 1; unaligned < 16; ++unaligned)
    for_each_isa(1, [&](const cpu::Context& context) {
      CHECK(fill(context, field_id<F>(), states, unaligned) == expected);
    });
}

template <class F>
void check_strided_block(uint64_t seed) {
  Random random(seed);
  const Words input = random.words<F>(16);
  const Words expected = reference_block<F>(input.data());
  Words strided(expected.size() * 3, 7);
  poseidon2_air_fill<F>(input.data(), strided.data(), 3);
  for (size_t i = 0; i < strided.size(); ++i) CHECK(strided[i] == (i % 3 == 0 ? expected[i / 3] : 7));
  Words output = input;
  reference_permute<F, 16>(output.data());
  CHECK(Words(expected.end() - 16, expected.end()) == output);
}

}  // namespace

TEST_CASE("poseidon2 traces agree with the description of the table") {
  check_traces<KoalaBear>(31);
  check_traces<BabyBear>(32);
}

TEST_CASE("one poseidon2 permutation fills one strided block that ends in its output") {
  check_strided_block<KoalaBear>(33);
  check_strided_block<BabyBear>(34);
}

TEST_CASE("the poseidon2 trace of the known answers") {
  const auto vectors = load_vectors("stark_poseidon2air_8rows_b1");
  uint64_t x = vectors["input_seed"];
  Words inputs;
  for (size_t i = 0; i < 64 * 16; ++i) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    inputs.push_back(static_cast<uint32_t>((x >> 33) % 2013265921u));
  }
  Words expected;
  for (const auto& row : vectors["trace"]) {
    const Words words = to_montgomery<KoalaBear>(row);
    expected.insert(expected.end(), words.begin(), words.end());
  }
  for_each_isa(2, [&](const cpu::Context& context) {
    CHECK(fill(context, FieldId::kKoalaBear, to_montgomery<KoalaBear>(inputs)) == expected);
  });
}

TEST_CASE("a cancelled poseidon2 trace says so") {
  cpu::ThreadPool pool(1);
  cpu::MemoryPool memory(0);
  const std::atomic<bool> cancelled{true};
  const cpu::Context context{*cpu::find_isa("scalar"), pool, 1, memory, cancelled};
  const Words states(8 * 16);
  Words trace(1312);
  CHECK(cpu::fill_poseidon2_trace(context, FieldId::kKoalaBear, states.data(), 8, trace.data()) ==
        cpu::Status::kCancelled);
}
