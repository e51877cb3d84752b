namespace LibTorch.Kernels;

/// <summary>The upper half of a float, as libtorch stores it.</summary>
internal readonly record struct BFloat16(ushort Bits);
