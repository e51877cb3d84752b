namespace Yolov5.Data.Pairs;

/// <summary>Count of samples, of the pairs among them, and of their time differences.</summary>
/// <param name="Samples">Samples: pairs, and frames without a partner.</param>
/// <param name="Dual">Samples that are pairs.</param>
/// <param name="Difference">Sum of the absolute time differences of the pairs in milliseconds.</param>
public readonly record struct PairTally(long Samples, long Dual, double Difference)
{
    /// <summary>Pairs divided by samples (dual_rate), 0 to 1; NaN without samples.</summary>
    public double DualRate => Samples == 0 ? double.NaN : (double)Dual / Samples;

    /// <summary>Mean absolute time difference of the pairs in milliseconds (avg_tdiff); NaN without pairs.</summary>
    public double AverageDifference => Dual == 0 ? double.NaN : Difference / Dual;

    /// <summary>Sum of two counts.</summary>
    public static PairTally operator +(PairTally a, PairTally b) => new(a.Samples + b.Samples, a.Dual + b.Dual, a.Difference + b.Difference);

    /// <summary>Counts frames.</summary>
    /// <param name="frames">Frames of each sample.</param>
    internal static PairTally Of(IEnumerable<PairedFrames> frames)
    {
        PairTally tally = default;
        foreach (PairedFrames each in frames)
            tally += new PairTally(1, each.IsDual ? 1 : 0, each.Difference ?? 0);
        return tally;
    }
}
