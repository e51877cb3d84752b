using Reports.Model;
using Schemes;
using TorchSharp;

namespace Benchmarks.Measurement;

/// <summary>Schemes as reports show them.</summary>
internal static class SchemeDescriptions
{
    /// <summary>The scheme with the precision that it has on a device.</summary>
    public static SchemeDescription Of(Scheme scheme, torch.Device device) => new()
    {
        Id = scheme.Id,
        Precision = !scheme.UsesAutocast ? "fp32" : scheme.AutocastType(device.type) == torch.ScalarType.Float16 ? "fp16" : "bf16",
        CheckpointInterval = scheme.CheckpointInterval,
        ZeroStage = scheme.ZeroStage,
        Offload = scheme.Offload switch { Offload.None => "none", Offload.Optimizer => "optimizer", _ => "parameters" },
        MemoryFormat = scheme.MemoryFormat == MemoryFormat.ChannelsLast ? "channels_last" : "contiguous",
        Fused = scheme.Fused,
    };
}
