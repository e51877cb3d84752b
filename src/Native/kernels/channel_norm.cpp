#include "channel_norm.h"

#include <cmath>

namespace bridge {
namespace {

float* data(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

}  // namespace

bool fits_channel(const at::Tensor& vector, int64_t channels) {
    return !vector.defined() || (vector.scalar_type() == at::kFloat && vector.is_cpu() && vector.is_contiguous() &&
                                 vector.dim() == 1 && vector.numel() == channels);
}

bool has_dense_planes(const at::Tensor& tensor) {
    if (!tensor.is_cpu() || tensor.layout() != at::kStrided || tensor.dim() < 2 || tensor.numel() == 0) return false;
    int64_t expected = 1;
    for (int64_t dimension = tensor.dim() - 1; dimension >= 2; dimension--) {
        if (tensor.size(dimension) != 1 && tensor.stride(dimension) != expected) return false;
        expected *= tensor.size(dimension);
    }
    return true;
}

int64_t row_distance(const at::Tensor& tensor) {
    if (!tensor.is_cpu() || tensor.layout() != at::kStrided || tensor.dim() != 4 || tensor.numel() == 0) return 0;
    if (tensor.size(1) != 1 && tensor.stride(1) != 1) return 0;
    int64_t distance = 0, rows = 1;
    for (const int64_t dimension : {3, 2, 0}) {
        if (tensor.size(dimension) == 1) continue;
        if (distance == 0) distance = tensor.stride(dimension);
        if (tensor.stride(dimension) != distance * rows) return 0;
        rows *= tensor.size(dimension);
    }
    return distance == 0 ? tensor.size(1) : distance >= tensor.size(1) ? distance : 0;
}

NormParameters::NormParameters(const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& running_mean,
                               const at::Tensor& running_var, double momentum, double eps)
    : weight(data(weight)),
      bias(data(bias)),
      running_mean(data(running_mean)),
      running_var(data(running_var)),
      momentum(momentum),
      eps(eps) {}

ChannelNorm::ChannelNorm(float mean, float inverse, const NormParameters& parameters, int64_t channel)
    : mean(mean),
      inverse(inverse),
      scale(inverse * (parameters.weight != nullptr ? parameters.weight[channel] : 1)),
      shift(std::fma(-mean, scale, parameters.bias != nullptr ? parameters.bias[channel] : 0)) {}

template <typename T>
ChannelNorm ChannelNorm::measure(const Channel<T>& x, const NormParameters& parameters, int64_t channel) {
    const ChannelLoops<T>& loops = channel_loops<T>(widest_loops());
    const int64_t count = x.count();
    double sum = 0, distances = 0;
    for (int64_t n = 0; n < x.images; n++) sum += loops.sum(x.image(n), x.plane);
    const auto mean = static_cast<float>(sum / static_cast<double>(count));
    for (int64_t n = 0; n < x.images; n++) distances += loops.squared_distance(x.image(n), x.plane, mean);
    return from_moments(mean, static_cast<float>(distances), count, parameters, channel);
}

template ChannelNorm ChannelNorm::measure(const Channel<float>&, const NormParameters&, int64_t);
template ChannelNorm ChannelNorm::measure(const Channel<at::BFloat16>&, const NormParameters&, int64_t);

ChannelNorm ChannelNorm::from_moments(float mean, float squares, int64_t count, const NormParameters& parameters,
                                      int64_t channel) {
    const double variance = squares / static_cast<float>(count);
    const float inverse =
        variance != 0 || parameters.eps != 0 ? static_cast<float>(1 / std::sqrt(variance + parameters.eps)) : 0;
    const auto rate = static_cast<float>(parameters.momentum), rest = static_cast<float>(1 - parameters.momentum);
    if (float* moving = parameters.running_mean) moving[channel] = rate * mean + rest * moving[channel];
    if (float* moving = parameters.running_var) {
        moving[channel] = std::fma(rate, squares / static_cast<float>(count - 1), rest * moving[channel]);
    }
    return {mean, inverse, parameters, channel};
}

ChannelGradient::ChannelGradient(const GradientSums& sums, float inverse, int64_t count)
    : weight(static_cast<float>(sums.projection * inverse)),
      bias(static_cast<float>(sums.gradient)),
      slope(static_cast<float>(sums.projection) * inverse * inverse / static_cast<float>(count)),
      mean(static_cast<float>(sums.gradient / static_cast<double>(count))) {}

}  // namespace bridge
