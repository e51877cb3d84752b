// Loops of batch normalisation over rows of channels. Included by cpu_loops.cpp alone, for each instruction set.
#pragma once

#include <algorithm>

#include "../cpu_loops.h"
#include "lanes.h"

namespace bridge {
namespace {

// One value for each channel, as many as `some` lanes of T are.
template <typename T>
typename Lanes<T>::Floats per_channel(const float* values, int64_t some) {
    typename Lanes<T>::Floats result;
    for (size_t part = 0; part < result.size(); part++) {
        const int64_t left = some - static_cast<int64_t>(part) * Vector::size();
        result[part] = left >= Vector::size() ? Vector::loadu(values + part * Vector::size())
                       : left > 0             ? Vector::loadu(values + part * Vector::size(), left)
                                              : Vector(0);
    }
    return result;
}

template <typename T>
void put_per_channel(float* values, const typename Lanes<T>::Floats& given, int64_t some) {
    for (size_t part = 0; part < given.size(); part++) {
        const int64_t left = some - static_cast<int64_t>(part) * Vector::size();
        if (left > 0) given[part].store(values + part * Vector::size(), std::min<int64_t>(left, Vector::size()));
    }
}

// Row by row, as they lie in memory, in pieces as wide as a load; what belongs to the channels stays in the nearest cache.
template <typename T, typename Piece>
void for_pieces(int64_t rows, int64_t channels, const Piece& piece) {
    for (int64_t row = 0; row < rows; row++) {
        int64_t c = 0;
        for (; c + Lanes<T>::size <= channels; c += Lanes<T>::size) piece(row, c, Lanes<T>::size);
        if (c < channels) piece(row, c, channels - c);
    }
}

template <typename T>
void add_moments(const T* x, int64_t rows, int64_t channels, const float* pivot, float* sums, float* squares) {
    for_pieces<T>(rows, channels, [=](int64_t row, int64_t c, int64_t some) {
        const auto values = Lanes<T>::load(x + row * channels + c, some);
        const auto origin = per_channel<T>(pivot + c, some);
        auto sum = per_channel<T>(sums + c, some), square = per_channel<T>(squares + c, some);
        for (size_t part = 0; part < values.size(); part++) {
            const Vector distance = values[part] - origin[part];
            sum[part] = sum[part] + distance;
            square[part] = at::vec::fmadd(distance, distance, square[part]);
        }
        put_per_channel<T>(sums + c, sum, some);
        put_per_channel<T>(squares + c, square, some);
    });
}

template <typename T>
void rows_scale_shift_silu(const T* x, T* y, int64_t rows, int64_t channels, const float* scale, const float* shift) {
    for_pieces<T>(rows, channels, [=](int64_t row, int64_t c, int64_t some) {
        auto values = Lanes<T>::load(x + row * channels + c, some);
        const auto scales = per_channel<T>(scale + c, some), shifts = per_channel<T>(shift + c, some);
        for (size_t part = 0; part < values.size(); part++) {
            values[part] = silu_of(at::vec::fmadd(values[part], scales[part], shifts[part]));
        }
        Lanes<T>::store(y + row * channels + c, values, some);
    });
}

template <typename T>
void rows_add_silu_gradient_sums(const T* x, const T* dy, int64_t between_rows, int64_t rows, int64_t channels,
                                 const float* scale, const float* shift, const float* mean, float* gradient,
                                 float* projection) {
    for_pieces<T>(rows, channels, [=](int64_t row, int64_t c, int64_t some) {
        const auto values = Lanes<T>::load(x + row * channels + c, some);
        const auto given = Lanes<T>::load(dy + row * between_rows + c, some);
        const auto scales = per_channel<T>(scale + c, some), shifts = per_channel<T>(shift + c, some);
        const auto means = per_channel<T>(mean + c, some);
        auto sum = per_channel<T>(gradient + c, some), projected = per_channel<T>(projection + c, some);
        for (size_t part = 0; part < values.size(); part++) {
            const Vector dz = silu_gradient_of(at::vec::fmadd(values[part], scales[part], shifts[part]), given[part]);
            sum[part] = sum[part] + dz;
            projected[part] = at::vec::fmadd(values[part] - means[part], dz, projected[part]);
        }
        put_per_channel<T>(gradient + c, sum, some);
        put_per_channel<T>(projection + c, projected, some);
    });
}

template <typename T>
void rows_silu_input_gradient(const T* x, const T* dy, int64_t between_rows, T* dx, int64_t rows, int64_t channels,
                              const float* scale, const float* shift, const float* mean, const float* slope,
                              const float* mean_gradient) {
    for_pieces<T>(rows, channels, [=](int64_t row, int64_t c, int64_t some) {
        auto values = Lanes<T>::load(x + row * channels + c, some);
        const auto given = Lanes<T>::load(dy + row * between_rows + c, some);
        const auto scales = per_channel<T>(scale + c, some), shifts = per_channel<T>(shift + c, some);
        const auto means = per_channel<T>(mean + c, some), slopes = per_channel<T>(slope + c, some);
        const auto mean_gradients = per_channel<T>(mean_gradient + c, some);
        for (size_t part = 0; part < values.size(); part++) {
            const Vector dz = silu_gradient_of(at::vec::fmadd(values[part], scales[part], shifts[part]), given[part]);
            values[part] = (dz - mean_gradients[part] - (values[part] - means[part]) * slopes[part]) * scales[part];
        }
        Lanes<T>::store(dx + row * channels + c, values, some);
    });
}

}  // namespace
}  // namespace bridge
