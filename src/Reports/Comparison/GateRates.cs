namespace Reports.Comparison;

/// <summary>Rates at which a gate reported a change in a simulation.</summary>
public sealed record GateRates
{
    /// <summary>Pairs of runs that were compared.</summary>
    public required int Pairs { get; init; }

    /// <summary>Pairs in which at least one case was called slower.</summary>
    public required int PairsWithRegression { get; init; }

    /// <summary>Cases that were compared.</summary>
    public required int Cases { get; init; }

    /// <summary>Cases that were called slower.</summary>
    public required int CasesRegressed { get; init; }

    /// <summary>Cases that were called too noisy.</summary>
    public required int CasesTooNoisy { get; init; }

    /// <summary>Cases that had too few measurements for any verdict.</summary>
    public required int CasesTooFew { get; init; }

    /// <summary>Share of pairs with a regression: the false-alarm rate if nothing changed.</summary>
    public double PairRate => (double)PairsWithRegression / Pairs;

    /// <summary>Share of cases called slower: the detection rate if all are slower.</summary>
    public double CaseRate => (double)CasesRegressed / Cases;
}
