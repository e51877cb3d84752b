namespace Reports.Model;

/// <summary>The training loss at one iteration of the accuracy pass.</summary>
public sealed record LossPoint
{
    /// <summary>Iteration, from 0.</summary>
    public required int Iteration { get; init; }

    /// <summary>Sum of the parts; NaN and infinities are kept, they are findings.</summary>
    public required double Total { get; init; }

    /// <summary>Box part.</summary>
    public double? Box { get; init; }

    /// <summary>Objectness part.</summary>
    public double? Objectness { get; init; }

    /// <summary>Classification part.</summary>
    public double? Classification { get; init; }
}
