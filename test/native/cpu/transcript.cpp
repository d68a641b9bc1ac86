#include "cpu/transcript.h"

#include <optional>

#include "hash_reference.h"
#include "vectors.h"

using namespace switchyard;
using namespace switchyard::test;
using cpu::HashSet;
using cpu::Transcript;

namespace {

// Speaks canonical values with a transcript, and solves its proofs of work.
template <class F>
class Canonical {
 public:
  Canonical(const cpu::Context& context, HashSet hash_set)
      : context_(context), hash_set_(hash_set), transcript_(Transcript::create(field_id<F>(), hash_set)) {}
  Canonical(const Canonical& other)
      : context_(other.context_), hash_set_(other.hash_set_), transcript_(other.transcript_->clone()) {}

  void observe(const Words& values) {
    const Words words = to_montgomery<F>(values);
    transcript_->observe(words.data(), words.size());
  }

  void observe_cap(const nlohmann::json& cap) {
    Words words;
    for (const auto& digest : cap)
      for (const auto& part : digest) {
        if (hash_set_ == HashSet::kKeccak) {
          const uint64_t lane = std::stoull(part.get<std::string>(), nullptr, 16);
          words.push_back(static_cast<uint32_t>(lane));
          words.push_back(static_cast<uint32_t>(lane >> 32));
        } else {
          words.push_back(Element<F>::from_canonical(part).value);
        }
      }
    transcript_->observe_digests(words.data(), words.size() / cpu::kDigestWords);
  }

  Words sample(size_t count) {
    Words values;
    for (size_t i = 0; i < count; ++i)
      values.push_back(Element<F>::from_montgomery(transcript_->sample()).canonical());
    return values;
  }

  uint32_t sample_bits(int bits) { return transcript_->sample_bits(bits); }

  bool check_witness(int bits, uint32_t witness) {
    if (bits == 0) return witness == 0;
    observe({witness});
    return sample_bits(bits) == 0;
  }

  uint32_t grind(int bits) {
    std::optional<uint32_t> witness;
    REQUIRE(cpu::grind(context_, transcript_->grind_problem(bits), witness) == cpu::Status::kOk);
    REQUIRE(witness.has_value());
    CHECK(check_witness(bits, *witness));
    return *witness;
  }

  // A step of the vectors' scripts and of the logs of their provers.
  void follow(const nlohmann::json& step) {
    const auto list = [](const nlohmann::json& value) {
      return value.is_array() ? value.get<Words>() : Words{value.get<uint32_t>()};
    };
    for (const auto& [what, value] : step.items()) {
      if (what == "observe") {
        observe(list(value));
      } else if (what == "observe_cap") {
        observe_cap(value);
      } else if (what == "sample" || what == "sample_ext") {
        CHECK(sample(list(value).size()) == list(value));
      } else if (what == "sample_bits") {
        const auto pairs = value[0].is_array() ? value : nlohmann::json::array({value});
        for (const auto& pair : pairs) CHECK(sample_bits(pair[0]) == pair[1]);
      } else {
        REQUIRE(what == "grind");
        CHECK(grind(value["bits"]) == value["witness"]);
      }
    }
  }

 private:
  const cpu::Context& context_;
  HashSet hash_set_;
  std::unique_ptr<Transcript> transcript_;
};

Words counting(uint32_t count) {
  Words values;
  for (uint32_t i = 0; i < count; ++i) values.push_back(i);
  return values;
}

template <class F>
void follow_proof(const char* file, HashSet hash_set) {
  const auto log = load_vectors(file)["prover_transcript"];
  REQUIRE(log.size() > 80);
  for_each_isa(2, [&](const cpu::Context& context) {
    Canonical<F> transcript(context, hash_set);
    for (const auto& step : log) transcript.follow(step);
  });
}

}  // namespace

TEST_CASE("poseidon2 transcripts give the known answers") {
  const auto vectors = load_vectors("challenger");
  for (const auto& entry : vectors["cases"]) {
    const HashSet hash_set = entry["width"] == 24 ? HashSet::kPoseidon2_24_16 : HashSet::kPoseidon2_16;
    for_each_isa(2, [&](const cpu::Context& context) {
      Canonical<KoalaBear> fresh(context, hash_set), blocks(context, hash_set), transcript(context, hash_set);
      CHECK(fresh.sample(4) == entry["fresh_challenger_samples"].get<Words>());
      blocks.observe(counting(2 * entry["rate"].get<uint32_t>()));
      CHECK(blocks.sample(4) == entry["observe_0..2R-1_then_samples"].get<Words>());

      transcript.observe(counting(10));
      CHECK(transcript.sample(40) == entry["samples"].get<Words>());
      transcript.observe(entry["then_observe"]);
      CHECK(transcript.sample(4) == entry["sample_ext4"].get<Words>());
      Words bits;
      for (int count : {1, 5, 10, 20, 30}) bits.push_back(transcript.sample_bits(count));
      CHECK(bits == entry["sample_bits[1,5,10,20,30]"].get<Words>());
      transcript.observe({77});
      Canonical<KoalaBear> without_work = transcript;
      CHECK(transcript.grind(8) == entry["then_observe_77_and_grind8_witness"]);
      CHECK(transcript.sample(4) == entry["samples_after_grind8"].get<Words>());
      CHECK(without_work.grind(0) == entry["grind0_witness"]);
      CHECK(without_work.sample(4) == entry["samples_after_grind0"].get<Words>());
    });
  }
}

