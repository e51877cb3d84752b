// The state of random number generators, to be replayed.
#include <ATen/Context.h>
#include <ATen/core/Generator.h>

#include "error.h"
#include "handle.h"

using namespace bridge;

int bridge_rng_state_get(int32_t device_type, int32_t device_index, BridgeTensor* state) {
    return guard([&] {
        at::Generator generator = at::globalContext().defaultGenerator(device(device_type, device_index));
        std::lock_guard<std::mutex> lock(generator.mutex());
        *state = hand_over(generator.get_state());
    });
}

int bridge_rng_state_set(int32_t device_type, int32_t device_index, BridgeTensor state) {
    return guard([&] {
        at::Generator generator = at::globalContext().defaultGenerator(device(device_type, device_index));
        std::lock_guard<std::mutex> lock(generator.mutex());
        generator.set_state(tensor(state));
    });
}
