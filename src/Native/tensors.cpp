// Tensors: life, description, memory.
#include <ATen/ATen.h>

#include <cstring>
#include <sstream>

#include "error.h"
#include "handle.h"

using namespace bridge;

int bridge_tensor_free(BridgeTensor handle) {
    return guard([&] { delete static_cast<at::Tensor*>(handle); });
}

int bridge_tensor_alias(BridgeTensor handle, BridgeTensor* result) {
    return guard([&] { *result = new at::Tensor(tensor(handle)); });
}

int bridge_tensor_info(BridgeTensor handle, BridgeTensorInfo* info) {
    return guard([&] {
        const at::Tensor& t = tensor(handle);
        info->numel = t.numel();
        info->element_size = static_cast<int64_t>(t.element_size());
        info->storage_bytes = t.has_storage() ? static_cast<int64_t>(t.storage().nbytes()) : 0;
        info->storage_offset = t.has_storage() ? t.storage_offset() : 0;
        info->dimensions = static_cast<int32_t>(t.dim());
        info->scalar_type = static_cast<int32_t>(t.scalar_type());
        info->device_type = static_cast<int32_t>(t.device().type());
        info->device_index = static_cast<int32_t>(t.device().index());
        info->requires_grad = t.requires_grad() ? 1 : 0;
        info->is_leaf = t.is_leaf() ? 1 : 0;
        info->is_contiguous = t.is_contiguous() ? 1 : 0;
        info->is_channels_last = t.dim() == 4 && t.is_contiguous(at::MemoryFormat::ChannelsLast) ? 1 : 0;
    });
}

int bridge_tensor_sizes(BridgeTensor handle, int64_t* sizes, int64_t* strides) {
    return guard([&] {
        const at::Tensor& t = tensor(handle);
        for (int64_t i = 0; i < t.dim(); i++) {
            sizes[i] = t.size(i);
            strides[i] = t.stride(i);
        }
    });
}

int bridge_tensor_data(BridgeTensor handle, void** data) {
    return guard([&] { *data = tensor(handle).data_ptr(); });
}

int bridge_tensor_from_memory(const void* data, int64_t bytes, int32_t scalar_type, const int64_t* sizes,
                              int32_t dimensions, BridgeTensor* result) {
    return guard([&] {
        const auto type = static_cast<at::ScalarType>(scalar_type);
        at::Tensor made =
            at::empty(at::IntArrayRef(sizes, static_cast<size_t>(dimensions)), at::TensorOptions().dtype(type));
        const int64_t wanted = made.numel() * static_cast<int64_t>(made.element_size());
        TORCH_CHECK(wanted == bytes, "a tensor of shape ", made.sizes(), " and type ", type, " takes ", wanted,
                    " bytes, not ", bytes);
        if (bytes > 0) std::memcpy(made.data_ptr(), data, static_cast<size_t>(bytes));
        *result = hand_over(std::move(made));
    });
}

int bridge_tensor_set_requires_grad(BridgeTensor handle, int32_t requires_grad) {
    return guard([&] { mutable_tensor(handle).requires_grad_(requires_grad != 0); });
}

int bridge_tensor_grad(BridgeTensor handle, BridgeTensor* result) {
    return guard([&] { *result = hand_over(tensor(handle).grad()); });
}

int bridge_tensor_set_grad(BridgeTensor handle, BridgeTensor grad_or_null) {
    return guard([&] {
        mutable_tensor(handle).mutable_grad() = grad_or_null == nullptr ? at::Tensor() : tensor(grad_or_null);
    });
}

int bridge_tensor_set_data(BridgeTensor handle, BridgeTensor data) {
    return guard([&] { mutable_tensor(handle).set_data(tensor(data)); });
}

int bridge_tensor_resize_storage(BridgeTensor handle, int64_t bytes) {
    return guard([&] {
        const at::Tensor& t = tensor(handle);
        TORCH_CHECK(t.has_storage() && bytes >= 0, "no storage of ", bytes, " bytes can be put under this tensor");
        c10::StorageImpl* storage = t.storage().unsafeGetStorageImpl();
        TORCH_CHECK(storage->resizable() && storage->allocator() != nullptr,
                    "the memory of this tensor belongs to someone else");
        // First the new one, so that nothing has changed where there is none.
        at::DataPtr memory = bytes == 0 ? at::DataPtr(nullptr, t.device())
                                        : storage->allocator()->allocate(static_cast<size_t>(bytes));
        storage->set_data_ptr_noswap(std::move(memory));
        storage->set_nbytes(static_cast<size_t>(bytes));
    });
}

int bridge_tensor_describe(BridgeTensor handle, const char** text) {
    return guard([&] {
        thread_local std::string kept;
        std::ostringstream stream;
        stream << tensor(handle);
        kept = stream.str();
        *text = kept.c_str();
    });
}
