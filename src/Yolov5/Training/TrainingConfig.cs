using Schemes;
using Yolov5.Data;
using Yolov5.Data.Pairs;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Optimization;

namespace Yolov5.Training;

/// <summary>Everything that a training run depends on.</summary>
public sealed record TrainingConfig
{
    /// <summary>A size (n, s, m, l, x; yolov5s), or the path of a model YAML or of a .pt file, whose network it is.</summary>
    public string Model { get; init; } = "s";

    /// <summary>The dataset YAML, or a folder in FRED's layout.</summary>
    public required string Data { get; init; }

    /// <summary>A .pt file to start from; null starts from random weights.</summary>
    public string? Weights { get; init; }

    /// <summary>Way to make a network for RGB and events of a <see cref="Model"/> for one camera; null trains the model as it is.</summary>
    public FusionKind? Fusion { get; init; }

    /// <summary>A .pt file of a network for one camera, whose backbone the RGB branch starts from, and whose neck and head; null for none.</summary>
    public string? RgbWeights { get; init; }

    /// <summary>A .pt file of a network for one camera, whose backbone the event branch starts from; without RGB weights neck and head too. Null for none.</summary>
    public string? EventWeights { get; init; }

    /// <summary>Side of the square training images in pixels, a multiple of the network's largest stride.</summary>
    public int ImageSize { get; init; } = 640;

    /// <summary>Images of a batch, over all ranks.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Images that one optimizer step sees: gradients of smaller batches are added up.</summary>
    public int NominalBatchSize { get; init; } = 64;

    /// <summary>Epochs of the whole run.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary><c>cpu</c>, <c>cuda:0</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Seed of weights, order and augmentation.</summary>
    public long Seed { get; init; }

    /// <summary>Scheme by which a step is computed.</summary>
    public Scheme Scheme { get; init; } = SchemeCatalog.Baseline;

    /// <summary>Learning rates, loss gains and the like.</summary>
    public Hyperparameters Hyperparameters { get; init; } = new();

    /// <summary>Optimizer that updates the weights.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>True if the learning rate falls along a cosine.</summary>
    public bool CosineSchedule { get; init; }

    /// <summary>Threads that load images.</summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Batches that are loaded ahead of the training.</summary>
    public int Prefetch { get; init; } = new DataLoaderOptions().Prefetch;

    /// <summary>True to keep the threads that load images between epochs.</summary>
    public bool PersistentWorkers { get; init; }

    /// <summary>Places of the layers whose weights are not trained.</summary>
    public IReadOnlyList<int> FrozenLayers { get; init; } = [];

    /// <summary>Training in two phases, the first with frozen layers; null for one.</summary>
    public FreezeSchedule? Freeze { get; init; }

    /// <summary>Course of the run: validation, checkpoints, its end.</summary>
    public RunOptions Run { get; init; } = new();

    /// <summary>Caching of decoded images.</summary>
    public ImageCaching Cache { get; init; }

    /// <summary>True to compute batch norm, in training, over the images of all ranks.</summary>
    public bool SyncBatchNorm { get; init; }

    /// <summary>Choice of images, shapes and anchors.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Options by which the frames of two cameras become samples; null for images of one camera.</summary>
    public PairOptions? Pairs { get; init; }

    /// <summary>Channels of an image: 3, or 6 for the frames of two cameras.</summary>
    public int Channels => Pairs?.Channels ?? FusionDescription.ChannelsOfOne;

    /// <summary>True if the step computes in mixed precision.</summary>
    public bool Amp => Scheme.UsesAutocast;

    /// <summary>Batch size of validation; twice the training's, as in the reference.</summary>
    public int ValidationBatchSize => BatchSize * 2;

    /// <summary>Checks the ranges and returns the configuration.</summary>
    /// <exception cref="InvalidInputException">A value is outside its range.</exception>
    public TrainingConfig Validated()
    {
        Positive("Image size", ImageSize);
        Positive("Batch size", BatchSize);
        Positive("Nominal batch size", NominalBatchSize);
        Positive("Epochs", Epochs);
        if (Workers < 0)
            throw new InvalidInputException($"Workers {Workers}: 0 or more is expected.");
        Positive("Prefetch", Prefetch);
        if (Weights is not null && (RgbWeights ?? EventWeights) is not null)
            throw new InvalidInputException($"{(RgbWeights is null ? "--event-weights" : "--rgb-weights")}: --weights starts both branches already; leave one of them out.");
        Run.Validate();
        Freeze?.Validate(Epochs, Scheme);
        Pairs?.Validate();
        Sampling.Validate(BatchSize);
        CheckScheme();
        return this;
    }

    /// <summary>The configuration of the phase that an epoch belongs to.</summary>
    /// <param name="epoch">Epoch from 0.</param>
    public TrainingConfig At(int epoch) => Freeze is not { } freeze ? this
        : epoch < freeze.Epochs ? this with { FrozenLayers = freeze.Layers, BatchSize = freeze.FrozenBatchSize }
        : this with { FrozenLayers = [], BatchSize = freeze.BatchSize };

    /// <summary>Checks that the batch can be divided among ranks.</summary>
    /// <param name="worldSize">Number of ranks.</param>
    /// <exception cref="InvalidInputException">It cannot; the message names sizes that can.</exception>
    public void CheckBatch(int worldSize)
    {
        int step = worldSize * (Sampling.Quad ? 4 : 1);
        if (BatchSize % step == 0)
            return;
        int below = BatchSize / step * step;
        string sizes = below == 0 ? $"{step}" : $"{below} or {below + step}";
        throw new InvalidInputException(
            $"Batch size {BatchSize} for {worldSize} ranks: it is the size over all ranks, and every rank takes an equal part{(Sampling.Quad ? ", of which --quad joins each four" : "")}. {sizes} would do.");
    }

    // A scheme must not be measured or trained under its name if this machine computes something else.
    private void CheckScheme()
    {
        try
        {
            Scheme.Validated();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidInputException(exception.Message, exception);
        }

        if (Scheme.Precision == Precision.Fp16 && Device == "cpu")
            throw new InvalidInputException($"Scheme {Scheme.Id}: precision is fp16, which CPUs do not support; fp32, bf16 or mixed is expected.");
    }

    private static void Positive(string what, int value)
    {
        if (value < 1)
            throw new InvalidInputException($"{what} {value}: at least 1 is expected.");
    }
}
