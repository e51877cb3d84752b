using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using TorchSharp;

namespace Schemes;

/// <summary>A training optimization: the parts that a training step is made of. The results are meant to be the same under all schemes.</summary>
public sealed record Scheme
{
    /// <summary>The name in files, tables and on the command line: <c>mixed_precision</c>.</summary>
    [Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", ErrorMessage = "a name of at most 64 letters, digits, '_', '-' and '.'")]
    public required string Id { get; init; }

    /// <summary>The name in charts and tables for people: <c>AMP + checkpoint</c>; null if it is the id.</summary>
    [MinLength(1), RegularExpression(@"(?=\P{Cc}{1,80}$).*\S.*", ErrorMessage = "a text of at most 80 characters in one line")]
    public string? Name { get; init; }

    /// <summary>The benchmark method that measures it; null for schemes outside of the catalog.</summary>
    [JsonIgnore]
    public string? Method { get; init; }

    /// <summary>Number format of the forward and backward pass.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>Top-level modules in a segment whose activations are recomputed in the backward pass; 0 keeps all activations.</summary>
    [Range(0, 1000)]
    public int CheckpointInterval { get; init; }

    /// <summary>ZeRO stage: 0 nothing is partitioned, 1 optimizer state, 2 and gradients, 3 and parameters.</summary>
    [Range(0, 3)]
    public int ZeroStage { get; init; }

    /// <summary>Part of the training state that ZeRO keeps on the host.</summary>
    public Offload Offload { get; init; } = Offload.None;

    /// <summary>Order of the elements of weights and activations.</summary>
    public MemoryFormat MemoryFormat { get; init; } = MemoryFormat.Contiguous;

    /// <summary>True if fused kernels replace sequences of operators.</summary>
    public bool Fused { get; init; }

    /// <summary>True if the forward pass runs under autocast.</summary>
    public bool UsesAutocast => Precision != Precision.Fp32;

    /// <summary>The type autocast casts to on a device.</summary>
    /// <exception cref="InvalidOperationException">The scheme does not use autocast.</exception>
    public torch.ScalarType AutocastType(DeviceType device) => Precision switch
    {
        Precision.Fp16 => torch.ScalarType.Float16,
        Precision.Bf16 => torch.ScalarType.BFloat16,
        Precision.Mixed => device == DeviceType.CUDA ? torch.ScalarType.Float16 : torch.ScalarType.BFloat16,
        _ => throw new InvalidOperationException($"Scheme {Id} computes in float32."),
    };

    /// <summary>Returns true if another scheme is made of the same parts under the same id, whatever its display name.</summary>
    public bool IsMadeAs(Scheme other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this == (other with { Name = Name, Method = Method });
    }

    /// <summary>Checks that the parts fit together and returns the scheme.</summary>
    /// <exception cref="ArgumentException">A value is outside its range, or two exclude each other.</exception>
    public Scheme Validated()
    {
        if (string.IsNullOrWhiteSpace(Id))
            throw new ArgumentException("A scheme needs an id.");
        if (CheckpointInterval < 0)
            throw new ArgumentException($"Scheme {Id}: checkpoint interval {CheckpointInterval} is negative; 0 switches checkpointing off.");
        if (ZeroStage is < 0 or > 3)
            throw new ArgumentException($"Scheme {Id}: ZeRO stage {ZeroStage} does not exist; 0 to 3 do.");
        if (Offload != Offload.None && ZeroStage == 0)
            throw new ArgumentException($"Scheme {Id}: offloading needs a ZeRO stage from 1 to 3.");
        if (Offload == Offload.Parameters && ZeroStage != 3)
            throw new ArgumentException($"Scheme {Id}: offloading parameters needs ZeRO stage 3, not {ZeroStage}.");
        return this;
    }
}
