// Grad mode and the backward pass.
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>

#include <memory>
#include <stdexcept>

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

    void tell() const {
        if (reached(state) != 0) throw std::runtime_error(bridge_last_error());
    }
};

// Called after a gradient was added to a leaf's.
struct AfterAccumulation : public torch::autograd::FunctionPostHook {
    std::weak_ptr<Listener> listener;

    torch::autograd::variable_list operator()(const torch::autograd::variable_list& outputs,
                                              const torch::autograd::variable_list&) override {
        if (const auto alive = listener.lock()) alive->tell();
        return outputs;
    }
};

// The node that accumulates a leaf's gradient dies, hooks and all, where only a graph holds it.
struct AccumulationHook {
    std::shared_ptr<torch::autograd::Node> accumulator;
    std::shared_ptr<Listener> listener;
};

}  // namespace

int bridge_on_gradient(BridgeTensor handle, BridgeGradientReached reached, BridgeRelease release, void* state) {
    return guard([&] {
        auto listener = std::make_shared<Listener>(Listener{reached, nullptr, state});
        tensor(handle).register_hook([listener](const at::Tensor&) { listener->tell(); });
        // From here on, so that a failure leaves the state with the caller.
        listener->release = release;
    });
}

int bridge_on_accumulated(BridgeTensor handle, BridgeGradientReached reached, BridgeRelease release, void* state,
                          BridgeHook* hook) {
    return guard([&] {
        const at::Tensor& leaf = tensor(handle);
        TORCH_CHECK(leaf.is_leaf() && leaf.requires_grad(), "only a leaf that needs a gradient accumulates one");
        auto made = std::make_unique<AccumulationHook>();
        made->listener = std::make_shared<Listener>(Listener{reached, nullptr, state});
        made->accumulator = torch::autograd::impl::grad_accumulator(leaf);
        auto after = std::make_unique<AfterAccumulation>();
        after->listener = made->listener;
        made->accumulator->add_post_hook(std::move(after));
        made->listener->release = release;
        *hook = made.release();
    });
}

int bridge_hook_free(BridgeHook hook) {
    return guard([&] { delete static_cast<AccumulationHook*>(hook); });
}
