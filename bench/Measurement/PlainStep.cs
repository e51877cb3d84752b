using Schemes.Memory;
using Schemes.Operators;
using TorchSharp;
using TorchSharp.Modules;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Benchmarks.Measurement;

/// <summary>
/// A training step as a user of TorchSharp would write it: its operators, optimizer and clipping, contiguous float32, the system's
/// allocator. The network, the loss and the moving average are those of every other step.
/// </summary>
internal sealed class PlainStep : IDisposable
{
    private readonly DetectionModel _model;
    private readonly ComputeLoss _loss;
    private readonly optim.Optimizer _optimizer;
    private readonly ModelEma _ema;

    /// <summary>Makes network and optimizer, and leaves this process to the system's allocator and to libtorch's operators.</summary>
    /// <param name="config">Network, image size, device, hyper-parameters.</param>
    /// <param name="classCount">Number of classes.</param>
    public PlainStep(TrainingConfig config, int classCount)
    {
        DeviceMemory.UseSystemAllocator();
        OwnOperators.Disable();
        manual_seed(config.Seed);
        _model = new DetectionModel(ModelDescription.Load(config.Model) with { ClassCount = classCount });
        _model.to(device(config.Device));
        _model.train();
        Hyperparameters hyp = config.Hyperparameters;
        _loss = new ComputeLoss(_model, hyp.Scaled(_model.Head.Levels, classCount, config.ImageSize));
        _optimizer = optim.SGD(
            ModelParameters.Groups(_model, hyp.InitialLearningRate, hyp.Momentum, hyp.WeightDecay).Select(group => new SGD.ParamGroup(
                group.Parameters.Select(parameter => (Parameter)parameter.Value), group.LearningRate, group.Momentum, weight_decay: group.WeightDecay, nesterov: true)),
            hyp.InitialLearningRate,
            hyp.Momentum,
            nesterov: true);
        _ema = new ModelEma(_model);
    }

    /// <summary>Runs the step on one batch and waits for the device.</summary>
    /// <param name="images">[N, 3, H, W] bytes on the host; remains owned by the caller.</param>
    /// <param name="targets">Six values a label: image, class, centre x, centre y, width, height.</param>
    public void Run(Tensor images, ReadOnlySpan<float> targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = images.to(_model.Device()).to(ScalarType.Float32).div_(255);
        DetectOutput output = _model.call(input);
        LossResult loss = _loss.Forward(output.Maps, targets);
        loss.Total.backward();
        nn.utils.clip_grad_norm_(_model.parameters(), TrainingStep.MaxGradientNorm);
        _optimizer.step();
        _optimizer.zero_grad();
        _ema.Update(_model);
        DeviceMemory.Synchronize(_model.Device());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ema.Dispose();
        _optimizer.Dispose();
        _loss.Dispose();
        _model.Dispose();
    }
}
