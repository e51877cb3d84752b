namespace Schemes;

/// <summary>The number format a scheme computes in. Weights and optimizer state stay float32 in all of them.</summary>
public enum Precision
{
    /// <summary>float32 throughout.</summary>
    Fp32,

    /// <summary>Autocast in the format usual on the device: float16 on CUDA, bfloat16 on the CPU.</summary>
    Mixed,

    /// <summary>Autocast to float16.</summary>
    Fp16,

    /// <summary>Autocast to bfloat16.</summary>
    Bf16,
}
