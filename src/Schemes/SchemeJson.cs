using Schemes.Json;

namespace Schemes;

/// <summary>
/// Schemes as JSON, with the names that a run's JSON has for the same things:
/// <c>{ "id": "mine", "precision": "mixed", "checkpoint_interval": 3, "memory_format": "channels_last" }</c>.
/// A key that is absent, <c>id</c> apart, switches nothing on.
/// </summary>
public static class SchemeJson
{
    private const int LongestInterval = 1000;
    private const int LongestId = 64;

    /// <summary>Reads a scheme.</summary>
    /// <exception cref="SchemeFormatException">A key is unknown, a value is not allowed, or two exclude each other.</exception>
    public static Scheme Parse(string json) => Read(JsonSettings.Parse(json));

    internal static Scheme Read(JsonSettings settings)
    {
        settings.AllowOnly("id", "precision", "checkpoint_interval", "zero_stage", "offload", "memory_format", "fused");
        Scheme scheme = new()
        {
            Id = settings.Text("id", IsId, $"a name of at most {LongestId} letters, digits, '_', '-' and '.'"),
            Precision = settings.Choice("precision", Precision.Fp32, ("fp32", Precision.Fp32), ("mixed", Precision.Mixed), ("fp16", Precision.Fp16), ("bf16", Precision.Bf16)),
            CheckpointInterval = settings.Integer("checkpoint_interval", 0, 0, LongestInterval),
            ZeroStage = settings.Integer("zero_stage", 0, 0, 3),
            Offload = settings.Choice("offload", Offload.None, ("none", Offload.None), ("optimizer", Offload.Optimizer), ("parameters", Offload.Parameters)),
            MemoryFormat = settings.Choice("memory_format", MemoryFormat.Contiguous, ("contiguous", MemoryFormat.Contiguous), ("channels_last", MemoryFormat.ChannelsLast)),
            Fused = settings.Boolean("fused", false),
        };
        try
        {
            return scheme.Validated();
        }
        catch (ArgumentException exception)
        {
            throw new SchemeFormatException(exception.Message, exception);
        }
    }

    // An id is a name in tables and CSV files, a part of file names and a word on command lines.
    private static bool IsId(string text) => text.Length is > 0 and <= LongestId
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')
        && char.IsAsciiLetterOrDigit(text[0]);
}
