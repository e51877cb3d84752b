// What batch normalisation in training has to know of a channel, and how it is found. FP32 numbers are rounded as
// ATen's (1.13) are.
#pragma once

#include <ATen/ATen.h>

#include "cpu_loops.h"

namespace bridge {

using OptionalTensor = c10::optional<at::Tensor>;

inline const at::Tensor& value(const OptionalTensor& tensor) {
    static const at::Tensor none;
    return tensor.has_value() ? *tensor : none;
}

// A float vector of one value per channel, or nothing.
bool fits_channel(const at::Tensor& vector, int64_t channels);

// A channel's elements in one image lie side by side, whatever lies between channels and between images.
bool has_dense_planes(const at::Tensor& tensor);

// How many elements lie between one position's channels and the next one's in [N, C, H, W], if a position's channels lie
// side by side and all positions at equal distances; else 0.
int64_t row_distance(const at::Tensor& tensor);

// Batch normalisation's parameters as arrays, null where there are none.
struct NormParameters {
    NormParameters(const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& running_mean,
                   const at::Tensor& running_var, double momentum, double eps);

    const float *weight, *bias;
    float *running_mean, *running_var;
    double momentum, eps;
};

// A channel of a tensor with dense planes, in all images.
template <typename T>
struct Channel {
    T* first;
    int64_t images, between_images, plane;

    T* image(int64_t n) const {
        return first + n * between_images;
    }
    int64_t count() const {
        return images * plane;
    }
};

// The channels of a tensor with dense planes.
template <typename T>
struct Channels {
    explicit Channels(const at::Tensor& tensor)
        : first(tensor.defined() ? tensor.data_ptr<T>() : nullptr),
          images(tensor.defined() ? tensor.size(0) : 0),
          between_images(tensor.defined() ? tensor.stride(0) : 0),
          between_channels(tensor.defined() ? tensor.stride(1) : 0),
          plane(tensor.defined() ? tensor.numel() / tensor.size(0) / tensor.size(1) : 0) {}

    Channel<T> operator[](int64_t c) const {
        return {first + c * between_channels, images, between_images, plane};
    }
    explicit operator bool() const {
        return first != nullptr;
    }

    T* first;
    int64_t images, between_images, between_channels, plane;
};

// y = (x - mean) * inverse * weight + bias = x * scale + shift
struct ChannelNorm {
    float mean, inverse, scale, shift;

    // From what the forward pass has found.
    ChannelNorm(float mean, float inverse, const NormParameters& parameters, int64_t channel);

    // From the elements; moves the running statistics.
    template <typename T>
    static ChannelNorm measure(const Channel<T>& x, const NormParameters& parameters, int64_t channel);
    // From the mean of `count` elements and the sum of their squared distances from it; moves the running statistics.
    static ChannelNorm from_moments(float mean, float squares, int64_t count, const NormParameters& parameters,
                                    int64_t channel);
};

// What the gradient of a channel's input is made of:
// dL/dx = (dL/dy - mean(dL/dy) - (x - mean) mean((x - mean) dL/dy) / var) w / deviation
struct ChannelGradient {
    ChannelGradient(const GradientSums& sums, float inverse, int64_t count);

    float weight, bias, slope, mean;
};

}  // namespace bridge
