using Schemes;
using Schemes.Checkpointing;
using Schemes.Memory;
using Schemes.MixedPrecision;
using TorchSharp;
using Yolov5.Models;
using static TorchSharp.torch;

namespace Yolov5.Execution;

/// <summary>A network's forward pass as a scheme wants it: checkpointed or not, in which order of elements.</summary>
public sealed class SchemeForward
{
    private readonly DetectionModel _model;
    private readonly Scheme _scheme;
    private readonly Device _device;
    private readonly IReadOnlyList<ModelSegment> _segments = [];

    /// <summary>Prepares a network for a scheme; its weights are brought into the scheme's order.</summary>
    /// <param name="model">The network, on the device where it is trained; stays the caller's.</param>
    /// <param name="scheme">The scheme.</param>
    public SchemeForward(DetectionModel model, Scheme scheme)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(scheme);
        _model = model;
        _scheme = scheme.Validated();
        _device = model.Device();
        if (scheme.MemoryFormat != MemoryFormat.Contiguous)
            model.ToMemoryFormat(scheme.MemoryFormat);
        if (scheme.CheckpointInterval == 0)
            return;
        _segments = model.Segments(scheme.CheckpointInterval);
    }

    /// <summary>The scope that the forward pass and the loss run in; null without autocast.</summary>
    public Autocast? Precision() =>
        _scheme.UsesAutocast ? new Autocast(_device.type, _scheme.AutocastType(_device.type)) : null;

    /// <summary>
    /// Brings a batch to the device as the network takes it: 0..1, in the scheme's order, in float32 or under autocast
    /// in the type that the first convolution would cast it to.
    /// </summary>
    /// <param name="images">[N, 3, H, W] bytes on the host; stays the caller's.</param>
    /// <returns>A tensor of the caller's.</returns>
    public Tensor Normalise(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using DisposeScope scope = NewDisposeScope();

        // Bytes are sent and reordered, a quarter of what floats would take.
        Tensor there = images.to(_device);
        if (_scheme.MemoryFormat != MemoryFormat.Contiguous)
            there = there.ToMemoryFormat(_scheme.MemoryFormat);
        Tensor scaled = there.to(ScalarType.Float32).div_(255);

        // The same bits as autocast's own cast, without the float32 images staying beside them through the step.
        if (_scheme.UsesAutocast)
            scaled = scaled.to(_scheme.AutocastType(_device.type));
        return scaled.MoveToOuterDisposeScope();
    }

    /// <summary>Runs the network, inside the scope of <see cref="Precision"/>.</summary>
    /// <param name="images">What <see cref="Normalise"/> gave.</param>
    public DetectOutput Run(Tensor images) => _segments.Count == 0
        ? _model.call(images)
        : _model.Run(images, _segments, (segment, inputs) => ActivationCheckpoint.Run(segment.Run, inputs, segment.RunningStatistics));
}
