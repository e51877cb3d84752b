// A group of ranks: collectives over Gloo's TCP transport. They are made of one step, in which every rank sends to and receives from all
// others at once, and not of Gloo's own collectives: those do not tell which rank is missing, and the order in which
// they add depends on the number of ranks and the place in the buffer. As many bytes travel as in a ring.
#pragma once

#include "gloo_shim.h"

#include <gloo/transport/context.h>
#include <gloo/transport/tcp/device.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "reduction.h"

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using gloo::transport::UnboundBuffer;

// What each rank is sent, or sends: a range of a buffer.
struct Part {
    size_t offset;
    size_t bytes;
};

// An exchange's buffers, by rank. Gloo tells of a buffer only who completed it last, so each rank has its own.
struct Transfers {
    std::vector<std::unique_ptr<UnboundBuffer>> sent, received;
    explicit Transfers(int size) : sent(size), received(size) {}
};

constexpr uint64_t kWatchSlot = 1; // collectives' slots are hashes with the highest bit set
constexpr size_t kSmall = 64 * 1024;

struct Failure {
    int32_t code;
    std::string text;
};

// Gloo's messages begin with a file and a line of its sources.
inline std::string without_place(const std::string& text) {
    const size_t end = text.find("] ");
    return text.rfind("[/", 0) == 0 || text.rfind("[.", 0) == 0 ? text.substr(end == std::string::npos ? 0 : end + 2) : text;
}

struct GlooShim {
    const int rank;
    const int size;
    std::shared_ptr<gloo::transport::Device> device;
    std::shared_ptr<gloo::transport::Context> context;
    uint64_t sequence = 0;
    Clock::time_point deadline;
    std::vector<char> address;
    std::unique_ptr<uint8_t[]> scratch; // kept: fresh pages for every collective would cost as much as the sum
    size_t scratch_bytes = 0;

    std::string error;
    std::vector<bool> missing;
    bool broken = false;

    // Gloo does not tell a receive that has begun that its connection broke. So a receive that is never answered is
    // posted on every connection, and a thread that waits for it interrupts the collective in progress.
    std::unique_ptr<UnboundBuffer> watch;
    std::thread watcher;
    std::mutex mutex;
    Transfers* current = nullptr; // under the mutex
    std::atomic<bool> lost{false};
    std::atomic<bool> aborted{false};

    GlooShim(int rank, int size) : rank(rank), size(size), missing(size) {}

    ~GlooShim() {
        if (watch) watch->abortWaitRecv();
        if (watcher.joinable()) watcher.join();
        watch.reset();
    }

    void interrupt(std::atomic<bool>& why) {
        std::lock_guard<std::mutex> lock(mutex);
        why = true;
        if (current == nullptr) return;
        for (auto& buffer : current->received) if (buffer) buffer->abortWaitRecv();
        for (auto& buffer : current->sent) if (buffer) buffer->abortWaitSend();
    }

    void set_current(Transfers* transfers) {
        std::lock_guard<std::mutex> lock(mutex);
        current = transfers;
        if (transfers != nullptr && (lost || aborted)) throw std::runtime_error("");
    }

