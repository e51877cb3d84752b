using System.CommandLine;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Pairs;

namespace Yolov5.Cli.Commands;

/// <summary>Options by which the frames of an RGB and an event camera become samples.</summary>
internal sealed class PairCommandOptions
{
    private static readonly PairOptions Default = new();

    private readonly Option<Modality?> _modality = new("--modality") { Description = "Frames that the network takes: rgb, event, or dual, which is both (six channels); by default dual, or what the weights were trained with. The samples and their labels are the same for each." };
    private readonly Option<double> _tolerance = new("--pair-tolerance") { Description = "Milliseconds by which the frames of a pair may differ.", DefaultValueFactory = _ => Default.Tolerance };
    private readonly Option<double> _offset = new("--clock-offset") { Description = "Milliseconds that are added to the time stamps of event frames.", DefaultValueFactory = _ => Default.ClockOffset };
    private readonly Option<UnpairedSamples> _unpaired = new("--unpaired") { Description = "Samples with a frame of one camera alone: zero takes black for the other, skip leaves them out.", DefaultValueFactory = _ => Default.Unpaired };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_modality, _tolerance, _offset, _unpaired];

    /// <summary>Those of the pairing alone.</summary>
    public IReadOnlyList<Option> Pairing => [_tolerance, _offset, _unpaired];

    /// <summary>The option of the cameras.</summary>
    public Option Modality => _modality;

    /// <summary>Reads them for a data set.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isPaired">True if the data set is one of two cameras.</param>
    /// <param name="trained">Cameras that the weights were trained with; null if unknown.</param>
    /// <returns>The options; null for images of one camera.</returns>
    /// <exception cref="InvalidInputException">A value cannot be used, or the data set has images of one camera.</exception>
    public PairOptions? Read(ParseResult parsed, bool isPaired, Modality? trained = null)
    {
        if (isPaired)
            return ReadPairing(parsed, parsed.GetValue(_modality) ?? trained ?? Default.Modality);
        return All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
            ? throw new InvalidInputException($"{given.Name}: it is for data of two cameras: a folder in FRED's layout, or a YAML with 'layout: fred'.")
            : null;
    }

    /// <summary>Reads those of the pairing.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="modality">Cameras whose frames are taken.</param>
    /// <exception cref="InvalidInputException">A value cannot be used.</exception>
    public PairOptions ReadPairing(ParseResult parsed, Modality modality)
    {
        PairOptions options = new()
        {
            Modality = modality,
            Tolerance = parsed.GetValue(_tolerance),
            ClockOffset = parsed.GetValue(_offset),
            Unpaired = parsed.GetValue(_unpaired),
        };
        options.Validate();
        return options;
    }
}
