using System.Globalization;
using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>The training scheme of a case, by its id and its parts.</summary>
public sealed record SchemeDescription
{
    /// <summary>Id of the plain FP32 step, which ratios refer to.</summary>
    public const string Baseline = "baseline";

    /// <summary>Id as in files and tables: <c>baseline</c>, <c>mixed_precision</c>, <c>gradient_checkpoint</c> ...</summary>
    public required string Id { get; init; }

    /// <summary>Name in charts and tables; null if it is the id.</summary>
    public string? Name { get; init; }

    /// <summary>Place among the schemes of the suite, from 0: the order of legends and colours. Null for a scheme outside of it.</summary>
    public int? Order { get; init; }

    /// <summary><c>fp32</c>, <c>fp16</c> or <c>bf16</c>.</summary>
    public string? Precision { get; init; }

    /// <summary>Top-level layers per activation-checkpoint segment; 0 is off.</summary>
    public int? CheckpointInterval { get; init; }

    /// <summary>ZeRO stage 0..3.</summary>
    public int? ZeroStage { get; init; }

    /// <summary>Part of the training state that ZeRO keeps on the host: <c>none</c>, <c>optimizer</c>, <c>parameters</c>.</summary>
    public string? Offload { get; init; }

    /// <summary><c>contiguous</c> or <c>channels_last</c>.</summary>
    public string? MemoryFormat { get; init; }

    /// <summary>True if fused kernels are on.</summary>
    public bool? Fused { get; init; }

    /// <summary>Returns true if it is made of the same parts; a part that one of the two does not state counts as equal.</summary>
    public bool IsMadeAs(SchemeDescription other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Same(Precision, other.Precision) && Same(CheckpointInterval, other.CheckpointInterval) && Same(ZeroStage, other.ZeroStage)
            && Same(Offload, other.Offload) && Same(MemoryFormat, other.MemoryFormat) && Same(Fused, other.Fused);

        static bool Same<T>(T left, T right) => left is null || right is null || left.Equals(right);
    }

    /// <summary><see cref="Id"/>, where the name that is shown is another; else null.</summary>
    [JsonIgnore]
    public string? ShownId => Name is null || Name == Id ? null : Id;

    /// <summary>The parts that differ from the plain FP32 step, in one line.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            List<string> parts = [];
            if (Precision is not null)
                parts.Add(Precision.ToUpperInvariant());
            if (CheckpointInterval > 0)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"checkpoint every {CheckpointInterval} layers"));
            if (ZeroStage > 0)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"ZeRO-{ZeroStage}"));
            if (Offload is not (null or "none"))
                parts.Add($"{Offload} on the host");
            if (MemoryFormat is not (null or "contiguous"))
                parts.Add(MemoryFormat.Replace('_', ' '));
            if (Fused == true)
                parts.Add("fused kernels");
            return string.Join(", ", parts);
        }
    }
}
