// Process groups: c10d's collectives over Gloo, and over NCCL for CUDA tensors where it is there.
#include <ATen/ATen.h>

#define USE_C10D_GLOO 1
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef BRIDGE_NCCL
#define USE_C10D_NCCL 1
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>

#include "error.h"
#include "handle.h"

using namespace bridge;

namespace {

using std::chrono::milliseconds;

struct Group {
    c10::intrusive_ptr<c10d::Store> store;
    c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;
#ifdef BRIDGE_NCCL
    c10::intrusive_ptr<c10d::ProcessGroupNCCL> nccl; // where there is a device; takes CUDA tensors
#endif
    int rank = 0;
    int size = 0;
};

Group& group(BridgeProcessGroup handle) {
    TORCH_CHECK(handle != nullptr, "a process group was expected, got none (was it disposed?)");
    return *static_cast<Group*>(handle);
}

std::string message_of(const std::exception& error) {
    const auto* of_torch = dynamic_cast<const c10::Error*>(&error);
    std::string text = of_torch != nullptr ? of_torch->what_without_backtrace() : error.what();
    return text.substr(0, text.find('\n'));
}

// Waits for what `start` began; Gloo's own messages name a socket and no operation.
template <typename Start>
void complete(const Group& g, const char* what, Start&& start) {
    try {
        start()->wait();
    } catch (const std::exception& error) {
        TORCH_CHECK(false, what, " failed on rank ", g.rank, " of ", g.size, ": ", message_of(error));
    }
}

// Versions that can serve a store through libuv do so by default, whether they were built with it or not.
template <typename Options>
auto without_libuv(Options& options, int) -> decltype(options.useLibUV, void()) {
    options.useLibUV = false;
}
template <typename Options>
void without_libuv(Options&, long) {}

c10::intrusive_ptr<c10d::Store> open_store(const std::string& url, int rank, int size, milliseconds timeout) {
    const std::string file = "file://";
    const std::string tcp = "tcp://";
    if (url.rfind(file, 0) == 0) {
        auto store = c10::make_intrusive<c10d::FileStore>(url.substr(file.size()), size);
        store->setTimeout(timeout);
        return store;
    }
    const size_t colon = url.rfind(':');
    TORCH_CHECK(url.rfind(tcp, 0) == 0 && colon > tcp.size(), "'", url,
                "' names no meeting place; file:///PATH and tcp://HOST:PORT do");
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(std::stoi(url.substr(colon + 1)));
    options.isServer = rank == 0;
    options.numWorkers = static_cast<size_t>(size);
    options.waitWorkers = false; // who is missing is found out, and said, by meet()
    options.timeout = timeout;
    without_libuv(options, 0);
    return c10::make_intrusive<c10d::TCPStore>(url.substr(tcp.size(), colon - tcp.size()), options);
}

// Waits until every rank is there; says who is not.
void meet(c10d::Store& store, int rank, int size, milliseconds timeout) {
    const auto key = [](int of) { return "bridge/rank/" + std::to_string(of); };
    store.set(key(rank), std::vector<uint8_t>{1});
    std::vector<std::string> all;
    for (int i = 0; i < size; i++) all.push_back(key(i));
    std::string reason;
    try {
        store.wait(all, timeout);
        return;
    } catch (const std::exception& error) {
        reason = message_of(error);
    }
    std::string missing;
    for (int i = 0; i < size; i++) {
        if (!store.check({key(i)})) missing += (missing.empty() ? "" : ", ") + std::to_string(i);
    }
    TORCH_CHECK(missing.empty(), "timed out after ", timeout.count(), " ms: of ", size,
                " ranks these have not joined: ", missing);
    TORCH_CHECK(false, reason);
}

// The network interface that the user names, as for PyTorch; else the one that the machine's name leads to.
std::shared_ptr<::gloo::transport::Device> network_device() {
    const char* name = std::getenv("GLOO_SOCKET_IFNAME");
    return name != nullptr && *name != 0 ? c10d::ProcessGroupGloo::createDeviceForInterface(name)
                                         : c10d::ProcessGroupGloo::createDefaultDevice();
}

// Collectives that only move data do not care what it is; Gloo does, and knows no bfloat16.
at::Tensor as_bytes(const at::Tensor& tensor) {
    TORCH_CHECK(tensor.is_contiguous(), "collectives take contiguous tensors");
    return tensor.reshape({-1}).view(at::kByte);
}

#ifdef BRIDGE_NCCL
bool on_nccl(const Group& g, const at::Tensor& tensor) {
    return g.nccl && tensor.is_cuda();
}
#endif

c10d::ReduceOp operation(int32_t op) {
    switch (op) {
        case BRIDGE_SUM: return c10d::ReduceOp::SUM;
        case BRIDGE_MIN: return c10d::ReduceOp::MIN;
        case BRIDGE_MAX: return c10d::ReduceOp::MAX;
        default: TORCH_CHECK(false, "there is no reduction ", op);
    }
}

void check_shares(const Group& g, const at::Tensor& whole, const at::Tensor& share) {
    TORCH_CHECK(whole.scalar_type() == share.scalar_type(), "a whole of ", whole.scalar_type(), " and a share of ",
                share.scalar_type());
    TORCH_CHECK(whole.numel() == share.numel() * g.size, "a whole of ", whole.numel(), " elements is not ", g.size,
                " shares of ", share.numel());
}

void all_reduce(Group& g, const at::Tensor& tensor, c10d::ReduceOp op) {
    c10d::AllreduceOptions options;
    options.reduceOp = op;
#ifdef BRIDGE_NCCL
    if (on_nccl(g, tensor)) {
        std::vector<at::Tensor> list{tensor};
        complete(g, "all_reduce", [&] { return g.nccl->allreduce(list, options); });
        return;
    }
#endif
    const bool plain = tensor.is_cpu() && tensor.is_contiguous() && tensor.scalar_type() != at::kBFloat16;
    const auto type = tensor.scalar_type() == at::kBFloat16 ? at::kFloat : tensor.scalar_type();
    const at::Tensor host = plain ? tensor : tensor.to(at::kCPU, type, false, true).contiguous();
    std::vector<at::Tensor> list{host};
    complete(g, "all_reduce", [&] { return g.gloo->allreduce(list, options); });
    if (!plain) tensor.copy_(host);
}

// Gloo has no reduce_scatter: each rank sends every other its share, and adds up what it got in the order of the
// ranks, so that the sum does not depend on who arrives first. As many bytes travel as in a reduce_scatter.
void reduce_scatter(Group& g, const at::Tensor& share, const at::Tensor& whole, int32_t op) {
    check_shares(g, whole, share);
#ifdef BRIDGE_NCCL
    if (on_nccl(g, whole)) {
        c10d::ReduceScatterOptions options;
        options.reduceOp = operation(op);
        at::Tensor out = share, in = whole;
        complete(g, "reduce_scatter", [&] { return g.nccl->_reduce_scatter_base(out, in, options); });
        return;
    }
#endif
    if (whole.numel() == 0) return;
    const at::Tensor host = whole.to(at::kCPU).contiguous();
    at::Tensor sent = as_bytes(host);
    at::Tensor received = at::empty_like(sent);
    std::vector<int64_t> equal;
    complete(g, "reduce_scatter", [&] { return g.gloo->alltoall_base(received, sent, equal, equal); });
    const at::Tensor parts = received.view(host.scalar_type()).view({g.size, share.numel()});
    at::Tensor sum = share.is_cpu() && share.is_contiguous() ? share.reshape({-1}) : at::empty_like(parts[0]);
    sum.copy_(parts[0]);
    for (int i = 1; i < g.size; i++) {
        if (op == BRIDGE_SUM) sum.add_(parts[i]);
        else if (op == BRIDGE_MAX) at::maximum_out(sum, sum, parts[i]);
        else at::minimum_out(sum, sum, parts[i]);
    }
    if (sum.data_ptr() != share.data_ptr()) share.copy_(sum.view(share.sizes()));
}

void all_gather(Group& g, const at::Tensor& whole, const at::Tensor& share) {
    check_shares(g, whole, share);
#ifdef BRIDGE_NCCL
    if (on_nccl(g, whole)) {
        at::Tensor out = whole, in = share;
        complete(g, "all_gather", [&] { return g.nccl->_allgather_base(out, in); });
        return;
    }
#endif
    if (whole.numel() == 0) return;
    const at::Tensor host = whole.is_cpu() ? whole : at::empty(whole.sizes(), whole.options().device(at::kCPU));
    const at::Tensor bytes = as_bytes(host);
    const at::Tensor own = as_bytes(share.to(at::kCPU).contiguous());
    std::vector<at::Tensor> in{own};
    std::vector<std::vector<at::Tensor>> out(1);
    for (int i = 0; i < g.size; i++) out[0].push_back(bytes.narrow(0, i * own.numel(), own.numel()));
    complete(g, "all_gather", [&] { return g.gloo->allgather(out, in); });
    if (!whole.is_cpu()) whole.copy_(host);
}

void broadcast(Group& g, const at::Tensor& tensor, int32_t root) {
    TORCH_CHECK(root >= 0 && root < g.size, "there is no rank ", root, " among ", g.size);
    c10d::BroadcastOptions options;
    options.rootRank = root;
#ifdef BRIDGE_NCCL
    if (on_nccl(g, tensor)) {
        std::vector<at::Tensor> list{tensor};
        complete(g, "broadcast", [&] { return g.nccl->broadcast(list, options); });
        return;
    }
#endif
    if (tensor.numel() == 0) return;
    const bool plain = tensor.is_cpu() && tensor.is_contiguous();
    const at::Tensor host = plain ? tensor : tensor.to(at::kCPU).contiguous();
    std::vector<at::Tensor> list{as_bytes(host)};
    complete(g, "broadcast", [&] { return g.gloo->broadcast(list, options); });
    if (!plain) tensor.copy_(host);
}

}  // namespace

