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

#include "channel_norm.h"
#include "registration.h"

namespace bridge {
namespace {

using ThreeTensors = std::tuple<at::Tensor, at::Tensor, at::Tensor>;

bool takes_over() {
    return has_atens_vectors() && own_kernels();
}

// Dense in NCHW order. Planes of one element are laid out both ways at once, and left to ATen's choice between them.
bool is_plain(const at::Tensor& tensor) {
    return tensor.scalar_type() == at::kFloat && tensor.is_cpu() && tensor.dim() >= 2 && tensor.numel() > 0 &&
           tensor.is_contiguous() && tensor.suggest_memory_format() == at::MemoryFormat::Contiguous &&
           tensor.numel() > tensor.size(0) * tensor.size(1);
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

    at::Tensor output = at::empty_like(input, at::MemoryFormat::Contiguous);
    at::Tensor mean = at::empty({channels}, input.options()), deviation = at::empty({channels}, input.options());
    const Channels<float> x(input), y(output);
    const NormParameters parameters(weight, bias, running_mean, running_var, momentum, eps);
    float *means = mean.data_ptr<float>(), *inverse = deviation.data_ptr<float>();
    at::parallel_for(0, channels, 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; c++) {
            const ChannelNorm norm = ChannelNorm::measure(x[c], parameters, c);
            means[c] = norm.mean;
            inverse[c] = norm.inverse;
            for (int64_t n = 0; n < x.images; n++) {
                atens_loops().channel.scale_and_shift(x[c].image(n), y[c].image(n), x.plane, norm.scale, norm.shift);
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

    at::Tensor input_grad, weight_grad, bias_grad;
    if (wanted[0]) input_grad = at::empty_like(input, at::MemoryFormat::Contiguous);
    if (wanted[1]) weight_grad = at::empty({channels}, input.options());
    if (wanted[2]) bias_grad = at::empty({channels}, input.options());
    const Channels<float> x(input), dy(gradient), dx(input_grad);
    const float *means = mean.data_ptr<float>(), *inverse = deviation.data_ptr<float>();
    const float* w = weight.defined() ? weight.data_ptr<float>() : nullptr;
    float* dw = wanted[1] ? weight_grad.data_ptr<float>() : nullptr;
    float* db = wanted[2] ? bias_grad.data_ptr<float>() : nullptr;

    const ChannelLoops<float>& loops = atens_loops().channel;
    at::parallel_for(0, channels, 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; c++) {
            GradientSums sums;
            for (int64_t n = 0; n < x.images; n++) {
                loops.add_gradient_sums(x[c].image(n), dy[c].image(n), x.plane, means[c], &sums);
            }
            const ChannelGradient whole(sums, inverse[c], x[c].count());
            if (dw != nullptr) dw[c] = whole.weight;
            if (db != nullptr) db[c] = whole.bias;
            if (!dx) continue;
            for (int64_t n = 0; n < x.images; n++) {
                loops.input_gradient(x[c].image(n), dy[c].image(n), dx[c].image(n), x.plane, means[c], whole.slope,
                                     whole.mean, inverse[c], w != nullptr ? w[c] : 1);
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
