using System.CommandLine;
using Events;
using SyntheticData.Fusion;

namespace Yolov5.Cli.Commands.Dataset;

/// <summary>Options of <c>yolo5 dataset create --fusion</c>.</summary>
internal sealed class FusionCommandOptions
{
    private static readonly FusionDatasetOptions Default = new();

    private readonly Option<bool> _fusion = new("--fusion") { Description = "Draw sequences of RGB and event frames in FRED's layout: still drones are in RGB frames alone, those at night in event frames alone." };
    private readonly Option<int> _train = new("--train-sequences") { Description = "Training sequences.", DefaultValueFactory = _ => Default.TrainSequences };
    private readonly Option<int> _validation = new("--val-sequences") { Description = "Validation sequences.", DefaultValueFactory = _ => Default.ValidationSequences };
    private readonly Option<int> _frames = new("--frames") { Description = "Frames of each camera in a sequence.", DefaultValueFactory = _ => Default.Frames };
    private readonly Option<int> _width = new("--width") { Description = "Width of the frames in pixels; the height is three quarters of it.", DefaultValueFactory = _ => Default.Width };
    private readonly Option<float> _night = new("--night-share") { Description = "Share of the sequences that are taken at night.", DefaultValueFactory = _ => Default.NightShare };
    private readonly Option<float> _drop = new("--drop-rate") { Description = "Probability that one of the two cameras lacks a frame; no first frame is dropped.", DefaultValueFactory = _ => Default.DropRate };
    private readonly Option<float> _noise = new("--noise-rate") { Description = "Noise events per pixel and second.", DefaultValueFactory = _ => Default.NoiseRate };
    private readonly Option<EventFormat> _format = new("--event-format") { Description = "Format of the files of events: evt2, evt21, evt3, dat, csv or npz.", DefaultValueFactory = _ => Default.EventFormat };
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the random numbers.", DefaultValueFactory = _ => Default.Seed };

    private Option[] Details => [_train, _validation, _frames, _width, _night, _drop, _noise, _format, _seed];

    public void AddTo(Command command)
    {
        command.Add(_fusion);
        foreach (Option option in Details)
            command.Add(option);
    }

    /// <summary>The options; null without <c>--fusion</c>.</summary>
    /// <exception cref="InvalidInputException">An option is given without it, or has a wrong value.</exception>
    public FusionDatasetOptions? Read(ParseResult parsed)
    {
        if (!parsed.GetValue(_fusion))
        {
            return Details.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given
                ? throw new InvalidInputException($"{given.Name}: it is for --fusion; an empty data set has nothing to draw.")
                : null;
        }

        FusionDatasetOptions options = new()
        {
            TrainSequences = parsed.GetValue(_train),
            ValidationSequences = parsed.GetValue(_validation),
            Frames = parsed.GetValue(_frames),
            Width = parsed.GetValue(_width),
            NightShare = parsed.GetValue(_night),
            DropRate = parsed.GetValue(_drop),
            NoiseRate = parsed.GetValue(_noise),
            EventFormat = parsed.GetValue(_format),
            Seed = parsed.GetValue(_seed),
        };
        options.Validate();
        return options;
    }
}
