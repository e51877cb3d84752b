namespace LibTorch.Kernels;

/// <summary>Parameters and statistics of the channels: float32 arrays of C elements.</summary>
public readonly unsafe struct NormVectors
{
    /// <summary>The factor after normalisation; null stands for 1.</summary>
    public float* Weight { get; init; }

    /// <summary>The term after normalisation; null stands for 0.</summary>
    public float* Bias { get; init; }

    /// <summary>The mean: written by the forward pass, read by the backward pass.</summary>
    public float* Mean { get; init; }

    /// <summary>1 / sqrt(variance + epsilon): written by the forward pass, read by the backward pass.</summary>
    public float* InverseDeviation { get; init; }
}
