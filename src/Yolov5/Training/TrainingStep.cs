using Schemes;
using Schemes.Distributed;
using Schemes.Memory;
using Schemes.MixedPrecision;
using Schemes.Optimizers;
using Schemes.Zero;
using TorchSharp;
using TorchSharp.Modules;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Optimization;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>
/// One step of training: copy to the device, normalise, forward, loss, backward, unscale, clip, optimizer, moving
/// average. The same code serves training and measurement.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    /// <summary>The L2 norm that gradients are clipped to.</summary>
    public const double MaxGradientNorm = 10;

    private readonly DetectionModel _model;
    private readonly Optimizer _optimizer;
    private readonly ModelEma? _ema;
    private readonly ZeroOptimizer? _zero;
    private readonly DataParallel? _parallel;
    private readonly Tensor[] _buffers;
    private readonly SchemeForward _forward;
    private readonly ComputeLoss _loss;

    /// <summary>Creates a step.</summary>
    /// <param name="model">The network in training mode, on the device where it is trained.</param>
    /// <param name="scheme">Scheme by which the step is computed.</param>
    /// <param name="hyp">Loss gains as in the files; they are scaled for the network and image size here.</param>
    /// <param name="imageSize">Side of the training images in pixels.</param>
    /// <param name="optimizer">Optimizer of the network's parameters.</param>
    /// <param name="ema">The moving average to keep; null for none.</param>
    /// <param name="zero">Optimizer that divides the training state in a scheme with ZeRO, with that optimizer.</param>
    /// <param name="parallel">Summing of gradients over ranks in a scheme without ZeRO; null in a world of one.</param>
    /// <remarks>Model, optimizer, average and ranks remain owned by the caller.</remarks>
    public TrainingStep(
        DetectionModel model, Scheme scheme, Hyperparameters hyp, int imageSize, Optimizer optimizer, ModelEma? ema, ZeroOptimizer? zero = null, DataParallel? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(hyp);
        ArgumentNullException.ThrowIfNull(optimizer);
        _model = model;
        _optimizer = optimizer;
        _ema = ema;
        _zero = zero;
        _parallel = parallel;
        Ranks = (zero?.Group ?? parallel?.Group).OfSeveral();
        _buffers = [.. model.buffers()];
        Scheme = scheme;
        Device = model.Device();
        _forward = new SchemeForward(model, scheme, zero, parallel);
        _loss = new ComputeLoss(model, hyp.Scaled(model.Head.Levels, model.Head.ClassCount, imageSize)) { Ranks = Ranks };
        Scaler = new GradScaler(new GradScalerOptions { Enabled = scheme.UsesAutocast });
    }

    /// <summary>Scheme by which the step is computed.</summary>
    public Scheme Scheme { get; }

    /// <summary>Device that it is computed on.</summary>
    public Device Device { get; }

    /// <summary>The gradient scaler; disabled in schemes without autocast.</summary>
    public GradScaler Scaler { get; }

    /// <summary>The ranks that have a part of each batch; null in a world of one.</summary>
    public ProcessGroup? Ranks { get; }

    /// <summary>Images of the last batch, over all ranks.</summary>
    public int Images { get; private set; }

    /// <summary>Factor on the loss, 1 by default; 4 for batches that hold four images in one.</summary>
    public double LossFactor { get; init; } = 1;

    /// <summary>The network; it remains owned by the caller.</summary>
    internal DetectionModel Model => _model;

    /// <summary>The tensors on which gradients are kept between the halves of a step.</summary>
    internal IReadOnlyList<Tensor> GradientHolders => _zero?.GradientHolders ?? [.. _model.parameters()];

    /// <summary>Called as each phase begins; for measurements.</summary>
    public Action<TrainingPhase>? PhaseChanged { get; set; }

    /// <summary>The whole step on one batch.</summary>
    /// <param name="images">[N, C, H, W] bytes on the host; remains owned by the caller.</param>
    /// <param name="targets">Six values a label: image, class, centre x, centre y, width, height; lengths as shares of the image.</param>
    /// <returns>Box, objectness and class loss an image: [3] in float32 on the device, owned by the caller.</returns>
    public Tensor Run(Tensor images, ReadOnlySpan<float> targets)
    {
        Tensor items = Accumulate(images, targets);
        Update();
        return items;
    }

    /// <summary>The first half of a step: adds a batch's gradients to those that are there.</summary>
    /// <param name="images">[N, C, H, W] bytes on the host: this rank's part of the batch; remains owned by the caller.</param>
    /// <param name="targets">Six values a label: image, class, centre x, centre y, width, height; lengths as shares of the image.</param>
    /// <param name="isLast">True for the last batch before <see cref="Update"/>: after it, ranks sum what they have accumulated.</param>
    /// <returns>Box, objectness and class loss an image, of all ranks' images: [3] in float32 on the device, owned by the caller.</returns>
    public Tensor Accumulate(Tensor images, ReadOnlySpan<float> targets, bool isLast = true)
    {
        using DisposeScope scope = NewDisposeScope();
        PhaseChanged?.Invoke(TrainingPhase.Forward);
        Tensor scaled;
        Tensor items;
        using ZeroPass? pass = _zero?.BeginPass();
        using DataParallelPass? parallelPass = _parallel?.BeginPass(reduces: isLast);
        double factor = LossFactor;
        using (Tensor input = _forward.Normalise(images))
        using (_forward.Precision())
        {
            using DetectOutput output = _forward.Run(input);
            PhaseChanged?.Invoke(TrainingPhase.Loss);
            using LossResult loss = _loss.Forward(output.Maps, targets);
            items = loss.Items.alias();
            Images = loss.Images;
            if (Ranks is not null)
            {
                // The loss of the batch is the sum of the ranks' losses, and so are its gradients. (The reference averages gradients over
                // the ranks and multiplies the loss by their number.)
                items.mul_((double)images.shape[0] / Images);
            }

            using Tensor? multiplied = factor == 1 ? null : loss.Total * factor;
            scaled = Scaler.Scale(multiplied ?? loss.Total);
        }

        PhaseChanged?.Invoke(TrainingPhase.Backward);
        scaled.Backward();
        pass?.Complete();
        parallelPass?.Complete();
        Ranks?.AllReduce(items);
        return items.MoveToOuterDisposeScope();
    }

    /// <summary>The second half of a step: unscales and clips the gradients, updates the weights and their average.</summary>
    /// <returns>True if the weights were updated; false if a gradient overflowed.</returns>
    public bool Update()
    {
        using DisposeScope scope = NewDisposeScope();
        PhaseChanged?.Invoke(TrainingPhase.Optimizer);
        IReadOnlyList<Parameter> weights = _zero?.ReduceGradients() ?? [.. _model.parameters()];
        Scaler.Unscale(weights, _zero?.Group);
        bool taken = Scaler.Update(() =>
        {
            GradientClipping.ClipNorm(weights, MaxGradientNorm, _zero?.Group);
            _optimizer.Step();
            _zero?.Publish();
        });
        _optimizer.ZeroGrad();

        // As in the reference, where they are not normalised together, rank 0's running statistics are everyone's.
        if (!_model.SynchronizesNorms)
            Ranks?.Broadcast(_buffers, root: 0);
        _ema?.Update(_model, _zero?.FullWeights());
        return taken;
    }

    /// <summary>Forgets gradients that were added up and not used.</summary>
    public void DropGradients()
    {
        foreach (Tensor holder in GradientHolders)
            holder.grad = null;
    }

    /// <summary>Waits until the device has finished all its work.</summary>
    public void Synchronize() => DeviceMemory.Synchronize(Device);

    /// <inheritdoc/>
    public void Dispose() => _loss.Dispose();
}
