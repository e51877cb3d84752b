// Which of the loops run here.
#include <ATen/Version.h>

#include <cstdlib>
#include <string>

#include "cpu_loops.h"

namespace bridge {

const CpuLoops& atens_loops() {
#if defined(__x86_64__)
    // ATen's choice heeds the processor and ATEN_CPU_CAPABILITY; its description is the one place that tells it.
    static const CpuLoops& chosen = []() -> const CpuLoops& {
        const std::string config = at::show_config(), key = "CPU capability usage: ";
        const size_t at = config.find(key);
        if (at == std::string::npos) return cpu_loops_baseline;
        if (config.compare(at + key.size(), 6, "AVX512") == 0) return cpu_loops_avx512;
        return config.compare(at + key.size(), 4, "AVX2") == 0 ? cpu_loops_avx2 : cpu_loops_baseline;
    }();
    return chosen;
#else
    return cpu_loops_baseline;
#endif
}

const CpuLoops& widest_loops() {
#if defined(__x86_64__)
    static const CpuLoops& chosen = []() -> const CpuLoops& {
        if (std::getenv("ATEN_CPU_CAPABILITY") != nullptr) return atens_loops();
        const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                                __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
        return has_avx512 ? cpu_loops_avx512 : atens_loops();
    }();
    return chosen;
#else
    return cpu_loops_baseline;
#endif
}

bool has_atens_vectors() {
    static const bool has = &atens_loops() != &cpu_loops_baseline;
    return has;
}

}  // namespace bridge