int32_t bridge_process_group_backends(void) {
#ifdef BRIDGE_NCCL
    return BRIDGE_BACKEND_GLOO | BRIDGE_BACKEND_NCCL;
#else
    return BRIDGE_BACKEND_GLOO;
#endif
}

int bridge_process_group_create(const char* meeting_place, int32_t rank, int32_t size, int64_t timeout_milliseconds,
                                BridgeProcessGroup* result) {
    return guard([&] {
        TORCH_CHECK(size >= 1 && rank >= 0 && rank < size, "there is no rank ", rank, " among ", size);
        const milliseconds timeout(timeout_milliseconds);
        auto made = std::make_unique<Group>();
        made->rank = rank;
        made->size = size;
        made->store = open_store(meeting_place, rank, size, timeout);
        meet(*made->store, rank, size, timeout);
        auto options = c10d::ProcessGroupGloo::Options::create(timeout);
        options->devices.push_back(network_device());
        options->threads = 1; // collectives are waited for, one after the other
        made->gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(
            c10::make_intrusive<c10d::PrefixStore>("gloo", made->store), rank, size, options);
#ifdef BRIDGE_NCCL
        if (at::hasCUDA()) {
            auto nccl = c10d::ProcessGroupNCCL::Options::create();
            nccl->timeout = timeout;
            made->nccl = c10::make_intrusive<c10d::ProcessGroupNCCL>(
                c10::make_intrusive<c10d::PrefixStore>("nccl", made->store), rank, size, nccl);
        }
#endif
        *result = made.release();
    });
}

