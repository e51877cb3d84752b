// A channel is finished before the next one begins: its planes are read from memory once and from the cache after that.
#include <ATen/Parallel.h>

#include <type_traits>

#include "batch_norm_silu.h"

namespace bridge {

template <typename T>
at::Tensor norm_silu_planes(NormSiluCall& call) {
    at::Tensor output = at::empty_like(call.input, at::MemoryFormat::Contiguous);
    call.mean = at::empty({call.input.size(1)}, call.input.options().dtype(at::kFloat));
    call.inverse = at::empty_like(call.mean);
    const Channels<T> x(call.input), y(output);
    const NormParameters parameters = call.parameters();
    float *means = call.mean.data_ptr<float>(), *inverse = call.inverse.data_ptr<float>();
    const ChannelLoops<T>& loops = channel_loops<T>(widest_loops());
    at::parallel_for(0, call.input.size(1), 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; c++) {
            const ChannelNorm norm = ChannelNorm::measure(x[c], parameters, c);
            means[c] = norm.mean;
            inverse[c] = norm.inverse;
            for (int64_t n = 0; n < x.images; n++) {
                loops.scale_shift_silu(x[c].image(n), y[c].image(n), x.plane, norm.scale, norm.shift);
            }
        }
    });
    return output;
}

template <typename T>
NormSiluGradients norm_silu_planes_backward(const NormSiluCall& call, const at::Tensor& gradient) {
    NormSiluGradients result;
    result.input = at::empty_like(call.input, at::MemoryFormat::Contiguous);
    result.weight = at::empty_like(call.mean);
    result.bias = at::empty_like(call.mean);
    const Channels<T> x(call.input), dy(gradient), dx(result.input);
    const NormParameters parameters = call.parameters();
    const float *means = call.mean.data_ptr<float>(), *inverse = call.inverse.data_ptr<float>();
    float *dw = result.weight.data_ptr<float>(), *db = result.bias.data_ptr<float>();
    const ChannelLoops<T>& loops = channel_loops<T>(widest_loops());
    at::parallel_for(0, call.input.size(1), 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; c++) {
            const ChannelNorm norm(means[c], inverse[c], parameters, c);
            GradientSums sums;
            for (int64_t n = 0; n < x.images; n++) {
                const T* values = x[c].image(n);
                T* gradients = dx[c].image(n);
                if (std::is_same<T, float>::value) {
                    // Sums in ATen's order, which its width of vectors decides on.
                    loops.silu_gradient(values, dy[c].image(n), gradients, x.plane, norm.scale, norm.shift);
                    channel_loops<T>(atens_loops()).add_gradient_sums(values, gradients, x.plane, norm.mean, &sums);
                } else {
                    loops.silu_gradient_and_sums(values, dy[c].image(n), gradients, x.plane, norm.scale, norm.shift,
                                                 norm.mean, &sums);
                }
            }
            const ChannelGradient whole(sums, norm.inverse, x[c].count());
            dw[c] = whole.weight;
            db[c] = whole.bias;
            for (int64_t n = 0; n < x.images; n++) {
                loops.input_gradient(x[c].image(n), dx[c].image(n), dx[c].image(n), x.plane, norm.mean, whole.slope,
                                     whole.mean, norm.inverse,
                                     parameters.weight != nullptr ? parameters.weight[c] : 1);
            }
        }
    });
    return result;
}

template at::Tensor norm_silu_planes<float>(NormSiluCall&);
template at::Tensor norm_silu_planes<at::BFloat16>(NormSiluCall&);
template NormSiluGradients norm_silu_planes_backward<float>(const NormSiluCall&, const at::Tensor&);
template NormSiluGradients norm_silu_planes_backward<at::BFloat16>(const NormSiluCall&, const at::Tensor&);

}  // namespace bridge
