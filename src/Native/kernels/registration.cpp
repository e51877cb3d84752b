#include "registration.h"

#include <torch/version.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <list>

#include "error.h"

namespace bridge {
namespace {

#if TORCH_VERSION_MAJOR >= 2
namespace warnings = c10::WarningUtils;
struct Silent final : c10::WarningHandler {
    void process(const c10::Warning&) override {}
};
#else
namespace warnings = c10::Warning;
struct Silent final : c10::WarningHandler {
    void process(const c10::SourceLocation&, const std::string&, bool) override {}
};
#endif

std::atomic<bool>& switched_on() {
    static std::atomic<bool> on = [] {
        const char* choice = std::getenv("TORCH_BRIDGE_KERNELS");
        return choice == nullptr || std::strcmp(choice, "aten") != 0;
    }();
    return on;
}

}  // namespace

bool own_kernels() {
    return switched_on().load(std::memory_order_relaxed);
}

void replace_cpu_kernels(void (*declare)(torch::Library& library)) {
    // Never destroyed: taking a kernel out again while libtorch itself is being torn down is asking for trouble.
    static auto* libraries = new std::list<torch::Library>();
    Silent silent;
    const warnings::WarningHandlerGuard guard(&silent);
    libraries->emplace_back(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__);
    declare(libraries->back());
}

}  // namespace bridge

int bridge_set_own_kernels(int32_t on, int32_t* before) {
    return bridge::guard([&] { *before = bridge::switched_on().exchange(on != 0) ? 1 : 0; });
}
