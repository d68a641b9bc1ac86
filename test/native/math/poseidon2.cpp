#include "math/poseidon2.h"

#include <string>
#include <vector>

#include "support.h"
#include "vectors.h"

using namespace switchyard;
using nlohmann::json;
using Words = std::vector<uint32_t>;

namespace {

const json& instance(const json& file, const std::string& name) {
  for (const json& candidate : file.at("instances"))
    if (candidate.at("name") == name) return candidate;
  FAIL("no instance ", name);
  return file;
}

template <class F, int width>
void check_constants(const json& expected) {
  using Constants = Poseidon2Constants<F, width>;
  CHECK(expected.at("partial_rounds").get<int>() == Constants::kPartialRounds);
  CHECK(expected.at("sbox_degree").get<int>() == F::kSboxDegree);
  for (int r = 0; r < kPoseidon2HalfFullRounds; ++r) {
    CHECK(expected.at("external_initial")[r].get<Words>() ==
          Words(Constants::kInitial[r], Constants::kInitial[r] + width));
    CHECK(expected.at("external_final")[r].get<Words>() ==
          Words(Constants::kFinal[r], Constants::kFinal[r] + width));
  }
  CHECK(expected.at("internal").get<Words>() ==
        Words(Constants::kPartial, Constants::kPartial + Constants::kPartialRounds));
}

// The internal layer on unit vectors: column i is 1 everywhere, plus V_i in place i.
template <class F, int width>
void check_internal_layer(const json& diagonal) {
  using E = Element<F>;
  for (int i = 0; i < width; ++i) {
    E s[width] = {};
    s[i] = E::one();
    poseidon2_internal_layer<width>(s);
    for (int j = 0; j < width; ++j)
      CHECK(s[j] == (j == i ? E::one() + E::from_canonical(diagonal[i].get<uint32_t>()) : E::one()));
  }
}

// The external layer on unit vectors: M4 on the diagonal blocks twice, once off them.
template <class F, int width>
void check_external_layer(const json& mat4) {
  using E = Element<F>;
  for (int i = 0; i < width; ++i) {
    E s[width] = {};
    s[i] = E::one();
    poseidon2_external_layer<width>(s);
    for (int j = 0; j < width; ++j) {
      const uint32_t entry = mat4[j % 4][i % 4].get<uint32_t>();
      CHECK(s[j].canonical() == (j / 4 == i / 4 ? 2 * entry : entry));
    }
  }
}

template <class F, int width>
void check_instance(const std::string& name) {
  CAPTURE(name);
  static const json file = test::load_vectors("poseidon2");
  const json& expected = instance(file, name);
  check_constants<F, width>(expected);
  check_internal_layer<F, width>(expected.at("internal_diag"));
  check_external_layer<F, width>(expected.at("mat4"));
  for (const json& vector : expected.at("vectors")) {
    Element<F> state[width];
    for (int i = 0; i < width; ++i) state[i] = Element<F>::from_canonical(vector.at("in")[i].get<uint32_t>());
    poseidon2_permute<width>(state);
    for (int i = 0; i < width; ++i) CHECK(state[i].canonical() == vector.at("out")[i].get<uint32_t>());
  }
}

// The words that a layer leaves, and those it may be given: each as large as its kind allows.
template <class F>
uint32_t word_bound(int i, int shift) {
  const uint64_t quadruple = (uint64_t{1} << 31) + 6 * ((uint64_t{1} << 31) - F::kPrime) + 8;
  if (i < 5 || i == 6 || i == 7) return F::kPrime - 1;
  if (i == 5 || i == 8) return static_cast<uint32_t>(quadruple);
  return shift > 0 ? 0xffffffffu : 2 * F::kPrime;
}

template <class F, int width>
void check_words(test::Random& random) {
  using E = Element<F>;
  const auto bound = [](int i) {
    const bool has_shift = i >= kPoseidon2SmallDiagonal;
    return word_bound<F>(i,
                         has_shift ? Poseidon2Diagonal<F, width>::kShifts[i - kPoseidon2SmallDiagonal] : 0);
  };
  for (int round = 0; round < 2000; ++round) {
    E words[width], reduced[width];
    for (int i = 0; i < width; ++i) {
      const uint32_t most = bound(i);
      // One word in four is at an end of its range.
      const uint64_t kind = random.below(8);
      words[i].value = kind == 0   ? most
                       : kind == 1 ? 0
                                   : static_cast<uint32_t>(random.below(uint64_t{most} + 1));
      if (round == 0) words[i].value = most;
      reduced[i].value = words[i].value % F::kPrime;
    }
    for (int repeat = 0; repeat < 4; ++repeat) {
      poseidon2_internal_words<width>(words);
      poseidon2_internal_layer<width>(reduced);
      for (int i = 0; i < width; ++i) {
        CHECK(words[i].value <= bound(i));
        CHECK(words[i].value % F::kPrime == reduced[i].value);
      }
    }
    poseidon2_reduce_words<width>(words);
    for (int i = 0; i < width; ++i) CHECK(words[i] == reduced[i]);
  }
}

template <class F>
void check_signed_sbox(test::Random& random) {
  for (int i = 0; i < 20; ++i) {
    const Words x = random.words<F>(100), constant = random.words<F>(100);
    for (size_t k = 0; k < x.size(); ++k)
      CHECK(poseidon2_signed_sbox(Element<F>{x[k]}, Element<F>{constant[k]}) ==
            poseidon2_sbox(Element<F>{x[k]} + Element<F>{constant[k]}));
  }
}

}  // namespace

TEST_CASE("the layers for words and the S-box with signs are the same, whatever the words") {
  test::Random random(5);
  check_words<KoalaBear, 16>(random);
  check_words<KoalaBear, 24>(random);
  check_words<BabyBear, 16>(random);
  check_words<BabyBear, 24>(random);
  check_signed_sbox<KoalaBear>(random);
  check_signed_sbox<BabyBear>(random);
}

TEST_CASE("Poseidon2 constants, layers and known answers") {
  check_instance<KoalaBear, 16>("koalabear_w16");
  check_instance<KoalaBear, 24>("koalabear_w24");
  check_instance<BabyBear, 16>("babybear_w16");
  check_instance<BabyBear, 24>("babybear_w24");
}
