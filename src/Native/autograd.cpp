// Grad mode and the backward pass.
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <memory>

#include "error.h"
#include "handle.h"

using namespace bridge;

int bridge_grad_mode_get(int32_t* enabled) {
    return guard([&] { *enabled = c10::GradMode::is_enabled() ? 1 : 0; });
}

int bridge_grad_mode_set(int32_t enabled) {
    return guard([&] { c10::GradMode::set_enabled(enabled != 0); });
}

int bridge_backward(const BridgeTensor* roots, const BridgeTensor* gradients, int32_t count, int32_t retain_graph,
                    int32_t create_graph) {
    return guard([&] {
        std::vector<at::Tensor> given;
        if (gradients != nullptr) given = tensors(gradients, count);
        torch::autograd::backward(tensors(roots, count), given, retain_graph != 0, create_graph != 0);
    });
}

namespace {

// Shared by the copies that std::function makes of a hook.
struct Listener {
    BridgeGradientReached reached;
    BridgeRelease release;
    void* state;

    ~Listener() {
        if (release != nullptr) release(state);
    }
};

}  // namespace

int bridge_on_gradient(BridgeTensor handle, BridgeGradientReached reached, BridgeRelease release, void* state) {
    return guard([&] {
        auto listener = std::make_shared<Listener>(Listener{reached, nullptr, state});
        tensor(handle).register_hook([listener](const at::Tensor&) { listener->reached(listener->state); });
        // From here on, so that a failure leaves the state with the caller.
        listener->release = release;
    });
}
