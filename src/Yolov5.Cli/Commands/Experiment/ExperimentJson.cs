using System.Text.Json.Serialization;

namespace Yolov5.Cli.Commands.Experiment;

/// <summary>Contract of the results in JSON: names in snake_case, figures that were not measured left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ExperimentResult))]
[JsonSerializable(typeof(ExperimentComparison))]
internal sealed partial class ExperimentJson : JsonSerializerContext;
