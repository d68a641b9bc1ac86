#include "cpu/linear.h"

#include <vector>

#include "extensions.h"

using namespace switchyard;
using cpu::Context;
using cpu::MatrixView;
using cpu::Status;
using test::Random;
using Words = std::vector<uint32_t>;

namespace {

struct Shape {
  size_t rows, columns;
};
const Shape kShapes[] = {{1, 1},   {5, 1},    {1, 40},   {3, 7},     {7, 16},
                         {64, 17}, {131, 33}, {1000, 4}, {70, 1312}, {9, 4096}};

template <class M>
Words naive_columns(const MatrixView& matrix, const Words& weights) {
  Words out(matrix.rows * M::kDegree);
  for (size_t r = 0; r < matrix.rows; ++r) {
    auto sum = Extension<M>::zero();
    for (size_t c = 0; c < matrix.columns; ++c)
      sum = sum +
            test::element_at<M>(weights, c) * Element<typename M::Base>{matrix.words[r * matrix.columns + c]};
    test::put_element(out, r, sum);
  }
  return out;
}

template <class M>
Words naive_rows(const MatrixView& matrix, const Words& vector) {
  Words out(matrix.columns * M::kDegree);
  for (size_t c = 0; c < matrix.columns; ++c) {
    auto sum = Extension<M>::zero();
    for (size_t r = 0; r < matrix.rows; ++r)
      sum = sum +
            test::element_at<M>(vector, r) * Element<typename M::Base>{matrix.words[r * matrix.columns + c]};
    test::put_element(out, c, sum);
  }
  return out;
}

template <class M>
void check_combinations(const Context& context, ExtensionId id, const MatrixView& matrix,
                        const Words& weights, const Words& first, const Words& second) {
  constexpr size_t d = M::kDegree;
  Words out(matrix.rows * d, 7);
  const Words expected = naive_columns<M>(matrix, weights);
  REQUIRE(cpu::combine_columns(context, id, matrix, weights.data(), false, out.data()) == Status::kOk);
  REQUIRE(out == expected);
  REQUIRE(cpu::combine_columns(context, id, matrix, weights.data(), true, out.data()) == Status::kOk);
  for (size_t r = 0; r < matrix.rows; ++r)
    REQUIRE(test::element_at<M>(out, r) ==
            test::element_at<M>(expected, r) + test::element_at<M>(expected, r));

  Words one(matrix.columns * d, 7), two(matrix.columns * d, 7);
  const uint32_t* vectors[] = {first.data(), second.data()};
  uint32_t* outputs[] = {one.data(), two.data()};
  REQUIRE(cpu::combine_rows(context, id, matrix, vectors, 2, outputs) == Status::kOk);
  REQUIRE(one == naive_rows<M>(matrix, first));
  REQUIRE(two == naive_rows<M>(matrix, second));
  REQUIRE(cpu::combine_rows(context, id, matrix, vectors + 1, 1, outputs) == Status::kOk);
  REQUIRE(one == two);
}

}  // namespace

TEST_CASE("column and row combinations equal the definition") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    using F = typename M::Base;
    for (int threads : {1, 3}) {
      test::for_each_isa(threads, [&](const Context& context) {
        Random random(21);
        for (const Shape& shape : kShapes) {
          CAPTURE(shape.rows);
          CAPTURE(shape.columns);
          const Words data = random.words<F>(shape.rows * shape.columns);
          check_combinations<M>(context, id, {data.data(), shape.rows, shape.columns},
                                random.words<F>(shape.columns * M::kDegree),
                                random.words<F>(shape.rows * M::kDegree),
                                random.words<F>(shape.rows * M::kDegree));
        }
      });
    }
  });
}

TEST_CASE("combinations of the largest words do not overflow") {
  test::for_each_extension([]<class M>(M, ExtensionId id) {
    const uint32_t most = M::Base::kPrime - 1;
    const size_t rows = 1030, columns = 130;
    const Words data(rows * columns, most), weights(columns * M::kDegree, most),
        vector(rows * M::kDegree, most);
    test::for_each_isa(2, [&](const Context& context) {
      check_combinations<M>(context, id, {data.data(), rows, columns}, weights, vector, vector);
    });
  });
}

TEST_CASE("combinations of nothing are zero") {
  test::for_each_isa(1, [](const Context& context) {
    const auto id = ExtensionId::kKoalaBear4;
    Words out(12, 7);
    uint32_t* outputs[] = {out.data()};
    const uint32_t* vectors[] = {nullptr};
    REQUIRE(cpu::combine_rows(context, id, {nullptr, 0, 3}, vectors, 1, outputs) == Status::kOk);
    CHECK(out == Words(12));
    out = Words(12, 7);
    REQUIRE(cpu::combine_columns(context, id, {nullptr, 3, 0}, nullptr, false, out.data()) == Status::kOk);
    CHECK(out == Words(12));
  });
}

TEST_CASE("combinations without memory say so") {
  cpu::ThreadPool pool(1);
  cpu::MemoryPool budget(0);
  const std::atomic<bool> cancelled{false};
  const Context context{*cpu::find_isa(nullptr), pool, 1, budget, cancelled};
  const Words data(16), weights(64);
  Words out(64);
  const uint32_t* vectors[] = {weights.data()};
  uint32_t* outputs[] = {out.data()};
  const auto id = ExtensionId::kKoalaBear4;
  CHECK(cpu::combine_columns(context, id, {data.data(), 4, 4}, weights.data(), false, out.data()) ==
        Status::kOutOfMemory);
  CHECK(cpu::combine_rows(context, id, {data.data(), 4, 4}, vectors, 1, outputs) == Status::kOutOfMemory);
}
