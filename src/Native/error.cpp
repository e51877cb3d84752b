#include "error.h"

namespace bridge {

namespace {
thread_local std::string last_error;
}

void set_error(std::string message) {
    last_error = std::move(message);
}

}  // namespace bridge

const char* bridge_last_error(void) {
    return bridge::last_error.c_str();
}

int bridge_set_error(const char* message) {
    return bridge::guard([&] { bridge::set_error(message == nullptr ? "" : message); });
}
