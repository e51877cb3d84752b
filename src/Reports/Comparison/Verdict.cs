using System.Text.Json.Serialization;

namespace Reports.Comparison;

/// <summary>Verdict of a comparison on one figure.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>The figure was not measured in one of the runs, or not successful in both.</summary>
    [JsonStringEnumMemberName("not_measured")]
    NotMeasured,

    /// <summary>No change beyond the threshold, with the wanted certainty.</summary>
    [JsonStringEnumMemberName("same")]
    Same,

    /// <summary>Changed for the better.</summary>
    [JsonStringEnumMemberName("improved")]
    Improved,

    /// <summary>Changed for the worse.</summary>
    [JsonStringEnumMemberName("regressed")]
    Regressed,

    /// <summary>The measurements scatter too much to tell, or come from too few processes.</summary>
    [JsonStringEnumMemberName("too_noisy")]
    TooNoisy,

    /// <summary>There are too few measurements for the wanted certainty, whatever they say.</summary>
    [JsonStringEnumMemberName("too_few_samples")]
    TooFewSamples,
}
