namespace TorchSharp.Tests.Tensors;

/// <summary>What a tensor holds, in row-major order.</summary>
internal static class Values
{
    public static float[] Of(torch.Tensor tensor) => tensor.data<float>().ToArray();

    public static long[] OfWhole(torch.Tensor tensor) => tensor.data<long>().ToArray();

    public static bool[] OfTruth(torch.Tensor tensor) => tensor.data<bool>().ToArray();

    /// <summary>0, 1, 2, ... in the given shape.</summary>
    public static torch.Tensor Counting(params long[] sizes) =>
        torch.arange(sizes.Aggregate(1L, (product, size) => product * size), torch.float32).reshape(sizes);
}
