#include "cpu/trace_keccak.h"

#include <algorithm>

#include "hash_reference.h"
#include "math/trace_keccak.h"
#include "vectors.h"

using namespace switchyard;
using namespace switchyard::test;

namespace {

constexpr size_t kColumns = cpu::kKeccakTraceColumns;
using State = std::array<uint64_t, kKeccakLanes>;

Words to_words(const std::vector<State>& states) {
  Words words;
  for (const State& state : states)
    for (uint64_t lane : state) {
      words.push_back(static_cast<uint32_t>(lane));
      words.push_back(static_cast<uint32_t>(lane >> 32));
    }
  return words;
}

Words fill(const cpu::Context& context, FieldId field, const std::vector<State>& states, size_t rows,
           size_t unaligned = 0) {
  const Words words = to_words(states);
  cpu::Buffer trace = cpu::Buffer::allocate(context.memory, rows * kColumns + 2 * unaligned + 1);
  std::fill_n(trace.data(), trace.words(), 0xdeadbeef);
  uint32_t* begin = trace.data() + unaligned;
  uint32_t* end = begin + rows * kColumns;
  REQUIRE(cpu::fill_keccak_trace(context, field, words.data(), states.size(), rows, begin) ==
          cpu::Status::kOk);
  CHECK(std::all_of(trace.data(), begin, [](uint32_t word) { return word == 0xdeadbeef; }));
  CHECK(std::all_of(end, trace.data() + trace.words(), [](uint32_t word) { return word == 0xdeadbeef; }));
  return {begin, end};
}

// One row from the description of the table, canonical, bit by bit; `a` is the state before the round, and
// after it when this returns.
Words reference_row(const State& input, State& a, int round) {
  Words row(kColumns, 0);
  const auto bit = [](uint64_t lane, int z) { return static_cast<uint32_t>(lane >> (z & 63)) & 1; };
  size_t at = 25;
  row[static_cast<size_t>(round)] = 1;
  const auto limbs = [&](uint64_t lane) {
    for (int k = 0; k < 4; ++k) row[at++] = static_cast<uint32_t>(lane >> (16 * k)) & 0xffff;
  };
  const auto bits = [&](uint64_t lane) {
    for (int z = 0; z < 64; ++z) row[at++] = bit(lane, z);
  };
  for (uint64_t lane : input) limbs(lane);
  for (uint64_t lane : a) limbs(lane);
  State c{}, c_prime{}, a_prime{}, a_second{};
  for (size_t x = 0; x < 5; ++x)
    for (size_t y = 0; y < 5; ++y) c[x] ^= a[x + 5 * y];
  for (size_t x = 0; x < 5; ++x)
    for (int z = 0; z < 64; ++z)
      c_prime[x] |= uint64_t{bit(c[x], z) ^ bit(c[(x + 4) % 5], z) ^ bit(c[(x + 1) % 5], z - 1)} << z;
  for (size_t i = 0; i < 25; ++i) a_prime[i] = a[i] ^ c[i % 5] ^ c_prime[i % 5];
  for (size_t x = 0; x < 5; ++x) bits(c[x]);
  for (size_t x = 0; x < 5; ++x) bits(c_prime[x]);
  for (uint64_t lane : a_prime) bits(lane);
  const auto b = [&](size_t x, size_t y, int z) {
    const size_t from = (x + 3 * y) % 5 + 5 * (x % 5);
    return bit(a_prime[from], z - kKeccakRotations[from]);
  };
  for (size_t y = 0; y < 5; ++y)
    for (size_t x = 0; x < 5; ++x)
      for (int z = 0; z < 64; ++z) {
        const uint32_t value = b(x, y, z) ^ ((1 - b((x + 1) % 5, y, z)) & b((x + 2) % 5, y, z));
        a_second[x + 5 * y] |= uint64_t{value} << z;
      }
  for (uint64_t lane : a_second) limbs(lane);
  bits(a_second[0]);
  a = a_second;
  a[0] ^= kKeccakRoundConstants[round];
  limbs(a[0]);
  CHECK(at == kColumns);
  return row;
}

template <class F>
Words reference_trace(const std::vector<State>& states, size_t rows) {
  Words trace;
  State input{}, state{};
  for (size_t r = 0; r < rows; ++r) {
    if (r % 24 == 0) state = input = r / 24 < states.size() ? states[r / 24] : State{};
    const Words row = to_montgomery<F>(reference_row(input, state, static_cast<int>(r % 24)));
    trace.insert(trace.end(), row.begin(), row.end());
  }
  return trace;
}

std::vector<State> random_states(Random& random, size_t count) {
  std::vector<State> states(count);
  for (State& state : states)
    for (uint64_t& lane : state) lane = random.below(4) == 0 ? 0 - random.below(2) : random.next();
  return states;
}

template <class F>
void check_traces(uint64_t seed) {
  Random random(seed);
  struct Shape {
    size_t permutations, rows;
  };
  for (const Shape& shape : {Shape{0, 1}, Shape{0, 32}, Shape{1, 24}, Shape{1, 32}, Shape{2, 64},
                             Shape{3, 128}, Shape{5, 128}, Shape{5, 7}, Shape{3, 71}}) {
    const std::vector<State> states = random_states(random, shape.permutations);
    const Words expected = reference_trace<F>(states, shape.rows);
    for (int threads : {1, 2})
      for_each_isa(threads, [&](const cpu::Context& context) {
        CHECK(fill(context, field_id<F>(), states, shape.rows) == expected);
      });
  }
  const std::vector<State> states = random_states(random, 3);
  const Words expected = reference_trace<F>(states, 70);
  for (size_t unaligned : {1, 5, 8, 15})
    for_each_isa(2, [&](const cpu::Context& context) {
      CHECK(fill(context, field_id<F>(), states, 70, unaligned) == expected);
    });
}

}  // namespace

