using System.Globalization;

namespace LibTorch.Unstable;

/// <summary>An allocation on the CPU for which there was no memory, and what the allocator held at that moment.</summary>
/// <param name="Bytes">Bytes asked for.</param>
/// <param name="Budget">Bytes that might be reserved; 0 if there was no limit.</param>
/// <param name="Allocated">Bytes in blocks that tensors held.</param>
/// <param name="Reserved">Bytes taken from the system.</param>
public readonly record struct FailedRequest(long Bytes, long Budget, long Allocated, long Reserved)
{
    /// <summary>Message in the form of CUDA's.</summary>
    public override string ToString()
    {
        string budget = Budget > 0 ? $"budget {Mebibytes(Budget)}; " : "";
        return $"CPU out of memory. Tried to allocate {Mebibytes(Bytes)} ({budget}{Mebibytes(Allocated)} allocated; {Mebibytes(Reserved)} reserved)";
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F2} MiB");
}
