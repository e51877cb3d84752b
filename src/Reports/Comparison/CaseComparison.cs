using System.Text.Json.Serialization;

namespace Reports.Comparison;

/// <summary>One case in two runs.</summary>
public sealed record CaseComparison
{
    /// <summary>The case's key.</summary>
    public required string Key { get; init; }

    /// <summary>Its name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Verdict on its status: <see cref="Verdict.Regressed"/> if it was ok and no longer is, <see cref="Verdict.Improved"/> if it
    /// ran out of memory and no longer does, <see cref="Verdict.NotMeasured"/> if a failure leaves nothing to compare.
    /// </summary>
    public required Verdict Status { get; init; }

    /// <summary>The change of status in words, if there is one.</summary>
    public string? StatusText { get; init; }

    /// <summary>Its iteration times.</summary>
    public required TimeComparison Time { get; init; }

    /// <summary>Its peak allocated memory in bytes.</summary>
    public required FigureComparison Memory { get; init; }

    /// <summary>Its mAP@0.5.</summary>
    public required FigureComparison Accuracy { get; init; }

    /// <summary>Figures that should have been judged of it and could not be.</summary>
    [JsonIgnore]
    public IReadOnlyList<ComparisonHole> Holes { get; init; } = [];

    /// <summary>True if its times could be judged, however noisy they are, or its status changed.</summary>
    [JsonIgnore]
    public bool IsCompared => Status is Verdict.Regressed or Verdict.Improved || Time.Verdict != Verdict.NotMeasured;

    /// <summary>True if its times were judged and say neither that they changed nor that they did not.</summary>
    [JsonIgnore]
    public bool IsUndecided => Time.Verdict is Verdict.TooNoisy or Verdict.TooFewSamples;

    /// <summary>True if anything about it got worse.</summary>
    public bool Regressed =>
        Status == Verdict.Regressed || Time.Verdict == Verdict.Regressed || Memory.Verdict == Verdict.Regressed || Accuracy.Verdict == Verdict.Regressed;
}
