// Passes over many tensors at once, for which ATen has no operator on every device.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <atomic>
#include <cstring>

#include "error.h"
#include "handle.h"

namespace bridge {
namespace {

constexpr int64_t grain = 32768;  // elements; below it a second thread costs more than it brings

// Returns whether all values were finite before scaling.
template <typename T>
bool unscale_dense(T* data, int64_t count, float factor) {
    std::atomic<bool> finite{true};
    at::parallel_for(0, count, grain, [&](int64_t begin, int64_t end) {
        // Not finite: all bits of the exponent are set. Integer arithmetic, so that the loop is vectorised.
        constexpr uint32_t exponent = 0x7f800000;
        uint32_t bad = 0;
        for (int64_t i = begin; i < end; i++) {
            const auto value = static_cast<float>(data[i]);
            uint32_t bits;
            std::memcpy(&bits, &value, sizeof bits);
            bad |= static_cast<uint32_t>((bits & exponent) == exponent);
            data[i] = static_cast<T>(value * factor);
        }
        if (bad != 0) finite.store(false, std::memory_order_relaxed);
    });
    return finite.load();
}

bool unscale_on_cpu(const at::Tensor& gradient, float factor) {
    if (!gradient.is_non_overlapping_and_dense()) {
        const bool finite = at::isfinite(gradient).all().item<bool>();
        gradient.mul_(factor);
        return finite;
    }
    switch (gradient.scalar_type()) {
        case at::kFloat:
            return unscale_dense(gradient.data_ptr<float>(), gradient.numel(), factor);
        case at::kBFloat16:
            return unscale_dense(gradient.data_ptr<at::BFloat16>(), gradient.numel(), factor);
        case at::kHalf:
            return unscale_dense(gradient.data_ptr<at::Half>(), gradient.numel(), factor);
        case at::kDouble: {
            const bool finite = at::isfinite(gradient).all().item<bool>();
            gradient.mul_(factor);
            return finite;
        }
        default:
            TORCH_CHECK(false, "gradients of type ", gradient.scalar_type(), " cannot be unscaled");
    }
}

}  // namespace
}  // namespace bridge

using namespace bridge;

int bridge_unscale(const BridgeTensor* gradients, int32_t count, float inverse_scale, int32_t* found_inf) {
    return guard([&] {
        const std::vector<at::Tensor> all = tensors(gradients, count);
        *found_inf = 0;
        if (all.empty()) return;
        at::NoGradGuard no_grad;
        if (all[0].is_cpu()) {
            for (const at::Tensor& gradient : all) {
                if (!unscale_on_cpu(gradient, inverse_scale)) *found_inf = 1;
            }
            return;
        }
        const auto options = at::TensorOptions().dtype(at::kFloat).device(all[0].device());
        at::Tensor found = at::zeros({1}, options);
        const at::Tensor factor = at::full({1}, inverse_scale, options);
        at::_amp_foreach_non_finite_check_and_unscale_(all, found, factor);
        *found_inf = found.item<float>() != 0 ? 1 : 0;
    });
}
