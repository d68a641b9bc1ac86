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

}  // namespace

TEST_CASE("Poseidon2 constants, layers and known answers") {
  check_instance<KoalaBear, 16>("koalabear_w16");
  check_instance<KoalaBear, 24>("koalabear_w24");
  check_instance<BabyBear, 16>("babybear_w16");
  check_instance<BabyBear, 24>("babybear_w24");
}
