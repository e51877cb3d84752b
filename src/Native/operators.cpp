// ATen operators by schema name, called boxed through the dispatcher.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "error.h"
#include "handle.h"

namespace bridge {
namespace {

struct Entry {
    c10::OperatorHandle op;
};

std::string text_of(const BridgeValue& value) {
    return std::string(static_cast<const char*>(value.p), static_cast<size_t>(value.length));
}

const char* name_of(int32_t tag) {
    static const char* const names[] = {"none",        "default",     "tensor",      "int",    "double",    "bool",
                                        "int list",    "double list", "tensor list", "string", "bool list"};
    return tag >= 0 && tag <= BRIDGE_BOOL_LIST ? names[tag] : "unknown";
}

[[noreturn]] void mismatch(const c10::Argument& argument, const BridgeValue& value) {
    TORCH_CHECK(false, "argument '", argument.name(), "' takes ", argument.type()->str(), ", not a ",
                name_of(value.tag));
}

c10::IValue list_of(const c10::Argument& argument, const c10::TypePtr& element, const BridgeValue& value) {
    const auto length = static_cast<size_t>(value.length);
    switch (element->kind()) {
        case c10::TypeKind::IntType:
        case c10::TypeKind::SymIntType: {
            c10::List<int64_t> list;
            if (value.tag == BRIDGE_INT) {
                // int[2] stride=1 and the like: one number stands for all.
                list.resize(static_cast<size_t>(argument.N().value_or(1)), value.i);
            } else if (value.tag == BRIDGE_INT_LIST) {
                const auto* values = static_cast<const int64_t*>(value.p);
                list.reserve(length);
                for (size_t i = 0; i < length; i++) list.push_back(values[i]);
            } else {
                mismatch(argument, value);
            }
            return list;
        }
        case c10::TypeKind::FloatType: {
            if (value.tag != BRIDGE_DOUBLE_LIST) mismatch(argument, value);
            c10::List<double> list;
            const auto* values = static_cast<const double*>(value.p);
            list.reserve(length);
            for (size_t i = 0; i < length; i++) list.push_back(values[i]);
            return list;
        }
        case c10::TypeKind::BoolType: {
            if (value.tag != BRIDGE_BOOL_LIST && value.tag != BRIDGE_INT_LIST) mismatch(argument, value);
            c10::List<bool> list;
            const auto* values = static_cast<const int64_t*>(value.p);
            list.reserve(length);
            for (size_t i = 0; i < length; i++) list.push_back(values[i] != 0);
            return list;
        }
        case c10::TypeKind::TensorType: {
            if (value.tag != BRIDGE_TENSOR_LIST) mismatch(argument, value);
            c10::List<at::Tensor> list;
            const auto* handles = static_cast<const BridgeTensor*>(value.p);
            list.reserve(length);
            for (size_t i = 0; i < length; i++) list.push_back(tensor(handles[i]));
            return list;
        }
        case c10::TypeKind::OptionalType: {
            if (value.tag != BRIDGE_TENSOR_LIST) mismatch(argument, value);
            c10::List<c10::optional<at::Tensor>> list;
            const auto* handles = static_cast<const BridgeTensor*>(value.p);
            list.reserve(length);
            for (size_t i = 0; i < length; i++) {
                if (handles[i] == nullptr) {
                    list.push_back(c10::nullopt);
                } else {
                    list.push_back(tensor(handles[i]));
                }
            }
            return list;
        }
        default:
            mismatch(argument, value);
    }
}

c10::IValue convert(const c10::Argument& argument, const c10::TypePtr& type, const BridgeValue& value) {
    switch (type->kind()) {
        case c10::TypeKind::OptionalType:
            if (value.tag == BRIDGE_NONE) return c10::IValue();
            return convert(argument, type->castRaw<c10::OptionalType>()->getElementType(), value);
        case c10::TypeKind::TensorType:
            if (value.tag == BRIDGE_NONE) return at::Tensor();
            if (value.tag != BRIDGE_TENSOR) mismatch(argument, value);
            return value.p == nullptr ? at::Tensor() : tensor(const_cast<void*>(value.p));
        case c10::TypeKind::NumberType:
            if (value.tag == BRIDGE_DOUBLE) return value.d;
            if (value.tag == BRIDGE_INT) return value.i;
            if (value.tag == BRIDGE_BOOL) return value.i != 0;
            mismatch(argument, value);
        case c10::TypeKind::FloatType:
            if (value.tag == BRIDGE_DOUBLE) return value.d;
            if (value.tag == BRIDGE_INT) return static_cast<double>(value.i);
            mismatch(argument, value);
        case c10::TypeKind::BoolType:
            if (value.tag != BRIDGE_BOOL && value.tag != BRIDGE_INT) mismatch(argument, value);
            return value.i != 0;
        case c10::TypeKind::StringType:
            if (value.tag != BRIDGE_STRING) mismatch(argument, value);
            return text_of(value);
        case c10::TypeKind::DeviceObjType:
            if (value.tag != BRIDGE_STRING) mismatch(argument, value);
            return c10::Device(text_of(value));
        case c10::TypeKind::ListType:
            return list_of(argument, type->castRaw<c10::ListType>()->getElementType(), value);
        case c10::TypeKind::GeneratorType:
            mismatch(argument, value);
        default:
            // Integers, and what libtorch stores as integers: scalar types, layouts, memory formats.
            if (value.tag == BRIDGE_INT || value.tag == BRIDGE_BOOL) return value.i;
            mismatch(argument, value);
    }
}

class Results {
public:
    Results(BridgeValue* values, int32_t capacity) : values_(values), capacity_(capacity) {}

