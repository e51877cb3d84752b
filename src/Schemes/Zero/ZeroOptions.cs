using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>Options of ZeRO: the part of the training state that is divided among the ranks, and its place.</summary>
public sealed record ZeroOptions
{
    /// <summary>1 optimizer state, 2 and gradients, 3 and parameters.</summary>
    public required int Stage { get; init; }

    /// <summary>Part of the training state to keep in the host's memory. Nothing is moved if training runs on the host itself.</summary>
    public Offload Offload { get; init; } = Offload.None;

    /// <summary>
    /// Stage 3: the type in which parameters of two or more dimensions (the weights of convolutions and matrices, which
    /// autocast would cast to it at every use) are kept and gathered, beside their float32 master copy; null keeps float32.
    /// Vectors (biases, normalisation) stay float32, as under autocast.
    /// </summary>
    public ScalarType? ParameterType { get; init; }

    /// <summary>Creates the options that a scheme asks for.</summary>
    /// <exception cref="ArgumentException">The scheme has no ZeRO stage.</exception>
    public static ZeroOptions For(Scheme scheme, Device device)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(device);
        return new ZeroOptions
        {
            Stage = scheme.ZeroStage,
            Offload = scheme.Offload,
            ParameterType = scheme.UsesAutocast && scheme.ZeroStage == 3 ? scheme.AutocastType(device.type) : null,
        }.Validated();
    }

    /// <summary>Checks that the parts fit together and returns them.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public ZeroOptions Validated()
    {
        if (Stage is < 1 or > 3)
            throw new ArgumentException($"ZeRO stage {Stage} does not exist; 1 to 3 do.");
        if (Stage != 3 && Offload == Offload.Parameters)
            throw new ArgumentException($"Offloading parameters needs ZeRO stage 3, not {Stage}.");
        if (ParameterType is not (null or ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32))
            throw new ArgumentException($"Parameters are kept in Float32, Float16 or BFloat16, not in {ParameterType}.");
        if (Stage != 3 && ParameterType is not (null or ScalarType.Float32))
            throw new ArgumentException($"In ZeRO stage {Stage} the parameters themselves are trained, so they stay Float32.");
        return this;
    }
}
