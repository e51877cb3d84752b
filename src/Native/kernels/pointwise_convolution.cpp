// FP32 convolutions of one pixel (1 x 1, stride 1) over large images in NCHW order, as products of matrices:
// y[n] = w x[n] and dx[n] = w' dy[n], with x[n] of [C, H W].
//
// ATen hands them to oneDNN's convolutions, which work in another layout: every activation is brought there and back, and
// for these convolutions that takes as long as the arithmetic. oneDNN's own product of matrices takes NCHW as it is. The
// terms are the same; with many channels they may be summed in another order, and then last bits differ. The weights'
// gradient, whose layout costs little beside its sum, stays with ATen.
#include <ATen/ATen.h>
#include <ATen/NativeFunctions.h>
#include <ATen/Parallel.h>
#include <dnnl.h>

#include <algorithm>
#include <array>

#include "registration.h"

namespace bridge {
namespace {

using OptionalTensor = c10::optional<at::Tensor>;
using ThreeTensors = std::tuple<at::Tensor, at::Tensor, at::Tensor>;

// In smaller images the other layout costs little.
constexpr int64_t kLeastPixels = 1024;

bool all(at::IntArrayRef values, int64_t wanted) {
    return std::all_of(values.begin(), values.end(), [wanted](int64_t value) { return value == wanted; });
}

bool is_plain(const at::Tensor& tensor) {
    return tensor.defined() && tensor.is_cpu() && tensor.scalar_type() == at::kFloat && tensor.dim() == 4 &&
           tensor.numel() > 0 && tensor.is_contiguous();
}

bool takes_over(const at::Tensor& input, const at::Tensor& weight, at::IntArrayRef stride, at::IntArrayRef padding,
                at::IntArrayRef dilation, bool transposed, int64_t groups) {
    return own_kernels() && at::globalContext().userEnabledMkldnn() && is_plain(input) &&
           input.suggest_memory_format() == at::MemoryFormat::Contiguous &&
           is_plain(weight) && weight.size(2) == 1 && weight.size(3) == 1 && input.size(1) == weight.size(1) &&
           input.size(2) * input.size(3) >= kLeastPixels && all(stride, 1) && all(padding, 0) && all(dilation, 1) &&
           !transposed && groups == 1;
}

void multiply(char transpose_a, char transpose_b, int64_t m, int64_t n, int64_t k, const float* a, int64_t row_of_a,
              const float* b, int64_t row_of_b, float already, float* c, int64_t row_of_c) {
    const dnnl_status_t status =
        dnnl_sgemm(transpose_a, transpose_b, m, n, k, 1, a, row_of_a, b, row_of_b, already, c, row_of_c);
    TORCH_CHECK(status == dnnl_success, "dnnl_sgemm: status ", static_cast<int>(status), " for ", m, " x ", n, " x ", k);
}

// [N, C, H W] as matrices.
struct Images {
    explicit Images(const at::Tensor& tensor)
        : data(tensor.data_ptr<float>()),
          count(tensor.size(0)),
          channels(tensor.size(1)),
          pixels(tensor.size(2) * tensor.size(3)) {}

    float* at(int64_t image, int64_t pixel) const {
        return data + image * channels * pixels + pixel;
    }

    float* data;
    int64_t count, channels, pixels;
};

// Calls use(image, first pixel, pixels) for pieces of all images, as many for each thread.
template <typename Use>
void for_pieces(const Images& images, const Use& use) {
    int64_t split = 1;
    const int64_t threads = at::get_num_threads();
    while (split < threads && images.count * split % threads != 0) split++;
    at::parallel_for(0, images.count * split, 1, [&](int64_t begin, int64_t end) {
        for (int64_t piece = begin; piece < end; piece++) {
            const int64_t part = piece % split, first = images.pixels * part / split;
            use(piece / split, first, images.pixels * (part + 1) / split - first);
        }
    });
}

at::Tensor forward(const at::Tensor& input, const at::Tensor& weight, const OptionalTensor& bias_,
                   at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
                   at::IntArrayRef output_padding, int64_t groups) {
    const at::Tensor bias = bias_.has_value() ? *bias_ : at::Tensor();
    if (!takes_over(input, weight, stride, padding, dilation, transposed, groups) ||
        (bias.defined() && (bias.scalar_type() != at::kFloat || !bias.is_contiguous() || bias.numel() != weight.size(0)))) {
        return at::native::convolution(input, weight, bias_, stride, padding, dilation, transposed, output_padding, groups);
    }
    at::Tensor output = at::empty({input.size(0), weight.size(0), input.size(2), input.size(3)}, input.options());
    const Images x(input), y(output);
    const float *w = weight.data_ptr<float>(), *b = bias.defined() ? bias.data_ptr<float>() : nullptr;
    for_pieces(y, [&](int64_t image, int64_t first, int64_t pixels) {
        if (b != nullptr) {
            for (int64_t c = 0; c < y.channels; c++) std::fill_n(y.at(image, first) + c * y.pixels, pixels, b[c]);
        }
        multiply('N', 'N', y.channels, pixels, x.channels, w, x.channels, x.at(image, first), x.pixels,
                 b != nullptr ? 1 : 0, y.at(image, first), y.pixels);
    });
    return output;
}

at::Tensor input_gradient(const at::Tensor& gradient, const at::Tensor& input, const at::Tensor& weight) {
    at::Tensor result = at::empty_like(input, at::MemoryFormat::Contiguous);
    const Images dy(gradient), dx(result);
    const float* w = weight.data_ptr<float>();
    for_pieces(dx, [&](int64_t image, int64_t first, int64_t pixels) {
        multiply('T', 'N', dx.channels, pixels, dy.channels, w, dx.channels, dy.at(image, first), dy.pixels, 0,
                 dx.at(image, first), dx.pixels);
    });
    return result;
}

ThreeTensors backward(const at::Tensor& gradient, const at::Tensor& input, const at::Tensor& weight,
                      at::OptionalIntArrayRef bias_sizes, at::IntArrayRef stride, at::IntArrayRef padding,
                      at::IntArrayRef dilation, bool transposed, at::IntArrayRef output_padding, int64_t groups,
                      std::array<bool, 3> wanted) {
    if (!takes_over(input, weight, stride, padding, dilation, transposed, groups) || gradient.dim() != 4 ||
        gradient.scalar_type() != at::kFloat || !gradient.is_cpu()) {
        return at::native::convolution_backward(gradient, input, weight, bias_sizes, stride, padding, dilation, transposed,
                                                output_padding, groups, wanted);
    }
    const at::Tensor dense = gradient.contiguous();
    ThreeTensors result;
    if (wanted[1] || wanted[2]) {
        result = at::native::convolution_backward(dense, input, weight, bias_sizes, stride, padding, dilation, transposed,
                                                  output_padding, groups, {false, wanted[1], wanted[2]});
    }
    if (wanted[0]) std::get<0>(result) = input_gradient(dense, input, weight);
    return result;
}

const bool registered = [] {
    replace_cpu_kernels([](torch::Library& library) {
        library.impl("convolution", TORCH_FN(forward));
        library.impl("convolution_backward", TORCH_FN(backward));
    });
    return true;
}();

}  // namespace
}  // namespace bridge
