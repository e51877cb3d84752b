using System.Text.Json.Serialization;
using Reports.Advice;
using Reports.Comparison;
using Reports.History;
using Reports.Model;

namespace Reports.Json;

/// <summary>The (de)serialisers of the model, made at compile time; names are snake_case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(BenchmarkRun))]
[JsonSerializable(typeof(SweepResult))]
[JsonSerializable(typeof(ScalingResult))]
[JsonSerializable(typeof(AdviceResult))]
[JsonSerializable(typeof(RunComparison))]
[JsonSerializable(typeof(HistoryEntry))]
[JsonSerializable(typeof(MeasuredTimes))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;
