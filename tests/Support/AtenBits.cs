using Interop;

namespace Support;

/// <summary>What may be expected to be equal to the bit.</summary>
public static class AtenBits
{
    /// <summary>
    /// Whether the bridge's CPU kernels for FP32 in NCHW order have the bits of the operators they stand for: with
    /// libtorch 1.13 on a processor with AVX2 or more.
    /// </summary>
    public static bool OfKernels =>
        Library.TorchVersion.StartsWith("1.", StringComparison.Ordinal)
        && Library.TorchConfiguration.Contains("CPU capability usage: AVX", StringComparison.Ordinal);
}
