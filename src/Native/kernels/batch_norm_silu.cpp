// bridge::batch_norm_silu: SiLU of batch normalisation, in training, as one operator that keeps its input alone for the
// backward pass. As two operators they keep the normalised activations too, and pass over memory once more each way.
//
// The backward pass normalises again from the mean and deviation that were found. On the CPU there are kernels for FP32
// and bfloat16, in NCHW and NHWC order; FP32 numbers in NCHW order are those of the two operators to the bit where
// batch_norm.cpp and silu.cpp are. Everything else (other devices) is made of ATen's operators, which saves the memory
// and not the time.
#include "batch_norm_silu.h"

#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "registration.h"

namespace bridge {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using Call = NormSiluCall;

enum class Kernel { None, Planes, Rows };

Kernel kernel_of(const Call& call) {
    const at::Tensor& x = call.input;
    if (!own_kernels() || !has_atens_vectors() || !x.is_cpu() ||
        (x.scalar_type() != at::kFloat && x.scalar_type() != at::kBFloat16) || x.numel() == x.size(0) * x.size(1) ||
        !fits_channel(call.weight, x.size(1)) || !fits_channel(call.bias, x.size(1)) ||
        !fits_channel(call.running_mean, x.size(1)) || !fits_channel(call.running_var, x.size(1))) {
        return Kernel::None;
    }
    const at::MemoryFormat format = x.suggest_memory_format();
    if (format == at::MemoryFormat::Contiguous && x.is_contiguous()) return Kernel::Planes;
    return format == at::MemoryFormat::ChannelsLast && x.is_contiguous(format) ? Kernel::Rows : Kernel::None;
}

at::Tensor forward(Call& call) {
    const bool narrow = call.input.scalar_type() == at::kBFloat16;
    switch (kernel_of(call)) {
        case Kernel::Planes:
            return narrow ? norm_silu_planes<at::BFloat16>(call) : norm_silu_planes<float>(call);
        case Kernel::Rows:
            return narrow ? norm_silu_rows<at::BFloat16>(call) : norm_silu_rows<float>(call);
        case Kernel::None:
            break;
    }
    at::Tensor normalised;
    std::tie(normalised, call.mean, call.inverse) = at::native_batch_norm(
        call.input, call.weight, call.bias, call.running_mean, call.running_var, /*training=*/true, call.momentum, call.eps);
    return at::silu_(normalised);
}

NormSiluGradients backward(const Call& call, at::Tensor gradient) {
    const bool narrow = call.input.scalar_type() == at::kBFloat16;
    const bool same_type = gradient.scalar_type() == call.input.scalar_type();
    const Kernel kernel = same_type && fits_channel(call.mean, call.input.size(1)) ? kernel_of(call) : Kernel::None;
    switch (kernel) {
        case Kernel::Planes:
            if (!has_dense_planes(gradient)) gradient = gradient.contiguous();
            return narrow ? norm_silu_planes_backward<at::BFloat16>(call, gradient)
                          : norm_silu_planes_backward<float>(call, gradient);
        case Kernel::Rows:
            if (row_distance(gradient) == 0) gradient = gradient.contiguous(at::MemoryFormat::ChannelsLast);
            return narrow ? norm_silu_rows_backward<at::BFloat16>(call, gradient)
                          : norm_silu_rows_backward<float>(call, gradient);
        case Kernel::None:
            break;
    }
    // Normalised as in evaluation, with the variance that gives the deviation found.
    const at::Tensor variance = call.inverse.to(at::kDouble).pow(-2).sub(call.eps).clamp_min(0).to(call.inverse.scalar_type());
    at::Tensor normalised = std::get<0>(at::native_batch_norm(call.input, call.weight, call.bias, call.mean, variance,
                                                              /*training=*/false, 0, call.eps));
    gradient = at::silu_backward(gradient, normalised);
    normalised.reset();
    NormSiluGradients result;
    std::tie(result.input, result.weight, result.bias) = at::native_batch_norm_backward(
        gradient, call.input, call.weight, {}, {}, call.mean, call.inverse, /*train=*/true, call.eps,
        {true, call.weight.defined(), call.bias.defined()});
    return result;
}

struct BatchNormSilu : public torch::autograd::Function<BatchNormSilu> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const OptionalTensor& weight,
                              const OptionalTensor& bias, const OptionalTensor& running_mean,
                              const OptionalTensor& running_var, double momentum, double eps) {
        Call call{input, value(weight), value(bias), value(running_mean), value(running_var), {}, {}, momentum, eps};
        at::Tensor output = bridge::forward(call);
        context->save_for_backward({call.input, call.weight, call.bias, call.mean, call.inverse});
        context->saved_data["eps"] = eps;
        return output;
    }

    static variable_list backward(AutogradContext* context, variable_list gradients) {
        TORCH_CHECK(!at::GradMode::is_enabled(), "bridge::batch_norm_silu has no gradient of its gradient");
        const variable_list saved = context->get_saved_variables();
        const Call call{saved[0], saved[1], saved[2], {}, {}, saved[3], saved[4], 0, context->saved_data["eps"].toDouble()};
        at::Tensor gradient = std::move(gradients[0]);
        NormSiluGradients result = bridge::backward(call, std::move(gradient));
        return {result.input, call.weight.defined() ? result.weight : at::Tensor(),
                call.bias.defined() ? result.bias : at::Tensor(), {}, {}, {}, {}};
    }
};

at::Tensor batch_norm_silu(const at::Tensor& input, const OptionalTensor& weight, const OptionalTensor& bias,
                           const OptionalTensor& running_mean, const OptionalTensor& running_var, double momentum,
                           double eps) {
    TORCH_CHECK(input.dim() >= 2 && input.numel() > 0, "batch normalisation takes [N, C, ...] with elements, not ",
                input.sizes());
    TORCH_CHECK(input.numel() > input.size(1), "Expected more than 1 value per channel when training, got input size ",
                input.sizes());
    return BatchNormSilu::apply(input, weight, bias, running_mean, running_var, momentum, eps);
}

}  // namespace

TORCH_LIBRARY(bridge, library) {
    library.def(
        "batch_norm_silu(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, "
        "float momentum, float eps) -> Tensor",
        torch::dispatch(c10::DispatchKey::CompositeImplicitAutograd, TORCH_FN(batch_norm_silu)));
}

}  // namespace bridge
