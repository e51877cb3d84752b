using System.Globalization;

namespace Events.Pairing;

/// <summary>Options of the pairing of frames of two cameras.</summary>
public sealed record PairingOptions
{
    private const long MostTolerance = 1_000_000_000_000;

    /// <summary>Largest distance of the time stamps of a pair in microseconds, 0 to 1e12. The default is 33 ms, a frame at 30 a second.</summary>
    public long Tolerance { get; init; } = 33_000;

    /// <summary>Microseconds that are added to the stamps of event frames, because the two clocks differ; from -1e18 to 1e18.</summary>
    public long EventOffset { get; init; }

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="InvalidInputException">The message names the value and what is allowed.</exception>
    public void Validate()
    {
        if (Tolerance is < 0 or > MostTolerance)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"Pairing: the tolerance is {Tolerance} microseconds; allowed is 0 to {MostTolerance}."));
        if (EventOffset is < -CdEvent.MostTime or > CdEvent.MostTime)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"Pairing: the offset of the event camera's clock is {EventOffset} microseconds; allowed is {-CdEvent.MostTime} to {CdEvent.MostTime}."));
    }
}
