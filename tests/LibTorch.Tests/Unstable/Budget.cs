using LibTorch.Unstable;

namespace LibTorch.Tests.Unstable;

/// <summary>A budget of the CPU's allocator until it is disposed of.</summary>
internal sealed class Budget : IDisposable
{
    /// <summary>Limits the bytes that may be reserved beyond what tensors hold now.</summary>
    public long Allow(long more)
    {
        CpuAllocator.EmptyCache();
        return CpuAllocator.Budget = CpuAllocator.Statistics.Reserved + more;
    }

    public void Dispose() => CpuAllocator.Budget = 0;
}
