using System.Text.Json;
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
        Name = scheme.Name,
        Order = SchemeCatalog.All.Index().Where(known => known.Item.Id == scheme.Id).Select(known => (int?)known.Index).FirstOrDefault(),
        Precision = !scheme.UsesAutocast ? "fp32" : scheme.AutocastType(device.type) == torch.ScalarType.Float16 ? "fp16" : "bf16",
        CheckpointInterval = scheme.CheckpointInterval,
        ZeroStage = scheme.ZeroStage,
        Offload = NameOf(scheme.Offload),
        MemoryFormat = NameOf(scheme.MemoryFormat),
        Fused = scheme.Fused,
    };

    private static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
