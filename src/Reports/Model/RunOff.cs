using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>The best cases of a run, measured again: their steps in turn, so that whatever the machine did to one it did to the others.</summary>
public sealed record RunOff
{
    /// <summary>The case that took the least time per image (<see cref="CaseResult.Key"/>).</summary>
    public required string Fastest { get; init; }

    /// <summary>The other cases against it.</summary>
    public required IReadOnlyList<RunOffPair> Others { get; init; }

    /// <summary>Fresh processes of each case.</summary>
    public required int Processes { get; init; }

    /// <summary>Measured steps of each case, over all its processes.</summary>
    public required int Steps { get; init; }
}

/// <summary>A case of a run-off against the fastest one.</summary>
public sealed record RunOffPair
{
    /// <summary>The case (<see cref="CaseResult.Key"/>).</summary>
    public required string Case { get; init; }

    /// <summary>Time per image over that of the fastest, less one: 0.11 is 11% slower.</summary>
    public required double Slower { get; init; }

    /// <summary>99% interval of <see cref="Slower"/>, which covers the spread between processes.</summary>
    public required Interval Interval { get; init; }

    /// <summary>Verdict on the order of the two.</summary>
    public required RunOffVerdict Verdict { get; init; }
}

/// <summary>Verdict on two cases of a run-off.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunOffVerdict>))]
public enum RunOffVerdict
{
    /// <summary>Not decided: more steps are needed, or were needed when the limit came.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>The times differ by less than 2%.</summary>
    [JsonStringEnumMemberName("equal")]
    Equal,

    /// <summary>Slower than the fastest.</summary>
    [JsonStringEnumMemberName("slower")]
    Slower,
}