TEST_CASE("samples of degree 5 straddle a duplexing as in the known answers") {
  const auto vectors = load_vectors("ext5")["challenger_w24_r16"];
  for_each_isa(1, [&](const cpu::Context& context) {
    Canonical<KoalaBear> transcript(context, HashSet::kPoseidon2_24_16);
    transcript.observe(counting(10));
    for (const auto& element : vectors["then_4_ext_samples"])
      CHECK(transcript.sample(5) == element.get<Words>());
    transcript.observe(vectors["then_observe_ext"]);
    CHECK(transcript.sample(5) == vectors["then_ext_sample"].get<Words>());
    CHECK(transcript.sample_bits(10) == vectors["then_sample_bits_10"]);
  });
}

TEST_CASE("the keccak transcript gives the known answers") {
  const auto vectors = load_vectors("keccak_config")["challenger"];
  for_each_isa(2, [&](const cpu::Context& context) {
    Canonical<KoalaBear> fresh(context, HashSet::kKeccak), stream = fresh, transcript = fresh;
    CHECK(fresh.sample(10) == vectors["fresh_challenger_samples"].get<Words>());
    stream.observe({5});
    CHECK(stream.sample(600) == vectors["observe_5_then_600_samples"].get<Words>());

    for (const auto& step : vectors["steps"]) transcript.follow(step);
    for (const auto& continuation : vectors["after_steps"]) {
      Canonical<KoalaBear> branch = transcript;
      const auto expect_samples = [&](const char* key) {
        if (continuation.contains(key))
          CHECK(branch.sample(continuation[key].size()) == continuation[key].get<Words>());
      };
      if (continuation.contains("check_witness")) {
        const auto& check = continuation["check_witness"];
        CHECK(branch.check_witness(check["bits"], check["witness"]) == check["ok"]);
      }
      if (continuation.contains("grind"))
        CHECK(branch.grind(continuation["grind"]["bits"]) == continuation["grind"]["witness"]);
      expect_samples("then_sample");
      if (continuation.contains("then_grind"))
        CHECK(branch.grind(continuation["then_grind"]["bits"]) == continuation["then_grind"]["witness"]);
      expect_samples("then_sample2");
    }
  });
}

TEST_CASE("transcripts follow the provers of the known proofs") {
  follow_proof<BabyBear>("stark_babybear_fib64_b1_a2_cap1", HashSet::kPoseidon2_24_16);
  follow_proof<KoalaBear>("stark_p2w16_quintic_fib64_b1_a3", HashSet::kPoseidon2_16);
  follow_proof<KoalaBear>("stark_keccakcfg_fib32_b2_a1_final4_cap0", HashSet::kKeccak);
}

TEST_CASE("a clone continues alike, and apart") {
  for (FieldId field : {FieldId::kKoalaBear, FieldId::kBabyBear}) {
    for (HashSet hash_set : kAllHashSets) {
      const auto transcript = Transcript::create(field, hash_set);
      const Words words = counting(45);
      transcript->observe(words.data(), words.size());
      transcript->sample();
      transcript->observe(words.data(), 1);
      const auto copy = transcript->clone(), reference = transcript->clone();
      for (int i = 0; i < 20; ++i) CHECK(copy->sample() == transcript->sample());
      copy->observe(words.data(), 3);
      copy->sample();
      for (int i = 0; i < 20; ++i) reference->sample();
      for (int i = 0; i < 20; ++i) CHECK(reference->sample() == transcript->sample());
    }
  }
}

TEST_CASE("observing nothing changes nothing") {
  for (HashSet hash_set : kAllHashSets) {
    const auto transcript = Transcript::create(FieldId::kKoalaBear, hash_set);
    transcript->sample();
    const auto untouched = transcript->clone();
    transcript->observe(nullptr, 0);
    transcript->observe_digests(nullptr, 0);
    CHECK(transcript->sample() == untouched->sample());
  }
}

TEST_CASE("there is no transcript over an unknown field or hash set") {
  CHECK(Transcript::create(static_cast<FieldId>(2), HashSet::kKeccak) == nullptr);
  CHECK(Transcript::create(FieldId::kBabyBear, static_cast<HashSet>(3)) == nullptr);
}
