// Instead of process_group.cpp where libtorch, or its headers, lack c10d or Gloo: says so when it is asked.
#include "error.h"

using namespace bridge;

namespace {

int unavailable() {
    return guard([] {
        TORCH_CHECK(false, "process groups of several ranks need c10d with Gloo, which this libtorch, or its headers, "
                           "lacks; install libgloo-dev and run ./setup.sh again");
    });
}

}  // namespace

int32_t bridge_process_group_backends(void) {
    return 0;
}

int bridge_process_group_create(const char*, int32_t, int32_t, int64_t, BridgeProcessGroup*) {
    return unavailable();
}

int bridge_process_group_free(BridgeProcessGroup) {
    return 0;
}

int bridge_all_reduce(BridgeProcessGroup, BridgeTensor, int32_t) {
    return unavailable();
}

int bridge_reduce_scatter(BridgeProcessGroup, BridgeTensor, BridgeTensor, int32_t) {
    return unavailable();
}

int bridge_all_gather(BridgeProcessGroup, BridgeTensor, BridgeTensor) {
    return unavailable();
}

int bridge_broadcast(BridgeProcessGroup, BridgeTensor, int32_t) {
    return unavailable();
}

int bridge_barrier(BridgeProcessGroup) {
    return unavailable();
}
