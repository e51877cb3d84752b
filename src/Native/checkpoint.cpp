// Activation checkpointing: a graph node that recomputes a segment when its backward pass comes, and runs that
// segment's own backward pass inside.
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>

#include "error.h"
#include "handle.h"

namespace bridge {
namespace {

using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

// Hands gradients to a graph and keeps none: a list that torch::autograd::backward gets holds them to the end, and
// with them memory that the segment's first operators could use again.
struct GradientSource : public torch::autograd::Node {
    variable_list gradients;

    variable_list apply(variable_list&&) override {
        return std::move(gradients);
    }
};

// The backward pass of `roots`, which it lets go of first: only the graph behind them is needed.
void run_backward(variable_list roots, variable_list gradients) {
    auto source = std::make_shared<GradientSource>();
    // An empty tensor of the gradients' device, so that the source runs where, and on the stream on which, they are.
    const at::Tensor start = at::empty({0}, gradients.front().options());
    source->add_input_metadata(start);
    for (const at::Tensor& root : roots) source->add_next_edge(torch::autograd::impl::gradient_edge(root));
    source->gradients = std::move(gradients);
    roots.clear();
    torch::autograd::Engine::get_default_engine().execute({{source, 0}}, {start}, /*keep_graph=*/false,
                                                          /*create_graph=*/false, /*accumulate_grad=*/true);
}

struct CheckpointNode : public torch::autograd::Node {
    BridgeRecompute recompute = nullptr;
    BridgeRelease release = nullptr;
    void* state = nullptr;
    std::vector<SavedVariable> inputs;
    size_t output_count = 0;

    ~CheckpointNode() override {
        let_go();
    }

    variable_list apply(variable_list&& gradients) override {
        TORCH_CHECK(state != nullptr, "a checkpointed segment was run backward twice; it keeps no graph to do so");

        variable_list detached;
        std::vector<BridgeTensor> handles;
        for (const SavedVariable& input : inputs) {
            const at::Tensor original = input.unpack(shared_from_this());
            at::Tensor copy = original.detach();
            copy.set_requires_grad(original.requires_grad());
            detached.push_back(copy);
        }
        for (at::Tensor& copy : detached) handles.push_back(&copy);

        std::vector<BridgeTensor> outputs(output_count, nullptr);
        const int status = recompute(state, handles.data(), static_cast<int32_t>(handles.size()), outputs.data(),
                                     static_cast<int32_t>(output_count));
        variable_list recomputed;
        for (BridgeTensor handle : outputs) {
            recomputed.push_back(handle == nullptr ? at::Tensor() : *static_cast<at::Tensor*>(handle));
            delete static_cast<at::Tensor*>(handle);
        }
        TORCH_CHECK(status == 0, bridge_last_error());

        variable_list roots;
        variable_list root_gradients;
        for (size_t i = 0; i < output_count; i++) {
            // An output that nothing used has no gradient; one that needs none has no graph.
            if (gradients[i].defined() && recomputed[i].defined() && recomputed[i].requires_grad()) {
                roots.push_back(std::move(recomputed[i]));
                root_gradients.push_back(std::move(gradients[i]));
            }
        }
        recomputed.clear();
        gradients.clear();
        if (!roots.empty()) run_backward(std::move(roots), std::move(root_gradients));

        variable_list result;
        for (const at::Tensor& copy : detached) result.push_back(copy.grad());
        return result;
    }

    void release_variables() override {
        for (SavedVariable& input : inputs) input.reset_data();
        let_go();
    }

private:
    void let_go() {
        if (state != nullptr) {
            release(state);
            state = nullptr;
        }
    }
};

// The engine may keep a node for long; it is destroyed without recursion, as libtorch's own nodes are.
void destroy(CheckpointNode* node) {
    torch::autograd::deleteNode(node);
}

}  // namespace
}  // namespace bridge

using namespace bridge;

int bridge_checkpoint(const BridgeTensor* inputs, int32_t input_count, const BridgeTensor* outputs,
                      int32_t output_count, BridgeRecompute recompute, BridgeRelease release, void* state,
                      BridgeTensor* results) {
    return guard([&] {
        auto node = std::shared_ptr<CheckpointNode>(new CheckpointNode(), destroy);
        const std::vector<at::Tensor> given = tensors(inputs, input_count);
        node->set_next_edges(torch::autograd::collect_next_edges(given));
        node->output_count = static_cast<size_t>(output_count);
        for (const at::Tensor& input : given) node->inputs.emplace_back(input, false);

        std::vector<at::Tensor> made;
        for (const at::Tensor& output : tensors(outputs, output_count)) {
            // A new tensor on the same storage: an output may be a view, or one of the inputs.
            at::Tensor copy = output.detach();
            // Even where no input needs a gradient (the images): the parameters inside do.
            torch::autograd::set_history(copy, node);
            made.push_back(std::move(copy));
        }
        node->recompute = recompute;
        node->release = release;
        node->state = state;
        for (size_t i = 0; i < made.size(); i++) results[i] = hand_over(std::move(made[i]));
    });
}
