#include "cpu/transcript.h"

#include "math/element.h"
#include "math/keccak.h"
#include "math/poseidon2.h"

namespace switchyard::cpu {
namespace {

constexpr uint32_t low_bits(int bits) { return (uint32_t{1} << bits) - 1; }

template <class F>
constexpr FieldId kFieldId = FieldId::kKoalaBear;
template <>
constexpr FieldId kFieldId<BabyBear> = FieldId::kBabyBear;

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

  uint32_t sample() override {
    if (input_count_ > 0 || outputs_ == 0) duplex();
    return state_[--outputs_].value;
  }

  uint32_t sample_bits(int bits) override {
    return Element<F>::from_montgomery(sample()).canonical() & low_bits(bits);
  }

  GrindProblem grind_problem(int bits) const override {
    constexpr HashSet hash_set = width == 24 ? HashSet::kPoseidon2_24_16 : HashSet::kPoseidon2_16;
    // The witness is one more input; whether it fills the rate or the sample is what makes the sponge duplex,
    // it does so once.
    DuplexTranscript next = *this;
    next.inputs_[next.input_count_++] = Element<F>::zero();
    next.absorb();
    GrindProblem problem{hash_set, kFieldId<F>, bits, input_count_, {}};
    for (size_t i = 0; i < width; ++i) problem.state[i] = next.state_[i].value;
    return problem;
  }

  std::unique_ptr<Transcript> clone() const override { return std::make_unique<DuplexTranscript>(*this); }

 private:
  // Inputs overwrite the rate, the rest of it becomes zero, and their number is added to the first capacity
  // element as a length tag. Without inputs the state is left as it is.
  void absorb() {
    if (input_count_ == 0) return;
    for (int i = 0; i < rate; ++i) state_[i] = i < input_count_ ? inputs_[i] : Element<F>::zero();
    state_[rate] = state_[rate] + Element<F>::from_canonical(static_cast<uint32_t>(input_count_));
    input_count_ = 0;
  }

  void duplex() {
    absorb();
    poseidon2_permute<width>(state_);
    outputs_ = rate;
  }

  Element<F> state_[width] = {};
  Element<F> inputs_[rate] = {};
  int input_count_ = 0;  // below the rate between calls
  int outputs_ = 0;      // unread outputs are state_[0 .. outputs_), read from the end
};

// Keccak-256 of a string of 32-bit little-endian words, taken as it comes.
class Keccak256 {
 public:
  static constexpr int kRateWords = 34;
  static constexpr int kDigestWords = 8;

  void absorb(uint32_t word) {
    add(next_, word);
    if (++next_ == kRateWords) {
      keccak_f(state_);
      next_ = 0;
    }
  }

  // The digest of all that was absorbed, with the original padding 0x01 .. 0x80; starts anew.
  void finish(uint32_t (&digest)[kDigestWords]) {
    add(next_, 0x01);
    add(kRateWords - 1, 0x80000000u);
    keccak_f(state_);
    for (int i = 0; i < kDigestWords; ++i) digest[i] = word(i);
    *this = {};
  }

  // Of the block that is being filled, absorbed into the state already.
  int filled_words() const { return next_; }
  uint32_t word(int i) const { return static_cast<uint32_t>(state_[i / 2] >> (32 * (i % 2))); }

 private:
  void add(int i, uint32_t word) { state_[i / 2] ^= uint64_t{word} << (32 * (i % 2)); }

  uint64_t state_[kKeccakLanes] = {};
  int next_ = 0;
};

template <class F>
class KeccakTranscript final : public Transcript {
 public:
  // Elements and digests alike are their words as little-endian bytes.
  void observe(const uint32_t* words, size_t count) override {
    if (count > 0) outputs_ = 0;
    for (size_t i = 0; i < count; ++i) input_.absorb(words[i]);
  }

  // The first of the next words that is below p in its low 31 bits.
  uint32_t sample() override {
    for (;;) {
      const uint32_t word = next_word() & 0x7fffffffu;
      if (word < F::kPrime) return Element<F>::from_canonical(word).value;
    }
  }

  uint32_t sample_bits(int bits) override { return next_word() & low_bits(bits); }

  GrindProblem grind_problem(int bits) const override {
    GrindProblem problem{HashSet::kKeccak, kFieldId<F>, bits, input_.filled_words(), {}};
    for (size_t i = 0; i < problem.state.size(); ++i) problem.state[i] = input_.word(static_cast<int>(i));
    return problem;
  }

  std::unique_ptr<Transcript> clone() const override { return std::make_unique<KeccakTranscript>(*this); }

 private:
  // The digest of all input becomes the next input. Its bytes are read from the end, the first that is read
  // being a word's least significant.
  uint32_t next_word() {
    if (outputs_ == 0) {
      input_.finish(output_);
      for (uint32_t word : output_) input_.absorb(word);
      outputs_ = Keccak256::kDigestWords;
    }
    return __builtin_bswap32(output_[--outputs_]);
  }

  Keccak256 input_;
  uint32_t output_[Keccak256::kDigestWords] = {};
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
  switch (field) {
    case FieldId::kKoalaBear:
      return create_in<KoalaBear>(hash_set);
    case FieldId::kBabyBear:
      return create_in<BabyBear>(hash_set);
  }
  return nullptr;
}

}  // namespace switchyard::cpu
