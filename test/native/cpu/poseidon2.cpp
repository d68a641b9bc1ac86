#include "math/poseidon2.h"

#include "hash_reference.h"
#include "vectors.h"

using namespace switchyard;
using namespace switchyard::test;

namespace {

constexpr size_t kCounts[] = {0, 1, 2, 7, 8, 15, 16, 17, 33, 100};

// Compares `states` permuted by every instruction set with the plain permutation.
template <class F, int width>
void check_states(const Words& states) {
  Words expected = states;
  for (size_t i = 0; i < states.size(); i += width) reference_permute<F, width>(&expected[i]);
  for (int threads : {1, 3}) {
    for_each_isa(threads, [&](const cpu::Context& context) {
      Words actual = states;
      REQUIRE(cpu::permute_poseidon2(context, field_id<F>(), width, actual.data(), states.size() / width) ==
              cpu::Status::kOk);
      CHECK(actual == expected);
    });
  }
}

template <class F, int width>
void check_random_and_edges(uint64_t seed) {
  Random random(seed);
  for (size_t count : kCounts) check_states<F, width>(random.words<F>(count * width));
  check_states<F, width>(random.words<F>(2000 * width));

  // States of a few extreme values, each alone and in turn: where delayed reductions come closest to their
  // bounds.
  const uint32_t p = F::kPrime;
  const uint32_t edges[] = {0, 1, p - 1, p - 2, p / 2, p / 2 + 1, kMontgomeryOne<F>, 1u << 30, 1u << 24};
  Words states;
  for (uint32_t a : edges)
    for (uint32_t b : edges)
      for (int period : {1, 2, 4})
        for (int i = 0; i < width; ++i) states.push_back(i / period % 2 == 0 ? a : b);
  check_states<F, width>(states);
}

template <class F, int width>
void check_known_answers(const nlohmann::json& instance) {
  for (const auto& vector : instance["vectors"]) {
    const Words out = to_montgomery<F>(vector["out"]);
    for_each_isa(1, [&](const cpu::Context& context) {
      Words state = to_montgomery<F>(vector["in"]);
      const cpu::HashKernels& kernels = context.hash(field_id<F>());
      (width == 16 ? kernels.permute16 : kernels.permute24)(state.data(), 1, 1);
      CHECK(state == out);
    });
  }
}

}  // namespace

TEST_CASE("poseidon2 lanes agree with the plain permutation") {
  check_random_and_edges<KoalaBear, 16>(1);
  check_random_and_edges<KoalaBear, 24>(2);
  check_random_and_edges<BabyBear, 16>(3);
  check_random_and_edges<BabyBear, 24>(4);
}

TEST_CASE("poseidon2 gives the known answers") {
  int found = 0;
  const auto vectors = load_vectors("poseidon2");
  for (const auto& instance : vectors["instances"]) {
    const std::string name = instance["name"];
    found += name == "koalabear_w16" || name == "koalabear_w24" || name == "babybear_w16" ||
             name == "babybear_w24";
    if (name == "koalabear_w16") check_known_answers<KoalaBear, 16>(instance);
    if (name == "koalabear_w24") check_known_answers<KoalaBear, 24>(instance);
    if (name == "babybear_w16") check_known_answers<BabyBear, 16>(instance);
    if (name == "babybear_w24") check_known_answers<BabyBear, 24>(instance);
  }
  CHECK(found == 4);
}
