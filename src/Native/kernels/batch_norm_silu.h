// SiLU of batch normalisation in training, on the CPU: y = silu(z), z = x * scale + shift. See batch_norm_silu.cpp.
#pragma once

#include <ATen/ATen.h>

#include "channel_norm.h"

namespace bridge {

// Everything that is known of one call; mean and inverse deviation are results of the forward pass.
struct NormSiluCall {
    at::Tensor input, weight, bias, running_mean, running_var, mean, inverse;
    double momentum = 0, eps = 0;

    NormParameters parameters() const {
        return {weight, bias, running_mean, running_var, momentum, eps};
    }
};

struct NormSiluGradients {
    at::Tensor input, weight, bias;
};

// [N, C, ...] with dense planes (NCHW), in float or bfloat16.
template <typename T>
at::Tensor norm_silu_planes(NormSiluCall& call);
template <typename T>
NormSiluGradients norm_silu_planes_backward(const NormSiluCall& call, const at::Tensor& gradient);

// [N, C, H, W] whose channels lie side by side (NHWC), in float or bfloat16.
template <typename T>
at::Tensor norm_silu_rows(NormSiluCall& call);
template <typename T>
NormSiluGradients norm_silu_rows_backward(const NormSiluCall& call, const at::Tensor& gradient);

}  // namespace bridge
