using Schemes.Distributed;
using Schemes.Optimizers;
using Schemes.Zero;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>A network with everything that is needed to train it: optimizer, moving average, step.</summary>
public sealed class TrainingSession : IDisposable
{
    // A batch of the quad loader has a quarter of the images, and its loss is a mean over them times their number.
    private const double QuadFactor = 4;

    private readonly long _matrices;
    private readonly long _vectors;

    private TrainingSession(TrainingConfig config, DetectionModel model, WeightTransfer? transfer, TrainingSchedule? schedule, ProcessGroup? ranks)
    {
        Hyperparameters hyp = config.Hyperparameters;
        Config = config;
        Model = model;
        Transfer = transfer;
        double decay = schedule?.WeightDecay ?? hyp.WeightDecay;
        IReadOnlyList<ParameterGroup> groups = ModelParameters.Groups(model, hyp.InitialLearningRate, hyp.Momentum, decay);

        // Before ZeRO takes the parameters over, some of which are empty tensors then.
        foreach (NamedParameter parameter in groups.SelectMany(group => group.Parameters))
        {
            if (parameter.Value.ndim > 1)
                _matrices += parameter.Value.numel();
            else
                _vectors += parameter.Value.numel();
        }

        // The average begins with whole weights, those of all ranks: before ZeRO divides them.
        ranks?.Broadcast(model.State().Select(entry => entry.Value), root: 0);
        Ema = new ModelEma(model);
        Zero = config.Scheme.ZeroStage == 0 ? null : SchemeForward.Partition(model, config.Scheme, groups, MakeOptimizer, ranks ?? ProcessGroup.Single());
        Optimizer = Zero?.Optimizer ?? MakeOptimizer(groups);
        Parallel = Zero is null && ranks is not null ? SchemeForward.Parallelise(model, config.Scheme, groups, ranks) : null;
        model.SynchronizeNorms(config.SyncBatchNorm ? ranks : null);
        Step = new TrainingStep(model, config.Scheme, hyp, config.ImageSize, Optimizer, Ema, Zero, Parallel)
        {
            LossFactor = config.Sampling.Quad ? QuadFactor : 1,
        };

        Optimizer MakeOptimizer(IReadOnlyList<ParameterGroup> over) => config.Optimizer switch
        {
            OptimizerKind.Adam => new Adam(over, beta1: hyp.Momentum),
            OptimizerKind.AdamW => new AdamW(over, beta1: hyp.Momentum),
            _ => new Sgd(over),
        };
    }

    /// <summary>Configuration that the session was created from.</summary>
    public TrainingConfig Config { get; }

    /// <summary>The network that is trained.</summary>
    public DetectionModel Model { get; }

    /// <summary>Result of loading the file of weights; null without one.</summary>
    public WeightTransfer? Transfer { get; }

    /// <summary>Optimizer that updates the weights.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Optimizer that divides the training state among the ranks; null in schemes without ZeRO.</summary>
    public ZeroOptimizer? Zero { get; }

    /// <summary>Averaging of gradients over ranks that have a copy of the network each; null in a world of one and with ZeRO.</summary>
    public DataParallel? Parallel { get; }

    /// <summary>Training state that this process keeps now: of parameters that are trained, as the tensors hold it.</summary>
    public ZeroMemory StateMemory => Zero?.Memory ?? new ZeroMemory(Trained.Sum(Bytes), 0, Trained.Sum(GradientBytes), Optimizer.StateBytes);

    /// <summary>The same by formula (<see cref="ZeroFormula"/>), once gradients and the optimizer's state are there.</summary>
    /// <param name="worldSize">Number of ranks.</param>
    public ZeroMemory PredictedStateMemory(int worldSize) =>
        ZeroFormula.BytesPerRank(_matrices, _vectors, Zero?.Options, worldSize, Optimizer.StateNames.Count);

    /// <summary>The moving average of the weights.</summary>
    public ModelEma Ema { get; }

    /// <summary>The step.</summary>
    public TrainingStep Step { get; }

    /// <summary>Creates the network of a configuration, with its weights, on its device.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="classCount">Classes of the data set.</param>
    /// <param name="schedule">The run's plan, for the weight decay that fits its batches; null for single steps.</param>
    /// <param name="saved">Training to go on with; null begins anew.</param>
    /// <param name="fitAnchors">Checks and changes the anchors of the network; null keeps them. Those of a saved training are kept.</param>
    /// <param name="ranks">Ranks that train together, on the configuration's device each; null trains alone. They remain owned by the caller.</param>
    /// <exception cref="InvalidInputException">A file or value cannot be used.</exception>
    public static TrainingSession Create(
        TrainingConfig config, int classCount, TrainingSchedule? schedule = null, SavedTraining? saved = null, Action<DetectionModel>? fitAnchors = null, ProcessGroup? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        return Create(config.Validated(), classCount, schedule, saved, fitAnchors, StartingWeights.Of(config, saved), ranks);
    }

    /// <summary>The same, with what it starts from already read.</summary>
    internal static TrainingSession Create(
        TrainingConfig config, int classCount, TrainingSchedule? schedule, SavedTraining? saved, Action<DetectionModel>? fitAnchors, StartingWeights start, ProcessGroup? ranks)
    {
        config.Validated();
        ranks = ranks.OfSeveral();
        manual_seed(config.Seed);
        ModelDescription description = start.Description with { ClassCount = classCount };
        if (saved is null && config.Hyperparameters.AnchorsPerLevel > 0)
            description = description.WithAnchorsToFit(config.Hyperparameters.AnchorsPerLevel);
        if (saved is null && description.FitsAnchors && fitAnchors is null)
            throw new InvalidInputException($"{config.Model}: 'anchors' is a number, so that anchors have to be fitted; leave out --noautoanchor, or list their sizes.");
        DetectionModel model = new(description);
        if (config.ImageSize % model.LargestStride != 0)
            throw new InvalidInputException($"Image size {config.ImageSize}: a multiple of {model.LargestStride}, the network's stride, is expected.");
        WeightTransfer? transfer = start.Load(model);
        if (saved is null)
            fitAnchors?.Invoke(model);
        else
            saved.RestoreModel(model);
        FrozenLayers.Freeze(model, config.FrozenLayers);
        torch.Device device = torch.device(config.Device);
        if (device.type != DeviceType.CPU)
            model.to(device);
        model.train();
        TrainingSession session = new(config, model, transfer, schedule, ranks);

        // Weights are the same everywhere; what is drawn at random while training is each rank's own.
        if (ranks is { Rank: > 0 })
            manual_seed(config.Seed + ranks.Rank);
        return session;
    }

    private IEnumerable<Tensor> Trained => Optimizer.Groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Value);

    private static long Bytes(Tensor tensor) => tensor.numel() * tensor.element_size();

    private static long GradientBytes(Tensor parameter)
    {
        using Tensor? gradient = parameter.grad;
        return gradient is null ? 0 : Bytes(gradient);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Step.Dispose();
        Ema.Dispose();
        Optimizer.Dispose();
        Zero?.Dispose();
        Model.Dispose();
    }
}
