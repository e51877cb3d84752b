using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Claims;

/// <summary>A common claim about a training scheme, in figures.</summary>
public sealed record Claim
{
    /// <summary>The scheme that it is about; <see langword="null"/> for all of them.</summary>
    public string? Scheme { get; init; }

    /// <summary>Quantity that it is about.</summary>
    public required ClaimQuantity Quantity { get; init; }

    /// <summary>The claimed range, in the unit of <see cref="Quantity"/>.</summary>
    public required Interval Range { get; init; }

    /// <summary>True if it holds for one device, model, batch and image size only, rather than for a ratio.</summary>
    public bool Absolute => Quantity is ClaimQuantity.PeakMemoryGiB or ClaimQuantity.IterationSeconds or ClaimQuantity.Map50;

    /// <summary>Text of the claim, without the figures.</summary>
    public string Statement => Quantity switch
    {
        ClaimQuantity.PeakMemoryGiB => "peak memory",
        ClaimQuantity.IterationSeconds => "time per iteration",
        ClaimQuantity.Map50 => "mAP@0.5",
        ClaimQuantity.MemorySaving => "memory saved",
        ClaimQuantity.TimeSaving => "time saved",
        _ => "extra time",
    };

    /// <summary>The claimed figures with their unit: <c>4-5 GiB</c>, <c>40-50%</c>.</summary>
    public string RangeText => Quantity switch
    {
        ClaimQuantity.PeakMemoryGiB => Join("0.##", 1) + " GiB",
        ClaimQuantity.IterationSeconds => Join("0.00", 1) + " s",
        _ => Join("0", 100) + "%",
    };

    internal string Show(double value) => Quantity switch
    {
        ClaimQuantity.PeakMemoryGiB => Figures.Memory(value * Figures.GiB),
        ClaimQuantity.IterationSeconds => Figures.Short(value) + " s",
        _ => Figures.Percent(value),
    };

    private string Join(string format, double factor)
    {
        string low = (Range.Low * factor).ToString(format, CultureInfo.InvariantCulture);
        string high = (Range.High * factor).ToString(format, CultureInfo.InvariantCulture);
        return low == high ? low : $"{low}-{high}";
    }
}
