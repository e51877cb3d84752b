// FP32 SiLU, x / (1 + exp(-x)), and its gradient. ATen 1.13 compiles them for AVX2 at most; in wider vectors they are
// faster, with the same bits.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include "cpu_loops.h"
#include "registration.h"

namespace bridge {
namespace {

constexpr int64_t kGrain = 16384;

bool takes_over(const at::Tensor& tensor) {
    return own_kernels() && has_atens_vectors() && tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_non_overlapping_and_dense();
}

at::Tensor forward(const at::Tensor& input) {
    if (!takes_over(input)) {
        at::Tensor output = at::empty({0}, input.options());
        return at::silu_out(output, input);
    }
    at::Tensor output = at::empty_like(input);
    const float* x = input.data_ptr<float>();
    float* y = output.data_ptr<float>();
    at::parallel_for(0, input.numel(), kGrain, [&](int64_t begin, int64_t end) {
        widest_loops().element.silu(x + begin, y + begin, end - begin);
    });
    return output;
}

at::Tensor backward(const at::Tensor& gradient, const at::Tensor& input) {
    if (!takes_over(input) || !takes_over(gradient) || gradient.sizes() != input.sizes() || gradient.strides() != input.strides()) {
        at::Tensor input_grad = at::empty({0}, input.options());
        return at::silu_backward_out(input_grad, gradient, input);
    }
    at::Tensor input_grad = at::empty_like(input);
    const float *x = input.data_ptr<float>(), *dy = gradient.data_ptr<float>();
    float* dx = input_grad.data_ptr<float>();
    at::parallel_for(0, input.numel(), kGrain, [&](int64_t begin, int64_t end) {
        widest_loops().element.silu_gradient(x + begin, dy + begin, dx + begin, end - begin);
    });
    return input_grad;
}

const bool registered = [] {
    // ATen 2 has wider vectors too, and another exponential.
    if (TORCH_VERSION_MAJOR < 2) {
        replace_cpu_kernels([](torch::Library& library) {
            library.impl("silu", TORCH_FN(forward));
            library.impl("silu_backward", TORCH_FN(backward));
        });
    }
    return true;
}();

}  // namespace
}  // namespace bridge
