using System.Globalization;
using Events.Pairing;

namespace Events.Fred;

/// <summary>Options of the reading of a data set in FRED's layout.</summary>
public sealed record FredOptions
{
    /// <summary>Tolerance of the pairs, and offset of the event camera's clock.</summary>
    public PairingOptions Pairing { get; init; } = new();

    /// <summary>Relation of the clocks.</summary>
    public ClockAlignment Clocks { get; init; }

    /// <summary>COCO files with the labels of frames of either camera; without any, the YOLO files of the sequences are taken.</summary>
    public IReadOnlyList<string> CocoFiles { get; init; } = [];

    /// <summary>
    /// Share of the sequences that validate, 0 to 1, if neither lists nor folders say so. They are chosen by the hash of their
    /// names: at least one, and not all, of two or more.
    /// </summary>
    public double ValidationShare { get; init; } = 0.2;

    /// <summary>Throws if a value is out of its range.</summary>
    /// <exception cref="InvalidInputException">The message names the value and what is allowed.</exception>
    public void Validate()
    {
        Pairing.Validate();
        if (!Enum.IsDefined(Clocks))
            throw new InvalidInputException($"The relation of the clocks is {Clocks}; {string.Join(", ", Enum.GetNames<ClockAlignment>())} are known.");
        if (!(ValidationShare is >= 0 and <= 1))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"The share of sequences that validate is {ValidationShare}; allowed is 0 to 1."));
    }
}