int bridge_process_group_free(BridgeProcessGroup handle) {
    return guard([&] { delete static_cast<Group*>(handle); });
}

int bridge_all_reduce(BridgeProcessGroup handle, BridgeTensor values, int32_t op) {
    return guard([&] {
        at::NoGradGuard no_grad;
        all_reduce(group(handle), tensor(values), operation(op));
    });
}

int bridge_reduce_scatter(BridgeProcessGroup handle, BridgeTensor share, BridgeTensor whole, int32_t op) {
    return guard([&] {
        at::NoGradGuard no_grad;
        reduce_scatter(group(handle), tensor(share), tensor(whole), op);
    });
}

int bridge_all_gather(BridgeProcessGroup handle, BridgeTensor whole, BridgeTensor share) {
    return guard([&] {
        at::NoGradGuard no_grad;
        all_gather(group(handle), tensor(whole), tensor(share));
    });
}

int bridge_broadcast(BridgeProcessGroup handle, BridgeTensor values, int32_t root) {
    return guard([&] {
        at::NoGradGuard no_grad;
        broadcast(group(handle), tensor(values), root);
    });
}

int bridge_barrier(BridgeProcessGroup handle) {
    return guard([&] {
        Group& g = group(handle);
        complete(g, "barrier", [&] { return g.gloo->barrier(); });
    });
}
