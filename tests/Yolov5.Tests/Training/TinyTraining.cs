using Schemes;
using Schemes.Distributed;
using Schemes.Optimizers;
using Schemes.Zero;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Optimization;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Tests.Training;

/// <summary>A network in the shape of YOLOv5 with a handful of channels, and everything that is needed to train it.</summary>
internal sealed class TinyTraining : IDisposable
{
    /// <summary>The network as a model file.</summary>
    public const string Definition = """
        nc: 2
        depth_multiple: 0.33
        width_multiple: 0.125
        anchors:
          - [10,13, 16,30, 33,23]
          - [30,61, 62,45, 59,119]
          - [116,90, 156,198, 373,326]
        backbone:
          - [-1, 1, Conv, [64, 6, 2, 2]]
          - [-1, 1, Conv, [64, 3, 2]]
          - [-1, 1, Conv, [64, 3, 2]]
          - [-1, 3, C3, [64]]
          - [-1, 1, Conv, [64, 3, 2]]
          - [-1, 1, Conv, [64, 3, 2]]
          - [-1, 1, SPPF, [64, 5]]
        head:
          - [-1, 1, nn.Upsample, [None, 2, 'nearest']]
          - [[-1, 4], 1, Concat, [1]]
          - [-1, 3, C3, [64, False]]
          - [[3, 9, 6], 1, Detect, [nc, anchors]]
        """;

    public TinyTraining(Scheme scheme, int classCount = 2, ProcessGroup? group = null, Activation? activation = null, FusionKind? fusion = null)
    {
        manual_seed(11);
        Hyperparameters hyp = new();
        ModelDescription description = ModelDescription.Parse(Definition, "tiny");
        Model = new DetectionModel((fusion is { } kind ? FusionDescription.Of(description, kind) : description) with { ClassCount = classCount, Activation = activation ?? Activation.SiLU });
        Model.train();
        Ema = new ModelEma(Model);
        IReadOnlyList<ParameterGroup> groups = ModelParameters.Groups(Model, hyp.InitialLearningRate, hyp.Momentum, hyp.WeightDecay);
        Zero = scheme.ZeroStage == 0 ? null : SchemeForward.Partition(Model, scheme, groups, over => new Sgd(over), group ?? ProcessGroup.Single());
        Optimizer = Zero?.Optimizer ?? new Sgd(groups);
        Step = new TrainingStep(Model, scheme, hyp, 64, Optimizer, Ema, Zero);
    }

    public DetectionModel Model { get; }

    public Optimizer Optimizer { get; }

    public ZeroOptimizer? Zero { get; }

    public ModelEma Ema { get; }

    public TrainingStep Step { get; }

    public void Dispose()
    {
        Step.Dispose();
        Ema.Dispose();
        Optimizer.Dispose();
        Zero?.Dispose();
        Model.Dispose();
    }
}
