namespace Schemes;

/// <summary>The schemes that the suite measures, by the names used everywhere.</summary>
public static class SchemeCatalog
{
    /// <summary>FP32, contiguous, nothing else.</summary>
    public static Scheme Baseline { get; } = new() { Id = "baseline" };

    /// <summary>Autocast with gradient scaling.</summary>
    public static Scheme MixedPrecision { get; } = new() { Id = "mixed_precision", Precision = Precision.Mixed };

    /// <summary>FP32, activations recomputed in segments of 4 top-level modules.</summary>
    public static Scheme GradientCheckpoint { get; } = new() { Id = "gradient_checkpoint", CheckpointInterval = 4 };

    /// <summary>Autocast, activations recomputed in segments of 4 top-level modules.</summary>
    public static Scheme MixedOptimization { get; } = new() { Id = "mixed_optimization", Precision = Precision.Mixed, CheckpointInterval = 4 };

    /// <summary>Autocast, ZeRO stage 3, the optimizer's state and master weights on the host.</summary>
    public static Scheme Zero3 { get; } = new() { Id = "zero3", Precision = Precision.Mixed, ZeroStage = 3, Offload = Offload.Optimizer };

    /// <summary>Autocast, activations recomputed in segments of 2 top-level modules.</summary>
    public static Scheme Ablation { get; } = new() { Id = "ablation", Precision = Precision.Mixed, CheckpointInterval = 2 };

    /// <summary>FP32 in channels-last order.</summary>
    public static Scheme ChannelsLast { get; } = new() { Id = "channels_last", MemoryFormat = MemoryFormat.ChannelsLast };

    /// <summary>Autocast in channels-last order.</summary>
    public static Scheme MixedChannelsLast { get; } = new() { Id = "mixed_channels_last", Precision = Precision.Mixed, MemoryFormat = MemoryFormat.ChannelsLast };

    /// <summary>FP32, batch norm and SiLU in one operator.</summary>
    public static Scheme Fused { get; } = new() { Id = "fused", Fused = true };

    /// <summary>Autocast, batch norm and SiLU in one operator.</summary>
    public static Scheme AmpFused { get; } = new() { Id = "amp_fused", Precision = Precision.Mixed, Fused = true };

    /// <summary>Autocast, batch norm and SiLU in one operator, in channels-last order.</summary>
    public static Scheme AmpFusedChannelsLast { get; } = new() { Id = "amp_fused_channels_last", Precision = Precision.Mixed, MemoryFormat = MemoryFormat.ChannelsLast, Fused = true };

    /// <summary>All of them, the baseline first.</summary>
    public static IReadOnlyList<Scheme> All { get; } =
        [Baseline, MixedPrecision, GradientCheckpoint, MixedOptimization, Zero3, Ablation, ChannelsLast, MixedChannelsLast, Fused, AmpFused, AmpFusedChannelsLast];

    /// <summary>The scheme of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Scheme Find(string id) =>
        All.FirstOrDefault(scheme => scheme.Id == id)
        ?? throw new ArgumentException($"There is no scheme '{id}'; there are {string.Join(", ", All.Select(scheme => scheme.Id))}.");
}
