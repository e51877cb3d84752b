using LibTorch.Unstable;

namespace LibTorch.Tests.Unstable;

/// <summary>Virtual memory that exists only in its books, and holds the caller to its rules.</summary>
internal sealed class FakePages : IPages
{
    private readonly SortedDictionary<long, long> _mapped = [];
    private long _next = 1 << 21;

    public long Capacity { get; set; } = long.MaxValue;

    public bool RefuseToUnmap { get; set; }

    public long Mapped => _mapped.Values.Sum();

    public nint Map(long bytes)
    {
        Assert.Equal(0, bytes % BlockHeap.Granule);
        Assert.True(bytes > 0);
        if (Mapped + bytes > Capacity)
            return 0;
        long address = _next;
        _mapped.Add(address, bytes);
        _next = (address + bytes + (1 << 21)) & -(1 << 21);
        return (nint)address;
    }

    public bool Unmap(nint address, long bytes)
    {
        Assert.True(address % BlockHeap.Granule == 0 && bytes % BlockHeap.Granule == 0 && bytes > 0);
        if (RefuseToUnmap)
            return false;
        (long start, long size) = _mapped.Last(mapping => mapping.Key <= address);
        Assert.InRange(address + bytes, address, start + size);
        _mapped.Remove(start);
        if (start < address)
            _mapped.Add(start, address - start);
        if (address + bytes < start + size)
            _mapped.Add(address + bytes, start + size - address - bytes);
        return true;
    }

    /// <summary>Asserts that a stretch of memory is mapped as one.</summary>
    public void AssertMapped(long address, long bytes)
    {
        (long start, long size) = _mapped.Last(mapping => mapping.Key <= address);
        Assert.InRange(address + bytes, address, start + size);
    }
}
