#include "cpu/grind.h"

#include <chrono>
#include <thread>

#include "cpu/transcript.h"
#include "hash_reference.h"
#include "math/field_prime.h"

using namespace switchyard;
using namespace switchyard::test;
using cpu::GrindProblem;
using cpu::HashSet;
using cpu::Transcript;

namespace {

constexpr FieldId kAllFields[] = {FieldId::kKoalaBear, FieldId::kBabyBear};

uint32_t to_montgomery_word(FieldId field, uint32_t canonical) {
  return field == FieldId::kKoalaBear ? Element<KoalaBear>::from_canonical(canonical).value
                                      : Element<BabyBear>::from_canonical(canonical).value;
}

bool is_witness(const Transcript& transcript, FieldId field, int bits, uint32_t witness) {
  const auto copy = transcript.clone();
  const uint32_t word = to_montgomery_word(field, witness);
  copy->observe(&word, 1);
  return copy->sample_bits(bits) == 0;
}

uint32_t reference_grind(const Transcript& transcript, FieldId field, int bits) {
  uint32_t witness = 0;
  while (!is_witness(transcript, field, bits, witness)) ++witness;
  return witness;
}

// Transcripts with so many words observed since the last output.
std::unique_ptr<Transcript> observed(FieldId field, HashSet hash_set, size_t count) {
  auto transcript = Transcript::create(field, hash_set);
  transcript->sample();
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t word = i * 1000003;
    transcript->observe(&word, 1);
  }
  return transcript;
}

}  // namespace

TEST_CASE("grinding finds the smallest witness, wherever in a block it goes") {
  for (FieldId field : kAllFields) {
    for (HashSet hash_set : kAllHashSets) {
      for (size_t count = 0; count < 36; ++count) {
        const auto transcript = observed(field, hash_set, count);
        const uint32_t expected = reference_grind(*transcript, field, 5);
        for (int threads : {1, 3})
          for_each_isa(threads, [&](const cpu::Context& context) {
            INFO("hash set ", cpu::name(hash_set), ", words before the witness ", count);
            std::optional<uint32_t> witness;
            REQUIRE(cpu::grind(context, transcript->grind_problem(5), witness) == cpu::Status::kOk);
            CHECK(witness == expected);
          });
      }
    }
  }
}

TEST_CASE("the witness of much work is the same for every instruction set and number of threads") {
  for (HashSet hash_set : kAllHashSets) {
    const auto transcript = observed(FieldId::kKoalaBear, hash_set, 3);
    std::optional<uint32_t> first;
    for (int threads : {1, 2, 5}) {
      for_each_isa(threads, [&](const cpu::Context& context) {
        std::optional<uint32_t> witness;
        REQUIRE(cpu::grind(context, transcript->grind_problem(13), witness) == cpu::Status::kOk);
        REQUIRE(witness.has_value());
        if (!first) first = witness;
        CHECK(witness == first);
      });
    }
    CHECK(is_witness(*transcript, FieldId::kKoalaBear, 13, *first));
  }
}

TEST_CASE("kernels search just the range that they are given") {
  for (FieldId field : kAllFields) {
    const auto transcript = observed(field, HashSet::kPoseidon2_16, 2);
    const GrindProblem problem = transcript->grind_problem(4);
    const uint32_t p = prime_of(field);
    for (uint32_t first : {0u, 1u, 100u, p - 40}) {
      for (uint32_t count : {0u, 1u, 3u, 8u, 15u, 16u, 17u, 40u}) {
        uint32_t expected = first;
        while (expected < first + count && !is_witness(*transcript, field, 4, expected)) ++expected;
        for_each_isa(1, [&](const cpu::Context& context) {
          CHECK(context.grind(field).p2_16(problem.state.data(), problem.position, 15, first, count) ==
                expected);
        });
      }
    }
  }
}

TEST_CASE("without bits there is no work") {
  for (HashSet hash_set : kAllHashSets) {
    const GrindProblem problem = observed(FieldId::kBabyBear, hash_set, 1)->grind_problem(0);
    for_each_isa(1, [&](const cpu::Context& context) {
      std::optional<uint32_t> witness;
      CHECK(cpu::grind(context, problem, witness) == cpu::Status::kOk);
      CHECK(witness == 0u);
    });
  }
}

TEST_CASE("grinding can be cancelled") {
  cpu::ThreadPool pool(2);
  cpu::MemoryPool memory(0);
  std::atomic<bool> cancelled{false};
  const cpu::Context context{*cpu::find_isa(nullptr), pool, 2, memory, cancelled};
  // The witness is some 2^30 candidates away, far more than a test has time for.
  GrindProblem problem = observed(FieldId::kKoalaBear, HashSet::kPoseidon2_24_16, 1)->grind_problem(30);
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    cancelled = true;
  });
  std::optional<uint32_t> witness = 12345;
  const cpu::Status status = cpu::grind(context, problem, witness);
  canceller.join();
  CHECK(status == cpu::Status::kCancelled);
  CHECK(witness == 12345u);
}

TEST_CASE("problems come back from words as they went") {
  for (FieldId field : kAllFields) {
    for (HashSet hash_set : kAllHashSets) {
      const GrindProblem problem = observed(field, hash_set, 7)->grind_problem(12);
      Words words(GrindProblem::kMostWords);
      words.resize(problem.write(words.data()));
      CHECK(words.size() == GrindProblem::kHeaderWords + GrindProblem::state_words(hash_set));
      const auto back = GrindProblem::read(words);
      REQUIRE(back.has_value());
      CHECK(back->hash_set == hash_set);
      CHECK(back->field == field);
      CHECK(back->bits == 12);
      CHECK(back->position == problem.position);
      CHECK(back->state == problem.state);
    }
  }
}

TEST_CASE("words that are no problem are refused") {
  for (HashSet hash_set : kAllHashSets) {
    const GrindProblem problem = observed(FieldId::kBabyBear, hash_set, 7)->grind_problem(30);
    Words good(GrindProblem::kMostWords);
    good.resize(problem.write(good.data()));
    CHECK(GrindProblem::read(good).has_value());
    const auto refused = [&](size_t at, uint32_t word) {
      Words words = good;
      words[at] = word;
      return !GrindProblem::read(words).has_value();
    };
    const uint32_t positions[] = {16, 8, 34};
    CHECK(refused(0, 3));
    CHECK(refused(0, 0xffffffff));
    CHECK(refused(1, 2));
    CHECK(refused(2, 31));
    CHECK(refused(3, positions[static_cast<size_t>(hash_set)]));
    CHECK(!refused(3, positions[static_cast<size_t>(hash_set)] - 1));
    CHECK(refused(4, BabyBear::kPrime) == (hash_set != HashSet::kKeccak));
    CHECK(!GrindProblem::read(std::span(good).first(good.size() - 1)).has_value());
    CHECK(!GrindProblem::read(std::span(good).first(3)).has_value());
    CHECK(!GrindProblem::read({}).has_value());
    good.push_back(0);
    CHECK(!GrindProblem::read(good).has_value());
  }
}
