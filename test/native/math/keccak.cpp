#include "math/keccak.h"

#include <string>
#include <vector>

#include "hex.h"
#include "support.h"
#include "vectors.h"

using namespace switchyard;

namespace {

// The sponge of FIPS 202 with a rate of 136 bytes and 32 bytes of output; `suffix` is the first padding byte,
// 6 for SHA3-256 and 1 for the Keccak of before the standard.
std::string sponge256(std::vector<uint8_t> message, uint8_t suffix) {
  constexpr size_t rate = 136;
  message.push_back(suffix);
  message.resize((message.size() + rate - 1) / rate * rate);
  message.back() |= 0x80;
  uint64_t state[kKeccakLanes] = {};
  for (size_t block = 0; block < message.size(); block += rate) {
    for (size_t i = 0; i < rate; ++i) state[i / 8] ^= uint64_t{message[block + i]} << (8 * (i % 8));
    keccak_f(state);
  }
  uint8_t digest[32];
  for (size_t i = 0; i < 32; ++i) digest[i] = static_cast<uint8_t>(state[i / 8] >> (8 * (i % 8)));
  return test::hex(digest, 32);
}

}  // namespace

TEST_CASE("Keccak-f of the zero state") {
  // The Keccak team's KeccakF-1600-IntermediateValues.
  uint64_t state[kKeccakLanes] = {};
  keccak_f(state);
  CHECK(state[0] == 0xf1258f7940e1dde7u);
  CHECK(state[1] == 0x84d5ccf933c0478au);
  CHECK(state[24] == 0xeaf1ff7b5ceca249u);
}

TEST_CASE("SHA3-256 of abc, and at lengths around the rate") {
  CHECK(sponge256({'a', 'b', 'c'}, 6) == "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
  // Bytes i mod 251; digests from Python's hashlib.
  const struct {
    size_t length;
    const char* digest;
  } cases[] = {
      {0, "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"},
      {135, "fded8fd9d6551c601eeb3b7c6bc5e5cfd8aad1d015b7e9aaa9c9b9475231d5e2"},
      {136, "cf3ccff92480a29160c2d38317c430e14749bfee1788106957dfe73f8c4930e5"},
      {137, "ce9d7dc90913ee5d92745019479a5352c6d6279bef18ed07dc0a83ee8084daca"},
      {271, "0153fcdb6825d836b10835ccb3999dc1d8b68492f77e7e38afa31f8e244bd7af"},
      {272, "b7ccd55b6c2c3fa144c9e0624059294975a348b02f321abe289701d3012f7794"},
      {273, "4827800416bd25b01f53360454943ef688112eaee40422929a59af596a2c0be7"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.length);
    CHECK(sponge256(test::counting_bytes(c.length), 6) == c.digest);
  }
}

TEST_CASE("Keccak-256 of the vector files") {
  CHECK(sponge256({'a', 'b', 'c'}, 1) ==
        test::load_vectors("sponge").at("keccak256(abc)").get<std::string>());
  const auto config = test::load_vectors("keccak_config");
  for (const auto& c : config.at("keccak256_of_bytes_0..len-1"))
    CHECK(sponge256(test::counting_bytes(c.at("len").get<size_t>(), 256), 1) ==
          c.at("digest").get<std::string>());
}
