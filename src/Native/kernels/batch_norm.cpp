// FP32 batch normalisation in training, for dense [N, C, ...] tensors.
//
// A channel is finished before the next one begins, so that its planes are read from memory once and from the cache
// after that. Sums are taken in double, as ATen takes them, but in vectors: another order of doubles, which after
// rounding to float has the same bits all but always. Every other rounding is ATen's, forward and backward, so that
// numbers do not depend on which of the two ran.
#include <ATen/ATen.h>
#include <ATen/NativeFunctions.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include <array>
#include <cmath>

#include "cpu_loops.h"
#include "registration.h"

namespace bridge {
namespace {

using OptionalTensor = c10::optional<at::Tensor>;
using ThreeTensors = std::tuple<at::Tensor, at::Tensor, at::Tensor>;

// Compiled for processors without these vectors, ATen's kernels round otherwise, and there they stay.
bool takes_over() {
    static const bool has_atens_bits = &cpu_loops() != &cpu_loops_baseline;
    return has_atens_bits && own_kernels();
}

const at::Tensor& value(const OptionalTensor& tensor) {
    static const at::Tensor none;
    return tensor.has_value() ? *tensor : none;
}

// A float vector of one value per channel, or nothing.
bool fits_channel(const at::Tensor& vector, int64_t channels) {
    return !vector.defined() || (vector.scalar_type() == at::kFloat && vector.is_cpu() && vector.is_contiguous() &&
                                 vector.dim() == 1 && vector.numel() == channels);
}

// Dense in NCHW order. Planes of one element are laid out both ways at once, and left to ATen's choice between them.
bool is_plain(const at::Tensor& tensor) {
    return tensor.scalar_type() == at::kFloat && tensor.is_cpu() && tensor.dim() >= 2 && tensor.numel() > 0 &&
           tensor.is_contiguous() && tensor.suggest_memory_format() == at::MemoryFormat::Contiguous &&
           tensor.numel() > tensor.size(0) * tensor.size(1);
}

float* data(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

ThreeTensors forward(const at::Tensor& input, const OptionalTensor& weight_, const OptionalTensor& bias_,
                     const OptionalTensor& running_mean_, const OptionalTensor& running_var_, bool training,
                     double momentum, double eps) {
    const at::Tensor &weight = value(weight_), &bias = value(bias_);
    const at::Tensor &running_mean = value(running_mean_), &running_var = value(running_var_);
    const int64_t channels = input.dim() >= 2 ? input.size(1) : 0;
    if (!takes_over() || !training || !is_plain(input) || !fits_channel(weight, channels) || !fits_channel(bias, channels) ||
        !fits_channel(running_mean, channels) || !fits_channel(running_var, channels)) {
        return at::native::batch_norm_cpu(input, weight_, bias_, running_mean_, running_var_, training, momentum, eps);
    }

    const int64_t batch = input.size(0), plane = input.numel() / batch / channels, count = batch * plane;
    at::Tensor output = at::empty_like(input, at::MemoryFormat::Contiguous);
    at::Tensor mean = at::empty({channels}, input.options()), deviation = at::empty({channels}, input.options());
    const float *x = data(input), *w = data(weight), *b = data(bias);
    float *y = data(output), *means = data(mean), *inverse = data(deviation);
    float *moving_mean = data(running_mean), *moving_var = data(running_var);

    const auto rate = static_cast<float>(momentum), rest = static_cast<float>(1 - momentum);
    const ChannelLoops& loops = cpu_loops().channel;
    at::parallel_for(0, channels, 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; c++) {
            const auto plane_of = [&](int64_t n) { return (n * channels + c) * plane; };
            double sum = 0, distances = 0;
            for (int64_t n = 0; n < batch; n++) sum += loops.sum(x + plane_of(n), plane);
            means[c] = static_cast<float>(sum / static_cast<double>(count));
            for (int64_t n = 0; n < batch; n++) distances += loops.squared_distance(x + plane_of(n), plane, means[c]);
            const auto squares = static_cast<float>(distances);
            const double variance = squares / static_cast<float>(count);
            inverse[c] = variance != 0 || eps != 0 ? static_cast<float>(1 / std::sqrt(variance + eps)) : 0;
            if (moving_mean != nullptr) moving_mean[c] = rate * means[c] + rest * moving_mean[c];
            if (moving_var != nullptr) {
                moving_var[c] = std::fma(rate, squares / static_cast<float>(count - 1), rest * moving_var[c]);
            }
            const float scale = inverse[c] * (w != nullptr ? w[c] : 1);
            const float shift = std::fma(-means[c], scale, b != nullptr ? b[c] : 0);
            for (int64_t n = 0; n < batch; n++) {
                loops.scale_and_shift(x + plane_of(n), y + plane_of(n), plane, scale, shift);
            }
        }
    });
    return {output, mean, deviation};
}

ThreeTensors backward(const at::Tensor& gradient, const at::Tensor& input, const OptionalTensor& weight_,
                      const OptionalTensor& running_mean, const OptionalTensor& running_var,
                      const OptionalTensor& mean_, const OptionalTensor& deviation_, bool training, double eps,
                      std::array<bool, 3> wanted) {
    const at::Tensor &weight = value(weight_), &mean = value(mean_), &deviation = value(deviation_);
    const int64_t channels = input.dim() >= 2 ? input.size(1) : 0;
    if (!takes_over() || !training || !is_plain(input) || !is_plain(gradient) || gradient.sizes() != input.sizes() ||
        !fits_channel(weight, channels) || !mean.defined() || !fits_channel(mean, channels) || !deviation.defined() ||
        !fits_channel(deviation, channels) || (wanted[1] && !weight.defined())) {
        return at::native::batch_norm_backward_cpu(gradient, input, weight_, running_mean, running_var, mean_,
                                                   deviation_, training, eps, wanted);
    }

    const int64_t batch = input.size(0), plane = input.numel() / batch / channels, count = batch * plane;
    at::Tensor input_grad, weight_grad, bias_grad;
    if (wanted[0]) input_grad = at::empty_like(input, at::MemoryFormat::Contiguous);
    if (wanted[1]) weight_grad = at::empty({channels}, input.options());
    if (wanted[2]) bias_grad = at::empty({channels}, input.options());
    const float *x = data(input), *dy = data(gradient), *w = data(weight), *means = data(mean);
    const float* inverse = data(deviation);
    float *dx = data(input_grad), *dw = data(weight_grad), *db = data(bias_grad);

    const ChannelLoops& loops = cpu_loops().channel;
    at::parallel_for(0, channels, 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; c++) {
            const auto plane_of = [&](int64_t n) { return (n * channels + c) * plane; };
            GradientSums sums;
            for (int64_t n = 0; n < batch; n++) {
                loops.add_gradient_sums(x + plane_of(n), dy + plane_of(n), plane, means[c], &sums);
            }
            if (dw != nullptr) dw[c] = static_cast<float>(sums.projection * inverse[c]);
            if (db != nullptr) db[c] = static_cast<float>(sums.gradient);
            if (dx == nullptr) continue;
            // dL/dx = (dL/dy - mean(dL/dy) - (x - mean) mean((x - mean) dL/dy) / var) w / deviation
            const float slope =
                static_cast<float>(sums.projection) * inverse[c] * inverse[c] / static_cast<float>(count);
            const auto mean_gradient = static_cast<float>(sums.gradient / static_cast<double>(count));
            for (int64_t n = 0; n < batch; n++) {
                const int64_t offset = plane_of(n);
                loops.input_gradient(x + offset, dy + offset, dx + offset, plane, means[c], slope, mean_gradient,
                                     inverse[c], w != nullptr ? w[c] : 1);
            }
        }
    });
    return {input_grad, weight_grad, bias_grad};
}

const bool registered = [] {
    // ATen 2 rounds differently: there its own kernels stay.
    if (TORCH_VERSION_MAJOR < 2) {
        replace_cpu_kernels([](torch::Library& library) {
            library.impl("native_batch_norm", TORCH_FN(forward));
            library.impl("native_batch_norm_backward", TORCH_FN(backward));
        });
    }
    return true;
}();

}  // namespace
}  // namespace bridge
