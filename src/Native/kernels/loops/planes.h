// Loops of batch normalisation over a channel's plane. Included by cpu_loops.cpp alone, for each instruction set.
#pragma once

#include <algorithm>
#include <utility>

#include "../cpu_loops.h"
#include "lanes.h"

namespace bridge {
namespace {

// Sums in double may be taken in any order (omp simd says so of them, and of nothing else): rounded to float, the order
// does not show.
template <typename T>
double sum(const T* x, int64_t count) {
    double total = 0;
#pragma omp simd reduction(+ : total)
    for (int64_t i = 0; i < count; i++) total += static_cast<float>(x[i]);
    return total;
}

template <typename T>
double squared_distance(const T* x, int64_t count, float mean) {
    double total = 0;
#pragma omp simd reduction(+ : total)
    for (int64_t i = 0; i < count; i++) {
        const float distance = static_cast<float>(x[i]) - mean;
        total += distance * distance;
    }
    return total;
}

template <typename T>
void scale_and_shift(const T* x, T* y, int64_t count, float scale, float shift) {
    at::vec::map([scale, shift](Vector v) { return v * Vector(scale) + Vector(shift); }, y, x, count);
}

Vector add(const Vector& a, const Vector& b) {
    return a + b;
}

// at::vec::reduce_all of gradients and at::vec::map2_reduce_all of them and x, in one pass: two chains of additions run
// beside each other. gradients(lanes of x, place, count) gives those of dL/dy.
template <typename T, typename Gradients>
void add_sums(const T* x, int64_t count, float mean, GradientSums* sums, const Gradients& gradients) {
    using Floats = typename Lanes<T>::Floats;
    constexpr size_t parts = std::tuple_size<Floats>::value;
    // Gradients, and distances from the mean.
    const auto block = [&](int64_t i, int64_t some) -> std::pair<Floats, Floats> {
        Floats values = Lanes<T>::load(x + i, some);
        const Floats g = gradients(values, i, some);
        for (Vector& v : values) v = v - Vector(mean);
        return {g, values};
    };
    Floats gradient, projection;
    std::tie(gradient, projection) = block(0, std::min(Lanes<T>::size, count));
    for (size_t part = 0; part < parts; part++) projection[part] = projection[part] * gradient[part];
    int64_t i = Lanes<T>::size;
    for (; i + Lanes<T>::size <= count; i += Lanes<T>::size) {
        const auto more = block(i, Lanes<T>::size);
        for (size_t part = 0; part < parts; part++) {
            gradient[part] = gradient[part] + more.first[part];
            projection[part] = at::vec::fmadd(more.second[part], more.first[part], projection[part]);
        }
    }
    if (i < count) {
        const auto more = block(i, count - i);
        for (size_t part = 0; part < parts; part++) {
            const int64_t rest = std::max<int64_t>(0, std::min<int64_t>(Vector::size(), count - i - part * Vector::size()));
            gradient[part] = Vector::set(gradient[part], gradient[part] + more.first[part], rest);
            projection[part] = Vector::set(
                projection[part], at::vec::fmadd(more.second[part], more.first[part], projection[part]), rest);
        }
    }
    for (size_t part = 0; part < parts; part++) {
        const int64_t lanes = std::min(count - static_cast<int64_t>(part) * Vector::size(), static_cast<int64_t>(Vector::size()));
        if (lanes <= 0) break;
        if (lanes == Vector::size()) {
            sums->gradient += at::vec::vec_reduce_all<float>(add, gradient[part]);
            sums->projection += at::vec::vec_reduce_all<float>(add, projection[part]);
        } else {
            sums->gradient += at::vec::vec_reduce_all<float>(add, gradient[part], lanes);
            sums->projection += at::vec::vec_reduce_all<float>(add, projection[part], lanes);
        }
    }
}

template <typename T>
void add_gradient_sums(const T* x, const T* dy, int64_t count, float mean, GradientSums* sums) {
    add_sums(x, count, mean, sums,
             [dy](const typename Lanes<T>::Floats&, int64_t i, int64_t some) { return Lanes<T>::load(dy + i, some); });
}

template <typename T>
void input_gradient(const T* x, const T* dy, T* dx, int64_t count, float mean, float slope, float mean_gradient,
                    float inverse, float weight) {
    at::vec::map2(
        [=](Vector v, Vector g) {
            const Vector projected = (v - Vector(mean)) * Vector(slope);
            return (g - Vector(mean_gradient) - projected) * Vector(inverse) * Vector(weight);
        },
        dx, x, dy, count);
}

template <typename T>
void scale_shift_silu(const T* x, T* y, int64_t count, float scale, float shift) {
    at::vec::map([scale, shift](Vector v) { return silu_of(v * Vector(scale) + Vector(shift)); }, y, x, count);
}

template <typename T>
void scaled_silu_gradient(const T* x, const T* dy, T* dz, int64_t count, float scale, float shift) {
    at::vec::map2(
        [scale, shift](Vector v, Vector g) { return silu_gradient_of(v * Vector(scale) + Vector(shift), g); }, dz, x,
        dy, count);
}

template <typename T>
void silu_gradient_and_sums(const T* x, const T* dy, T* dz, int64_t count, float scale, float shift, float mean,
                           GradientSums* sums) {
    add_sums(x, count, mean, sums, [=](const typename Lanes<T>::Floats& values, int64_t i, int64_t some) {
        auto gradient = Lanes<T>::load(dy + i, some);
        for (size_t part = 0; part < gradient.size(); part++) {
            gradient[part] = silu_gradient_of(values[part] * Vector(scale) + Vector(shift), gradient[part]);
        }
        Lanes<T>::store(dz + i, gradient, some);
        return gradient;
    });
}

}  // namespace
}  // namespace bridge
