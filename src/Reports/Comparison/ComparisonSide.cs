using System.Text.Json.Serialization;

namespace Reports.Comparison;

/// <summary>One of the two runs of a comparison, or both.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComparisonSide>))]
public enum ComparisonSide
{
    /// <summary>The run that is compared with.</summary>
    [JsonStringEnumMemberName("baseline")]
    Baseline,

    /// <summary>The run that is judged.</summary>
    [JsonStringEnumMemberName("current")]
    Current,

    /// <summary>Both runs.</summary>
    [JsonStringEnumMemberName("both")]
    Both,
}