    milliseconds left() const {
        return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(deadline - Clock::now())) + milliseconds(1);
    }

    uint8_t* buffer(size_t bytes) {
        if (scratch_bytes < bytes) {
            scratch.reset(new uint8_t[bytes]);
            scratch_bytes = bytes;
        }
        return scratch.get();
    }

    // A rank whose connection does not take another message has gone; the message's text says how.
    void find_lost(std::string& text) {
        for (int peer = 0; peer < size; peer++) {
            if (peer == rank) continue;
            try {
                context->createUnboundBuffer(nullptr, 0)->send(peer, kWatchSlot + 1);
            } catch (const std::exception& reason) {
                missing[peer] = true;
                if (text.empty()) text = without_place(reason.what());
            }
        }
    }

    // Sends to every rank its part of one buffer and receives its part of another. `content` differs for exchanges
    // that do not fit together, whose messages then do not meet.
    void exchange(uint64_t content, const void* out, const std::vector<Part>& to, void* in, const std::vector<Part>& from) {
        const uint64_t slot = ((content + ++sequence) * 0x9e3779b97f4a7c15ull) | (1ull << 63);
        const auto part_of = [&](const void* buffer, Part part) {
            return context->createUnboundBuffer(const_cast<uint8_t*>(static_cast<const uint8_t*>(buffer)) + part.offset, part.bytes);
        };
        Transfers transfers(size);
        std::vector<bool> came(size), took(size);
        std::string text;
        try {
            for (int peer = 0; peer < size; peer++) {
                came[peer] = took[peer] = peer == rank;
                if (peer == rank) continue;
                transfers.received[peer] = part_of(in, from[peer]);
                transfers.sent[peer] = part_of(out, to[peer]);
            }
            set_current(&transfers);
            for (int i = 1; i < size; i++) {
                const int next = (rank + i) % size, previous = (rank + size - i) % size;
                transfers.received[previous]->recv(previous, slot, 0, from[previous].bytes);
                transfers.sent[next]->send(next, slot, 0, to[next].bytes);
            }
            const auto interrupted = [](bool completed) { if (!completed) throw std::runtime_error(""); return completed; };
            for (int peer = 0; peer < size; peer++)
                if (peer != rank) came[peer] = interrupted(transfers.received[peer]->waitRecv(nullptr, left()));
            for (int peer = 0; peer < size; peer++)
                if (peer != rank) took[peer] = interrupted(transfers.sent[peer]->waitSend(nullptr, left()));
            set_current(nullptr);
            return;
        } catch (const std::exception& reason) {
            text = without_place(reason.what());
        }
        set_current(nullptr);
        if (aborted) throw Failure{GLOO_SHIM_ABORTED, ""};
        // Those after the one that was waited for may have come. The first wait after an interruption says that there was one.
        const auto completed = [](const auto& wait) {
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    if (wait()) return true;
                } catch (const std::exception&) {
                    return false;
                }
            }
            return false;
        };
        for (int peer = 0; peer < size; peer++) {
            if (!came[peer]) came[peer] = completed([&] { return transfers.received[peer]->waitRecv(nullptr, milliseconds(1)); });
            if (!took[peer]) took[peer] = completed([&] { return transfers.sent[peer]->waitSend(nullptr, milliseconds(1)); });
        }
        const auto all = [](const std::vector<bool>& ended) { return std::find(ended.begin(), ended.end(), false) == ended.end(); };
        // A rank that has had its part in everything may leave.
        if (all(came) && all(took)) return;
        if (Clock::now() < deadline) {
            find_lost(text);
            throw Failure{GLOO_SHIM_CONNECTION_LOST, text};
        }
        const auto& ended = all(came) ? took : came;
        for (int peer = 0; peer < size; peer++) missing[peer] = !ended[peer];
        throw Failure{GLOO_SHIM_TIMED_OUT, text};
    }

    std::vector<Part> everywhere(Part part) const { return std::vector<Part>(size, part); }

    std::vector<Part> in_turn(size_t bytes) const {
        std::vector<Part> parts;
        for (int i = 0; i < size; i++) parts.push_back({i * bytes, bytes});
        return parts;
    }

    // Own values are read where they are; those of the others arrive in the scratch buffer.
    void reduce_parts(const reduction::Reducer& reducer, const void* own, void* result, size_t count) {
        std::vector<const void*> parts;
        for (int i = 0; i < size; i++)
            parts.push_back(i == rank ? own : scratch.get() + i * count * reducer.element_size);
        reducer.reduce(parts, result, count);
    }

    void all_reduce(uint8_t* values, size_t count, const reduction::Reducer& reducer, uint64_t content) {
        const size_t element = reducer.element_size;
        if (count * element * size <= kSmall) { // one exchange instead of two
            const auto parts = in_turn(count * element);
            exchange(content, values, everywhere({0, count * element}), buffer(size * count * element), parts);
            reduce_parts(reducer, values, values, count);
            return;
        }
        std::vector<Part> shares;
        for (int i = 0; i < size; i++) {
            const size_t begin = count * i / size, end = count * (i + 1) / size;
            shares.push_back({begin * element, (end - begin) * element});
        }
        const Part own = shares[rank];
        exchange(content, values, shares, buffer(size * own.bytes), in_turn(own.bytes));
        reduce_parts(reducer, values + own.offset, values + own.offset, own.bytes / element);
        exchange(content, values, everywhere(own), values, shares);
    }

    void watch_connections() {
        watch = context->createUnboundBuffer(nullptr, 0);
        for (int peer = 0; peer < size; peer++)
            if (peer != rank) watch->recv(peer, kWatchSlot);
        watcher = std::thread([this] {
            try {
                watch->waitRecv(nullptr, std::chrono::hours(24 * 365 * 10));
            } catch (const std::exception&) {
                interrupt(lost);
            }
        });
    }

    int32_t fail(int32_t code, const std::string& text) {
        error = text;
        broken = true;
        for (int peer = 0; context && peer < size; peer++) {
            try {
                if (peer != rank && context->getPair(peer)) context->getPair(peer)->close();
            } catch (const std::exception&) {
                // It was closed already.
            }
        }
        return code;
    }

    template <typename Body>
    int32_t guard(int64_t timeout_ms, Body&& body) noexcept {
        try {
            if (broken) return GLOO_SHIM_FAILED;
            deadline = Clock::now() + milliseconds(timeout_ms);
            body();
            return GLOO_SHIM_OK;
        } catch (const Failure& failure) {
            return fail(failure.code, failure.text);
        } catch (const std::exception& reason) {
            return fail(GLOO_SHIM_FAILED, without_place(reason.what()));
        }
    }
};
