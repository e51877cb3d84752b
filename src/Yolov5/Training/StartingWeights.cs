using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Weights;

namespace Yolov5.Training;

/// <summary>The start of a training: the description of its network and the weights of its files.</summary>
public sealed class StartingWeights
{
    private readonly IReadOnlyList<Source> _sources;
    private readonly bool _areOfThatNetwork;

    private StartingWeights(IReadOnlyList<Source> sources, ModelDescription description, bool areOfThatNetwork)
    {
        _sources = sources;
        Description = description;
        _areOfThatNetwork = areOfThatNetwork;
    }

    /// <summary>The network.</summary>
    public ModelDescription Description { get; }

    /// <summary>Checks that a file has weights, before the images are scanned, which may take minutes.</summary>
    /// <param name="weights">The file; empty for none.</param>
    /// <param name="model">The network, which is read apart.</param>
    /// <exception cref="InvalidInputException">The file cannot be used.</exception>
    public static void Check(string? weights, string model)
    {
        if (!string.IsNullOrEmpty(weights) && weights != model)
            Checkpoint.Read(weights);
    }

    /// <summary>Describes the network of a configuration: the one that it names, made into one for two cameras if it asks for fusion.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="named">The network that it names, if that has been read already.</param>
    /// <exception cref="InvalidInputException">There is no such network, or it joins two cameras in another way.</exception>
    public static ModelDescription Describe(TrainingConfig config, ModelDescription? named = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        named ??= ModelWeights.Describe(config.Model);
        if (config.Fusion is not { } kind || FusionDescription.KindOf(named) == kind)
            return named;
        return FusionDescription.KindOf(named) is { } own
            ? throw new InvalidInputException($"--fusion {kind.Name()}: {config.Model} is a network for two cameras already, joined by '{own.Name()}'; leave --fusion out, or name a network for one camera.")
            : FusionDescription.Of(named, kind);
    }

    /// <summary>Reads the files of a configuration, if it has any and no saved training takes their place.</summary>
    /// <exception cref="InvalidInputException">A file cannot be used.</exception>
    internal static StartingWeights Of(TrainingConfig config, SavedTraining? saved)
    {
        if (saved is not null)
            return new StartingWeights([], saved.Describe(), false);
        List<Source> sources = [];
        if (config.Weights is not null)
            sources.Add(new("--weights", Checkpoint.Read(config.Weights), Rgb: true, Events: true, Others: true));
        if (config.RgbWeights is not null)
            sources.Add(new("--rgb-weights", Checkpoint.Read(config.RgbWeights), Rgb: true, Events: false, Others: true));
        if (config.EventWeights is not null)
            sources.Add(new("--event-weights", Checkpoint.Read(config.EventWeights), Rgb: false, Events: true, Others: config.RgbWeights is null));

        // Behind the backbones the first file counts.
        bool isOfThatNetwork = sources.Count > 0 && sources[0].File.Path == config.Model;
        ModelDescription description = Describe(config, isOfThatNetwork ? ModelWeights.Describe(sources[0].File) : null);
        return new StartingWeights(sources, description, isOfThatNetwork);
    }

    /// <summary>Takes what fits from the files; null without one. Anchors are taken only if the network is the file's own, as in the reference.</summary>
    /// <param name="model">The network.</param>
    /// <exception cref="InvalidInputException">Nothing of a file fits.</exception>
    internal WeightTransfer? Load(DetectionModel model)
    {
        if (_sources.Count == 0)
            return null;
        bool keepsAnchors = !_areOfThatNetwork || model.Description.FitsAnchors;
        FusedWeights placed = new(model);
        List<(string Path, string Part, IReadOnlyList<string> Names)> parts = [];
        foreach (Source source in _sources)
        {
            StateDict weights = source.File.StateDict;
            if (placed.AreOfOneCamera(weights))
                parts.AddRange(placed.Add(weights, source.Rgb, source.Events, source.Others).Select(part => (source.File.Path, part.Part, part.Names)));
            else if (source.Rgb && source.Events)
                return Used(source, ModelWeights.Load(model, weights, keepsAnchors), model);
            else
                throw new InvalidInputException(model.Description.Channels == FusionDescription.Channels
                    ? $"{source.Option} {source.File.Path}: weights of a network for one camera are expected; '--weights {source.File.Path}' starts from those of one for two, or they are another network's than {model.Description.Name}."
                    : $"{source.Option}: {model.Description.Name} is a network for one camera; --weights starts it.");
        }

        WeightTransfer transfer = ModelWeights.Load(model, placed.All, keepsAnchors);
        HashSet<string> fresh = [.. transfer.Fresh];
        foreach (Source source in _sources.Where(source => !parts.Any(part => part.Path == source.File.Path && part.Names.Any(name => IsLearned(name) && !fresh.Contains(name) && !transfer.Unused.Contains(name)))))
            throw Unfit(source, transfer, model);
        return transfer with { Parts = [.. parts.Select(part => new WeightPart(part.Path, part.Part, part.Names.Count(name => !fresh.Contains(name) && !transfer.Unused.Contains(name))))] };
    }

    private static WeightTransfer Used(Source source, WeightTransfer transfer, DetectionModel model)
    {
        bool nothing = transfer.Fresh.Count(IsLearned) == model.State().Count(entry => IsLearned(entry.Key));
        return nothing ? throw Unfit(source, transfer, model) : transfer;
    }

    private static InvalidInputException Unfit(Source source, WeightTransfer transfer, DetectionModel model) =>
        new($"{source.File.Path}: none of its {source.File.StateDict.Count} entries fits {model.Description.Name}; the first is {(transfer.Unused.Count > 0 ? transfer.Unused[0] : "of another shape")}, {transfer.Fresh.First(IsLearned)} is expected. Choose the network with --cfg, or leave {source.Option} out.");

    // Counters and anchors have the same shapes in every network.
    private static bool IsLearned(string name) =>
        !name.EndsWith("num_batches_tracked", StringComparison.Ordinal) && !name.Contains("anchor", StringComparison.Ordinal);

    /// <summary>A file, and the parts of a network for two cameras that begin with it.</summary>
    private sealed record Source(string Option, Checkpoint File, bool Rgb, bool Events, bool Others);
}
