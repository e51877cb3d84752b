namespace LibTorch.Unstable;

/// <summary>Source of an allocator's segments: the system's virtual memory.</summary>
internal interface IPages
{
    /// <summary>Maps memory of zeros.</summary>
    /// <param name="bytes">A multiple of 64 KiB.</param>
    /// <returns>An address that is a multiple of 64 KiB; 0 if there is no memory.</returns>
    nint Map(long bytes);

    /// <summary>Frees memory: a whole mapping, or a part of one in whole multiples of 64 KiB.</summary>
    /// <returns>False if the system refuses, and the memory stays.</returns>
    bool Unmap(nint address, long bytes);
}
