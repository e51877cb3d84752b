using System.Globalization;
using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>The training scheme of a case, by its id and by what it is made of.</summary>
public sealed record SchemeDescription
{
    /// <summary>Id as in files and tables: <c>baseline</c>, <c>mixed_precision</c>, <c>gradient_checkpoint</c> ...</summary>
    public required string Id { get; init; }

    /// <summary>One line for people.</summary>
    public string? Description { get; init; }

    /// <summary><c>fp32</c>, <c>fp16</c> or <c>bf16</c>.</summary>
    public string? Precision { get; init; }

    /// <summary>Top-level layers per activation-checkpoint segment; 0 is off.</summary>
    public int? CheckpointInterval { get; init; }

    /// <summary>ZeRO stage 0..3.</summary>
    public int? ZeroStage { get; init; }

    /// <summary>What ZeRO keeps on the host: <c>none</c>, <c>optimizer</c>, <c>parameters</c>.</summary>
    public string? Offload { get; init; }

    /// <summary><c>contiguous</c> or <c>channels_last</c>.</summary>
    public string? MemoryFormat { get; init; }

    /// <summary>Whether fused kernels are on.</summary>
    public bool? Fused { get; init; }

    /// <summary>Whether it is made of the same parts; what one of the two does not say counts as the same.</summary>
    public bool IsMadeAs(SchemeDescription other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Same(Precision, other.Precision) && Same(CheckpointInterval, other.CheckpointInterval) && Same(ZeroStage, other.ZeroStage)
            && Same(Offload, other.Offload) && Same(MemoryFormat, other.MemoryFormat) && Same(Fused, other.Fused);

        static bool Same<T>(T left, T right) => left is null || right is null || left.Equals(right);
    }

    /// <summary>The description, or one made of the parts that differ from the plain FP32 step.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(Description))
                return Description;

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
