using System.CommandLine;
using Yolov5.Data;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of <c>yolo5 train</c> by which images, shapes and anchors are chosen.</summary>
internal sealed class SamplingCommandOptions
{
    private readonly Option<bool> _rectangular = new("--rect") { Description = "Train on batches as flat or narrow as their images allow: sorted by aspect, without mosaics." };
    private readonly Option<bool> _quad = new("--quad") { Description = "Join each four images of a batch to one of twice the size, or enlarge one of them." };
    private readonly Option<bool> _multiScale = new("--multi-scale") { Description = "Train each batch at a size of its own, from half to one and a half times --imgsz." };
    private readonly Option<bool> _imageWeights = new("--image-weights") { Description = "Draw images with rare or badly detected classes more often." };
    private readonly Option<bool> _singleClass = new("--single-cls") { Description = "Treat all classes as one." };
    private readonly Option<bool> _noAutoAnchor = new("--noautoanchor") { Description = "Keep the anchors even if they do not fit the labels." };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_rectangular, _quad, _multiScale, _imageWeights, _singleClass, _noAutoAnchor];

    /// <summary>Reads them from a command line.</summary>
    public SamplingOptions Read(ParseResult parsed) => new()
    {
        Rectangular = parsed.GetValue(_rectangular),
        Quad = parsed.GetValue(_quad),
        MultiScale = parsed.GetValue(_multiScale),
        ImageWeights = parsed.GetValue(_imageWeights),
        SingleClass = parsed.GetValue(_singleClass),
        AutoAnchor = !parsed.GetValue(_noAutoAnchor),
    };

    /// <summary>The data as the options want it.</summary>
    public static TrainingData Apply(TrainingConfig config, TrainingData data) => config.Sampling.SingleClass ? data.AsSingleClass() : data;

    /// <summary>The configuration without a cache that would not fit; the reason is noticed.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="data">The data set.</param>
    /// <param name="ranks">Ranks on this machine, each of which keeps images of its own in memory.</param>
    /// <param name="notice">Receives the reason.</param>
    public static TrainingConfig WithCacheThatFits(TrainingConfig config, TrainingData data, int ranks, Action<string> notice)
    {
        DatasetEntry[] images = [.. data.Train.Entries, .. data.Validation.Entries];
        CacheBudget budget = CacheBudget.Of(config.Cache, images, config.ImageSize, ranks, config.Pairs?.Modality);
        if (budget.Notice is not null)
            notice(budget.Notice);
        return config with { Cache = budget.Caching };
    }
}
