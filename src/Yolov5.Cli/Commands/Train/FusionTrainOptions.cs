using System.CommandLine;
using Yolov5.Configuration;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of <c>yolo5 train</c> for networks that see an RGB and an event camera.</summary>
internal sealed class FusionTrainOptions
{
    private readonly Option<FusionKind> _fusion = new("--fusion") { Description = "Joins RGB and event frames: concat, add or attention of two backbones' maps, or early: one backbone for six channels. For --modality dual; by default concat, or as the weights' network does it.", DefaultValueFactory = _ => FusionKind.Concat };
    private readonly Option<string?> _rgbWeights = new("--rgb-weights") { Description = "A .pt file of a network for one camera that the RGB branch, neck and head start from. For --modality dual." };
    private readonly Option<string?> _eventWeights = new("--event-weights") { Description = "A .pt file of a network for one camera that the event branch starts from; without --rgb-weights neck and head too. For --modality dual." };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_fusion, _rgbWeights, _eventWeights];

    /// <summary>The file that names the network where nothing else does; null without one.</summary>
    public string? Network(ParseResult parsed) => Path(parsed, _rgbWeights) ?? Path(parsed, _eventWeights);

    /// <summary>Refuses the options for data of one camera.</summary>
    /// <exception cref="InvalidInputException">One of them is given.</exception>
    public void Check(ParseResult parsed, Modality modality)
    {
        if (modality != Modality.Dual && All.FirstOrDefault(option => Given(parsed, option)) is { } given)
            throw new InvalidInputException($"{given.Name}: it is for --modality dual; a network for one camera has nothing to join.");
    }

    /// <summary>Adds what the options say to a configuration, and checks that its network fits the data's cameras.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="modality">The cameras of the data.</param>
    /// <param name="config">The configuration so far.</param>
    /// <param name="named">The network that the configuration names.</param>
    /// <returns>The configuration and its network.</returns>
    /// <exception cref="InvalidInputException">A file cannot be used, or the network takes other channels.</exception>
    public (TrainingConfig Config, ModelDescription Network) Apply(ParseResult parsed, Modality modality, TrainingConfig config, ModelDescription named)
    {
        bool isDual = modality == Modality.Dual;
        bool isFused = FusionDescription.KindOf(named) is not null;
        config = config with
        {
            Fusion = isDual && (Given(parsed, _fusion) || !isFused) ? parsed.GetValue(_fusion) : null,
            RgbWeights = Path(parsed, _rgbWeights),
            EventWeights = Path(parsed, _eventWeights),
        };
        StartingWeights.Check(config.RgbWeights, config.Model);
        StartingWeights.Check(config.EventWeights, config.Model);
        return (config, StartingWeights.Describe(config, named).RequireChannels(isDual ? FusionDescription.Channels : FusionDescription.ChannelsOfOne));
    }

    /// <summary>Value of the fusion option as it is kept with the run.</summary>
    public static string Kept(TrainingConfig config) => config.Fusion?.Name() ?? "";

    private static string? Path(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is { Length: > 0 } path ? path : null;

    private static bool Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
