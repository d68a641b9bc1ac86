#include "cpu/transcript.h"

#include <cstring>
#include <vector>

#include "math/element.h"
#include "math/keccak.h"
#include "math/poseidon2.h"

namespace switchyard::cpu {
namespace {

template <class F, int width, int rate>
class DuplexTranscript final : public Transcript {
 public:
  void observe(const uint32_t* words, size_t count) override {
    for (size_t i = 0; i < count; ++i) {
      outputs_ = 0;
      inputs_[input_count_++] = Element<F>::from_montgomery(words[i]);
      if (input_count_ == rate) duplex();
    }
  }

  void observe_digests(const uint32_t* words, size_t count) override { observe(words, count * kDigestWords); }

  uint32_t sample() override {
    if (input_count_ > 0 || outputs_ == 0) duplex();
    return state_[--outputs_].value;
  }

  uint32_t sample_bits(int bits) override {
    return Element<F>::from_montgomery(sample()).canonical() & ((uint32_t{1} << bits) - 1);
  }

  std::unique_ptr<Transcript> clone() const override { return std::make_unique<DuplexTranscript>(*this); }

 private:
  // Inputs overwrite the rate, the rest of it becomes zero, and their number is added to the first capacity
  // element as a length tag; without inputs the state is permuted as it is.
  void duplex() {
    if (input_count_ > 0) {
      for (int i = 0; i < rate; ++i) state_[i] = i < input_count_ ? inputs_[i] : Element<F>::zero();
      state_[rate] = state_[rate] + Element<F>::from_canonical(static_cast<uint32_t>(input_count_));
    }
    input_count_ = 0;
    poseidon2_permute<width>(state_);
    outputs_ = rate;
  }

  Element<F> state_[width] = {};
  Element<F> inputs_[rate] = {};
  int input_count_ = 0;
  int outputs_ = 0;  // unread outputs are state_[0 .. outputs_), read from the end
};

constexpr size_t kKeccak256Rate = 136;

// Keccak-256 with the original padding 0x01 .. 0x80.
void keccak256(const std::vector<uint8_t>& bytes, uint8_t (&digest)[32]) {
  uint64_t state[kKeccakLanes] = {};
  std::vector<uint8_t> padded = bytes;
  padded.resize((bytes.size() / kKeccak256Rate + 1) * kKeccak256Rate, 0);
  padded[bytes.size()] ^= 0x01;
  padded.back() ^= 0x80;
  for (size_t at = 0; at < padded.size(); at += kKeccak256Rate) {
    for (size_t lane = 0; lane < kKeccak256Rate / 8; ++lane)
      for (size_t byte = 0; byte < 8; ++byte)
        state[lane] ^= uint64_t{padded[at + 8 * lane + byte]} << (8 * byte);
    keccak_f(state);
  }
  for (size_t i = 0; i < 32; ++i) digest[i] = static_cast<uint8_t>(state[i / 8] >> (8 * (i % 8)));
}

template <class F>
class KeccakTranscript final : public Transcript {
 public:
  // Elements and digests alike are their words as little-endian bytes.
  void observe(const uint32_t* words, size_t count) override {
    outputs_ = 0;
    for (size_t i = 0; i < count; ++i)
      for (int shift = 0; shift < 32; shift += 8) input_.push_back(static_cast<uint8_t>(words[i] >> shift));
  }

  void observe_digests(const uint32_t* words, size_t count) override { observe(words, count * kDigestWords); }

  uint32_t sample() override {
    for (;;) {
      const uint32_t word = next_word() & 0x7fffffffu;
      if (word < F::kPrime) return Element<F>::from_canonical(word).value;
    }
  }

  uint32_t sample_bits(int bits) override { return next_word() & ((uint32_t{1} << bits) - 1); }

  std::unique_ptr<Transcript> clone() const override { return std::make_unique<KeccakTranscript>(*this); }

 private:
  uint32_t next_word() {
    uint32_t word = 0;
    for (int shift = 0; shift < 32; shift += 8) word |= uint32_t{next_byte()} << shift;
    return word;
  }

  // The digest of all input becomes the next input, and is read from its end.
  uint8_t next_byte() {
    if (outputs_ == 0) {
      keccak256(input_, output_);
      input_.assign(output_, output_ + 32);
      outputs_ = 32;
    }
    return output_[--outputs_];
  }

  std::vector<uint8_t> input_;
  uint8_t output_[32] = {};
  int outputs_ = 0;
};

template <class F>
std::unique_ptr<Transcript> create_in(HashSet hash_set) {
  switch (hash_set) {
    case HashSet::kPoseidon2_24_16:
      return std::make_unique<DuplexTranscript<F, 24, 16>>();
    case HashSet::kPoseidon2_16:
      return std::make_unique<DuplexTranscript<F, 16, 8>>();
    case HashSet::kKeccak:
      return std::make_unique<KeccakTranscript<F>>();
  }
  return nullptr;
}

}  // namespace

std::unique_ptr<Transcript> Transcript::create(FieldId field, HashSet hash_set) {
  return field == FieldId::kKoalaBear ? create_in<KoalaBear>(hash_set) : create_in<BabyBear>(hash_set);
}

}  // namespace switchyard::cpu
