// The calling thread's autocast state.
#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include "error.h"
#include "handle.h"

using namespace bridge;

namespace {

// From 2.4 on the state is asked for by device, before that each device had functions of its own.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
bool enabled(c10::DeviceType type) {
    return at::autocast::is_autocast_enabled(type);
}
void set_enabled(c10::DeviceType type, bool on) {
    at::autocast::set_autocast_enabled(type, on);
}
at::ScalarType scalar_type(c10::DeviceType type) {
    return at::autocast::get_autocast_dtype(type);
}
void set_scalar_type(c10::DeviceType type, at::ScalarType to) {
    at::autocast::set_autocast_dtype(type, to);
}
#else
bool is_cpu(c10::DeviceType type) {
    TORCH_CHECK(type == c10::DeviceType::CPU || type == c10::DeviceType::CUDA, "autocast on ", type,
                " is not supported");
    return type == c10::DeviceType::CPU;
}
bool enabled(c10::DeviceType type) {
    return is_cpu(type) ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
}
void set_enabled(c10::DeviceType type, bool on) {
    if (is_cpu(type)) {
        at::autocast::set_cpu_enabled(on);
    } else {
        at::autocast::set_enabled(on);
    }
}
at::ScalarType scalar_type(c10::DeviceType type) {
    return is_cpu(type) ? at::autocast::get_autocast_cpu_dtype() : at::autocast::get_autocast_gpu_dtype();
}
void set_scalar_type(c10::DeviceType type, at::ScalarType to) {
    if (is_cpu(type)) {
        at::autocast::set_autocast_cpu_dtype(to);
    } else {
        at::autocast::set_autocast_gpu_dtype(to);
    }
}
#endif

}  // namespace

int bridge_autocast_get(int32_t device_type, BridgeAutocast* state) {
    return guard([&] {
        const auto type = static_cast<c10::DeviceType>(device_type);
        state->enabled = enabled(type) ? 1 : 0;
        state->scalar_type = static_cast<int32_t>(scalar_type(type));
        state->cache_enabled = at::autocast::is_autocast_cache_enabled() ? 1 : 0;
    });
}

int bridge_autocast_set(int32_t device_type, const BridgeAutocast* state) {
    return guard([&] {
        const auto type = static_cast<c10::DeviceType>(device_type);
        set_enabled(type, state->enabled != 0);
        set_scalar_type(type, static_cast<at::ScalarType>(state->scalar_type));
        at::autocast::set_autocast_cache_enabled(state->cache_enabled != 0);
    });
}

int bridge_autocast_enter(int32_t* depth) {
    return guard([&] { *depth = at::autocast::increment_nesting(); });
}

int bridge_autocast_leave(int32_t* depth) {
    return guard([&] {
        *depth = at::autocast::decrement_nesting();
        if (*depth == 0) at::autocast::clear_cache();
    });
}

int bridge_autocast_clear_cache(void) {
    return guard([] { at::autocast::clear_cache(); });
}
