using System.Globalization;
using Events.Fred;
using Events.Pairing;
using Yolov5.Configuration;

namespace Yolov5.Data.Pairs;

/// <summary>Options by which the frames of two cameras become samples.</summary>
public sealed record PairOptions
{
    private const double MostMilliseconds = 1e9;

    /// <summary>Cameras whose frames the network takes. The samples, and their labels, are the same for each.</summary>
    public Modality Modality { get; init; } = Modality.Dual;

    /// <summary>Largest distance of the time stamps of a pair in milliseconds, 0 to 1e9.</summary>
    public double Tolerance { get; init; } = 33;

    /// <summary>Milliseconds that are added to the stamps of event frames, because the two clocks differ; -1e9 to 1e9.</summary>
    public double ClockOffset { get; init; }

    /// <summary>Treatment of samples that have a frame of one camera alone.</summary>
    public UnpairedSamples Unpaired { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is outside its range.</exception>
    public void Validate()
    {
        if (!(Tolerance is >= 0 and <= MostMilliseconds))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"--pair-tolerance {Tolerance}: milliseconds from 0 to {MostMilliseconds:R} are expected."));
        if (!(ClockOffset is >= -MostMilliseconds and <= MostMilliseconds))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"--clock-offset {ClockOffset}: milliseconds from {-MostMilliseconds:R} to {MostMilliseconds:R} are expected."));
    }

    /// <summary>Channels of a sample: 3 of each camera whose frames are taken.</summary>
    public int Channels => Imaging.Image.Channels * (Modality == Modality.Dual ? 2 : 1);

    /// <summary>The same as options of the reading of a data set.</summary>
    internal FredOptions ToFred() => new() { Pairing = new PairingOptions { Tolerance = Microseconds(Tolerance), EventOffset = Microseconds(ClockOffset) } };

    private static long Microseconds(double milliseconds) => (long)Math.Round(milliseconds * 1000);
}
