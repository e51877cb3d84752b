// Vectors of floats, whatever they are loaded from. Included by cpu_loops.cpp alone, for each instruction set.
#pragma once

#include <ATen/cpu/vec/functional.h>
#include <c10/util/BFloat16.h>

#include <array>
#include <cstdint>
#include <tuple>

namespace bridge {
namespace {

using Vector = at::vec::Vectorized<float>;

// What is loaded at once, in vectors of floats: lanes beyond count are zero.
template <typename T>
struct Lanes;

template <>
struct Lanes<float> {
    using Floats = std::array<Vector, 1>;
    static constexpr int64_t size = Vector::size();
    static Floats load(const float* x, int64_t count) {
        return {count == size ? Vector::loadu(x) : Vector::loadu(x, count)};
    }
    static void store(float* y, const Floats& values, int64_t count) {
        if (count == size) {
            values[0].store(y);
        } else {
            values[0].store(y, count);
        }
    }
};

template <>
struct Lanes<c10::BFloat16> {
    using Narrow = at::vec::Vectorized<c10::BFloat16>;
    using Floats = std::array<Vector, 2>;
    static constexpr int64_t size = Narrow::size();
    static Floats load(const c10::BFloat16* x, int64_t count) {
        Vector low, high;
        std::tie(low, high) = at::vec::convert_bfloat16_float(count == size ? Narrow::loadu(x) : Narrow::loadu(x, count));
        return {low, high};
    }
    static void store(c10::BFloat16* y, const Floats& values, int64_t count) {
        at::vec::convert_float_bfloat16(values[0], values[1]).store(y, count);
    }
};

Vector silu_of(const Vector& x) {
    return x / (Vector(1) + x.neg().exp());
}

Vector silu_gradient_of(const Vector& x, const Vector& dy) {
    const Vector sigmoid = Vector(1) / (Vector(1) + x.neg().exp());
    return dy * sigmoid * (Vector(1) + x * (Vector(1) - sigmoid));
}

}  // namespace
}  // namespace bridge
