// Channels side by side: each thread goes through rows of its own and sums for all channels. Sums are taken in float
// over a few rows, in double over these, and over the threads in their order, so that results depend on nothing but the
// number of threads. The gradient of SiLU is computed twice: once for the sums, once to be used, which takes less time
// than writing it and reading it again.
#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "batch_norm_silu.h"

namespace bridge {
namespace {

constexpr int64_t kRowsInFloat = 64;

// Two sums for each channel, of each thread.
class ChannelSums {
public:
    ChannelSums(int64_t rows, int64_t channels)
        : rows_(rows),
          channels_(channels),
          shares_(std::max<int64_t>(1, std::min<int64_t>(at::get_num_threads(), rows / kRowsInFloat))),
          totals_(static_cast<size_t>(2 * channels * shares_)) {}

    // add(first row, rows, sums, other sums) adds those of some rows.
    template <typename Add>
    void collect(const Add& add) {
        at::parallel_for(0, shares_, 1, [&](int64_t begin, int64_t end) {
            std::vector<float> some(static_cast<size_t>(2 * channels_));
            for (int64_t share = begin; share < end; share++) {
                double* totals = totals_.data() + 2 * channels_ * share;
                const int64_t last = rows_ * (share + 1) / shares_;
                for (int64_t row = rows_ * share / shares_; row < last; row += kRowsInFloat) {
                    std::fill(some.begin(), some.end(), 0.0F);
                    add(row, std::min(kRowsInFloat, last - row), some.data(), some.data() + channels_);
                    for (int64_t i = 0; i < 2 * channels_; i++) totals[i] += some[static_cast<size_t>(i)];
                }
            }
        });
        for (int64_t share = 1; share < shares_; share++) {
            for (int64_t i = 0; i < 2 * channels_; i++) totals_[i] += totals_[2 * channels_ * share + i];
        }
    }

    double first(int64_t channel) const {
        return totals_[static_cast<size_t>(channel)];
    }
    double second(int64_t channel) const {
        return totals_[static_cast<size_t>(channels_ + channel)];
    }

private:
    int64_t rows_, channels_, shares_;
    std::vector<double> totals_;
};

template <typename T>
struct Rows {
    explicit Rows(const at::Tensor& tensor)
        : first(tensor.data_ptr<T>()),
          count(tensor.numel() / tensor.size(1)),
          channels(tensor.size(1)),
          distance(row_distance(tensor)) {}

    T* operator[](int64_t row) const {
        return first + row * distance;
    }

    T* first;
    int64_t count, channels, distance;
};

using Values = std::vector<float>;

int64_t grain(int64_t channels) {
    return std::max<int64_t>(1, 16384 / channels);
}

}  // namespace

template <typename T>
at::Tensor norm_silu_rows(NormSiluCall& call) {
    at::Tensor output = at::empty_like(call.input, at::MemoryFormat::ChannelsLast);
    const int64_t channels = call.input.size(1);
    call.mean = at::empty({channels}, call.input.options().dtype(at::kFloat).memory_format(c10::nullopt));
    call.inverse = at::empty_like(call.mean);
    const Rows<T> x(call.input), y(output);
    const RowLoops<T>& loops = row_loops<T>(widest_loops());

    // Distances from the first row's values, which are as large as the others: those from zero would lose digits.
    const Values pivot(x[0], x[0] + channels);
    ChannelSums sums(x.count, channels);
    sums.collect([&](int64_t row, int64_t rows, float* distances, float* squares) {
        loops.add_moments(x[row], rows, channels, pivot.data(), distances, squares);
    });

    Values scale(channels), shift(channels);
    const NormParameters parameters = call.parameters();
    for (int64_t c = 0; c < channels; c++) {
        const double offset = sums.first(c) / static_cast<double>(x.count);
        const double squares = std::max(0.0, sums.second(c) - sums.first(c) * offset);
        const ChannelNorm norm = ChannelNorm::from_moments(static_cast<float>(pivot[c] + offset),
                                                           static_cast<float>(squares), x.count, parameters, c);
        call.mean.data_ptr<float>()[c] = norm.mean;
        call.inverse.data_ptr<float>()[c] = norm.inverse;
        scale[c] = norm.scale;
        shift[c] = norm.shift;
    }
    at::parallel_for(0, x.count, grain(channels), [&](int64_t begin, int64_t end) {
        loops.scale_shift_silu(x[begin], y[begin], end - begin, channels, scale.data(), shift.data());
    });
    return output;
}

template <typename T>
NormSiluGradients norm_silu_rows_backward(const NormSiluCall& call, const at::Tensor& gradient) {
    NormSiluGradients result;
    result.input = at::empty_like(call.input, at::MemoryFormat::ChannelsLast);
    result.weight = at::empty_like(call.mean);
    result.bias = at::empty_like(call.mean);
    const int64_t channels = call.input.size(1);
    const Rows<T> x(call.input), dy(gradient), dx(result.input);
    const RowLoops<T>& loops = row_loops<T>(widest_loops());
    const float *mean = call.mean.data_ptr<float>(), *inverse = call.inverse.data_ptr<float>();

    Values scale(channels), shift(channels), slope(channels), mean_gradient(channels);
    const NormParameters parameters = call.parameters();
    for (int64_t c = 0; c < channels; c++) {
        const ChannelNorm norm(mean[c], inverse[c], parameters, c);
        scale[c] = norm.scale;
        shift[c] = norm.shift;
    }
    ChannelSums sums(x.count, channels);
    sums.collect([&](int64_t row, int64_t rows, float* gradients, float* projections) {
        loops.add_silu_gradient_sums(x[row], dy[row], dy.distance, rows, channels, scale.data(), shift.data(), mean,
                                     gradients, projections);
    });
    for (int64_t c = 0; c < channels; c++) {
        const ChannelGradient whole({sums.first(c), sums.second(c)}, inverse[c], x.count);
        result.weight.data_ptr<float>()[c] = whole.weight;
        result.bias.data_ptr<float>()[c] = whole.bias;
        slope[c] = whole.slope;
        mean_gradient[c] = whole.mean;
    }
    at::parallel_for(0, x.count, grain(channels), [&](int64_t begin, int64_t end) {
        loops.silu_input_gradient(x[begin], dy[begin], dy.distance, dx[begin], end - begin, channels, scale.data(),
                                  shift.data(), mean, slope.data(), mean_gradient.data());
    });
    return result;
}

template at::Tensor norm_silu_rows<float>(NormSiluCall&);
template at::Tensor norm_silu_rows<at::BFloat16>(NormSiluCall&);
template NormSiluGradients norm_silu_rows_backward<float>(const NormSiluCall&, const at::Tensor&);
template NormSiluGradients norm_silu_rows_backward<at::BFloat16>(const NormSiluCall&, const at::Tensor&);

}  // namespace bridge
