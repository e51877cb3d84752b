// The library as a whole: versions, threads, seed, processor flags.
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include "error.h"

using bridge::guard;

int32_t bridge_abi_version(void) {
    return BRIDGE_ABI_VERSION;
}

const char* bridge_torch_version(void) {
    static const std::string version = std::to_string(TORCH_VERSION_MAJOR) + "." +
                                       std::to_string(TORCH_VERSION_MINOR) + "." + std::to_string(TORCH_VERSION_PATCH);
    return version.c_str();
}

int32_t bridge_compiled_with_cuda(void) {
#ifdef BRIDGE_CUDA
    return 1;
#else
    return 0;
#endif
}

const char* bridge_torch_config(void) {
    static std::string text;
    guard([] { text = at::show_config() + at::get_parallel_info(); });
    return text.c_str();
}

int bridge_get_num_threads(int32_t* threads) {
    return guard([&] { *threads = at::get_num_threads(); });
}

int bridge_set_num_threads(int32_t threads) {
    return guard([&] {
        TORCH_CHECK(threads >= 1, "the number of threads must be at least 1, not ", threads);
        at::set_num_threads(threads);
    });
}

int bridge_manual_seed(int64_t seed) {
    return guard([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

int bridge_set_flush_denormal(int32_t on, int32_t* supported) {
    return guard([&] { *supported = at::globalContext().setFlushDenormal(on != 0) ? 1 : 0; });
}

int bridge_set_mkldnn_enabled(int32_t on) {
    return guard([&] { at::globalContext().setUserEnabledMkldnn(on != 0); });
}
