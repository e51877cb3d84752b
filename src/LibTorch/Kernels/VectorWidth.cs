namespace LibTorch.Kernels;

/// <summary>Bits of a vector.</summary>
internal enum VectorWidth
{
    Bits128 = 128,
    Bits256 = 256,
    Bits512 = 512,
}