TEST_CASE("keccak traces agree with the description of the table") {
  check_traces<KoalaBear>(41);
  check_traces<BabyBear>(42);
}

TEST_CASE("one round of keccak fills one strided row") {
  Random random(43);
  const State input = random_states(random, 1)[0];
  State state = input;
  uint64_t in[kKeccakLanes], advancing[kKeccakLanes];
  std::copy(input.begin(), input.end(), in);
  std::copy(input.begin(), input.end(), advancing);
  for (int round = 0; round < kKeccakRounds; ++round) {
    const Words expected = to_montgomery<BabyBear>(reference_row(input, state, round));
    Words strided(kColumns * 2, 7);
    keccak_air_fill<BabyBear>(in, advancing, round, strided.data(), 2);
    bool equal = true;
    for (size_t i = 0; i < strided.size(); ++i)
      equal = equal && strided[i] == (i % 2 == 0 ? expected[i / 2] : 7);
    CHECK(equal);
  }
  keccak_f(in);
  CHECK(std::equal(in, in + kKeccakLanes, advancing));
}

TEST_CASE("a keccak table is a power of two high") {
  for (auto [permutations, rows] :
       {std::pair<size_t, size_t>{0, 1}, {1, 32}, {2, 64}, {5, 128}, {6, 256}, {2730, 65536}})
    CHECK(cpu::keccak_trace_rows(permutations) == rows);
}

TEST_CASE("the keccak trace of the known answers") {
  const auto vectors = load_vectors("stark_keccakair_32rows_b1");
  Random generator(vectors["input_seed"]);
  std::vector<State> states(vectors["permutation_inputs"].size());
  for (size_t i = 0; i < states.size(); ++i)
    for (size_t lane = 0; lane < kKeccakLanes; ++lane) {
      states[i][lane] = generator.next();
      CHECK(states[i][lane] ==
            std::stoull(vectors["permutation_inputs"][i][lane].get<std::string>(), nullptr, 16));
    }
  Words expected;
  for (const auto& row : vectors["trace"]) {
    const Words words = to_montgomery<KoalaBear>(row);
    expected.insert(expected.end(), words.begin(), words.end());
  }
  for_each_isa(2, [&](const cpu::Context& context) {
    CHECK(fill(context, FieldId::kKoalaBear, states, cpu::keccak_trace_rows(states.size())) == expected);
  });
}
