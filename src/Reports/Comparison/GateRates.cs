namespace Reports.Comparison;

/// <summary>How often a gate spoke up in a simulation.</summary>
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

    /// <summary>Share of pairs with a regression: the false-alarm rate where nothing changed.</summary>
    public double PairRate => (double)PairsWithRegression / Pairs;

    /// <summary>Share of cases called slower: the detection rate where all are.</summary>
    public double CaseRate => (double)CasesRegressed / Cases;
}
