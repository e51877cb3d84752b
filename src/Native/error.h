// Every export runs inside guard(): no exception leaves the library, its message is kept for bridge_last_error.
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <string>

#include "bridge.h"

namespace bridge {

void set_error(std::string message);

template <typename Body>
int guard(Body&& body) {
    try {
        body();
        return 0;
    } catch (const c10::Error& error) {
        // Without the C++ stack that what() carries.
        set_error(error.what_without_backtrace());
    } catch (const std::exception& error) {
        set_error(error.what());
    } catch (...) {
        set_error("unknown C++ exception");
    }
    return 1;
}

}  // namespace bridge