    // What was handed out before a failure must not leak.
    ~Results() {
        if (!kept_) {
            for (int32_t i = 0; i < count_; i++) {
                if (values_[i].tag == BRIDGE_TENSOR) delete static_cast<const at::Tensor*>(values_[i].p);
            }
        }
    }

    void add(const c10::IValue& value) {
        if (value.isTensor()) {
            BridgeValue& slot = next(BRIDGE_TENSOR);
            slot.p = hand_over(value.toTensor());
        } else if (value.isTensorList()) {
            for (const at::Tensor& element : value.toTensorVector()) add(element);
        } else if (value.isTuple()) {
            for (const c10::IValue& element : value.toTupleRef().elements()) add(element);
        } else if (value.isInt()) {
            next(BRIDGE_INT).i = value.toInt();
        } else if (value.isDouble()) {
            next(BRIDGE_DOUBLE).d = value.toDouble();
        } else if (value.isBool()) {
            next(BRIDGE_BOOL).i = value.toBool() ? 1 : 0;
        } else if (value.isIntList()) {
            for (int64_t element : value.toIntVector()) next(BRIDGE_INT).i = element;
        } else if (value.isNone()) {
            next(BRIDGE_NONE).i = 0;
        } else {
            TORCH_CHECK(false, "a result of type ", value.tagKind(), " cannot be handed over");
        }
    }

    int32_t keep() {
        kept_ = true;
        return count_;
    }

private:
    BridgeValue& next(int32_t tag) {
        TORCH_CHECK(count_ < capacity_, "more than ", capacity_, " results");
        BridgeValue& slot = values_[count_++];
        slot.tag = tag;
        slot.length = 0;
        slot.p = nullptr;
        return slot;
    }

    BridgeValue* values_;
    int32_t capacity_;
    int32_t count_ = 0;
    bool kept_ = false;
};

}  // namespace
}  // namespace bridge

using namespace bridge;

int bridge_operator_find(const char* name, const char* overload, BridgeOperator* op) {
    return guard([&] {
        static std::mutex mutex;
        static std::unordered_map<std::string, std::unique_ptr<Entry>> entries;
        const std::string key = std::string(name) + "." + overload;
        std::lock_guard<std::mutex> lock(mutex);
        auto found = entries.find(key);
        if (found == entries.end()) {
            auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
            TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", name, *overload == '\0' ? "" : ".",
                        overload);
            found = entries.emplace(key, std::make_unique<Entry>(Entry{*handle})).first;
        }
        *op = found->second.get();
    });
}

int bridge_operator_call(BridgeOperator op, const BridgeValue* arguments, int32_t count, BridgeValue* results,
                         int32_t capacity, int32_t* result_count) {
    return guard([&] {
        const c10::OperatorHandle& handle = static_cast<const Entry*>(op)->op;
        const c10::FunctionSchema& schema = handle.schema();
        const std::vector<c10::Argument>& parameters = schema.arguments();
        TORCH_CHECK(static_cast<size_t>(count) <= parameters.size(), schema.name(), " takes ", parameters.size(),
                    " arguments, not ", count);

        torch::jit::Stack stack;
        stack.reserve(parameters.size());
        for (size_t i = 0; i < parameters.size(); i++) {
            const c10::Argument& parameter = parameters[i];
            if (i >= static_cast<size_t>(count) || arguments[i].tag == BRIDGE_DEFAULT) {
                TORCH_CHECK(parameter.default_value().has_value(), schema.name(), ": argument '", parameter.name(),
                            "' is missing");
                stack.push_back(*parameter.default_value());
            } else {
                // real_type knows that a ScalarType is one; type says int, which is what the stack holds.
                stack.push_back(convert(parameter, parameter.type(), arguments[i]));
            }
        }
        handle.callBoxed(stack);

        Results collected(results, capacity);
        for (const c10::IValue& value : stack) collected.add(value);
        *result_count = collected.keep();
    });
}
