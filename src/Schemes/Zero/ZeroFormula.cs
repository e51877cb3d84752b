using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>
/// Bytes of training state that each of N ranks keeps, by formula (Rajbhandari et al., ZeRO: Memory Optimizations Toward Training Trillion
/// Parameter Models, 2020, section 5 and figure 1). With p, g and k bytes of parameters, gradients and optimizer state, of all
/// ranks together if nothing were copied: data parallel keeps p + g + k, stage 1 p + g + k/N, stage 2 p + (g + k)/N, stage 3
/// (p + g + k)/N.
/// </summary>
/// <remarks>
/// The paper counts for Adam in mixed precision 2 bytes of weights, 2 of gradients and 12 of master weights and moments an element, 16 in
/// all. Here gradients are float32, and so are weights under autocast, of which no master copy is needed then: 12 bytes an element with
/// one moment (SGD), 16 with two (Adam). Only stage 3 under autocast keeps weights in half precision, and their master copy besides.
/// Whole units that stage 3 has gathered come on top: <see cref="ZeroOptimizer.GatheredBytes"/>.
/// </remarks>
public static class ZeroFormula
{
    private const long Single = sizeof(float);

    /// <summary>The bytes of one rank, without what rounding to equal shares adds.</summary>
    /// <param name="matrices">Elements of all trained parameters of two or more dimensions.</param>
    /// <param name="vectors">Elements of all other trained parameters.</param>
    /// <param name="options">Options that say what is divided; null for data parallel, and for one rank without ZeRO.</param>
    /// <param name="worldSize">Number of ranks.</param>
    /// <param name="moments">Float32 values that the optimizer keeps for an element: 1 for SGD with momentum, 2 for Adam.</param>
    public static ZeroMemory BytesPerRank(long matrices, long vectors, ZeroOptions? options, int worldSize, int moments)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(matrices);
        ArgumentOutOfRangeException.ThrowIfNegative(vectors);
        ArgumentOutOfRangeException.ThrowIfLessThan(worldSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(moments);
        long all = matrices + vectors;
        int stage = options?.Stage ?? 0;
        bool half = options?.ParameterType is ScalarType.Float16 or ScalarType.BFloat16;
        long parameters = (matrices * (half ? Single / 2 : Single)) + (vectors * Single);
        long masters = options?.Offload == Offload.Optimizer ? all * Single : half ? matrices * Single : 0;
        return new ZeroMemory(
            Divided(parameters, from: 3),
            Divided(masters, from: 1),
            Divided(all * Single, from: 2),
            Divided(all * Single * moments, from: 1));

        long Divided(long bytes, int from) => stage >= from ? (bytes + worldSize - 1) / worldSize : bytes;
    }
}
