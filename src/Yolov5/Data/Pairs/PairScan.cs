using System.Globalization;

namespace Yolov5.Data.Pairs;

/// <summary>Result of the pairing of a split: what was found, before any sample was left out.</summary>
public sealed record PairScan
{
    /// <summary>Options of the pairing.</summary>
    public required PairOptions Options { get; init; }

    /// <summary>Sequences of the split.</summary>
    public required int Sequences { get; init; }

    /// <summary>All samples of the pairing: each frame of both cameras is in one of them.</summary>
    public required PairTally Found { get; init; }

    /// <summary>Samples that are an RGB frame alone.</summary>
    public required int RgbAlone { get; init; }

    /// <summary>Samples that are an event frame alone.</summary>
    public required int EventsAlone { get; init; }

    /// <summary>Samples that are left out because one frame is missing; 0 unless they are skipped.</summary>
    public int Skipped => Options.Unpaired == UnpairedSamples.Skip ? RgbAlone + EventsAlone : 0;

    /// <summary>
    /// The count of an epoch over all samples of the pairing: those that are skipped stand beside those that were seen, in
    /// the same proportion as in the data set.
    /// </summary>
    /// <param name="seen">Samples that were seen.</param>
    /// <returns>The share of pairs (dual_rate) and their mean time difference in milliseconds (avg_tdiff).</returns>
    public PairFigures Figures(PairTally seen)
    {
        double kept = Found.Samples == 0 ? 1 : (double)(Found.Samples - Skipped) / Found.Samples;
        return new PairFigures(seen.DualRate * kept, seen.AverageDifference);
    }

    /// <summary>The result in one line.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sequences} sequences, {Found.Samples} samples: {Found.Dual} pairs, {RgbAlone} RGB frames and {EventsAlone} event frames alone {(Skipped > 0 ? "(left out)" : "(the other is black)")}; {Figures(Found with { Samples = Found.Samples - Skipped })}");
}
