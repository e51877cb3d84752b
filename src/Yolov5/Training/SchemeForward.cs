using System.Globalization;
using Schemes;
using Schemes.Checkpointing;
using Schemes.Distributed;
using Schemes.Memory;
using Schemes.MixedPrecision;
using Schemes.Optimizers;
using Schemes.Zero;
using TorchSharp;
using Yolov5.Models;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>A network's forward pass under a scheme: with its checkpoints and its order of elements.</summary>
public sealed class SchemeForward
{
    // Layers that ZeRO gathers, reduces and releases together if the scheme has no checkpoints.
    private const int LayersOfUnit = 4;

    private readonly DetectionModel _model;
    private readonly Scheme _scheme;
    private readonly ZeroOptimizer? _zero;
    private readonly DataParallel? _parallel;
    private readonly Device _device;
    private readonly int _interval;
    private readonly IReadOnlyList<ModelSegment> _segments = [];

    /// <summary>Prepares a network for a scheme; its weights are brought into the scheme's order.</summary>
    /// <param name="model">The network, on the device where it is trained; remains owned by the caller.</param>
    /// <param name="scheme">The scheme.</param>
    /// <param name="zero">Optimizer that <see cref="Partition"/> returned for the network under a scheme with ZeRO; it remains owned by the caller.</param>
    /// <param name="parallel">Averaging of gradients over ranks that <see cref="Parallelise"/> returned for the network; null in a world of one and with ZeRO.</param>
    public SchemeForward(DetectionModel model, Scheme scheme, ZeroOptimizer? zero = null, DataParallel? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(scheme);
        _model = model;
        _scheme = scheme.Validated();
        _zero = zero;
        _parallel = parallel;
        _device = model.Device();
        if (scheme.ZeroStage != (zero?.Options.Stage ?? 0))
            throw new ArgumentException($"Scheme {scheme.Id} has ZeRO stage {scheme.ZeroStage}, the network's parameters are divided for stage {zero?.Options.Stage ?? 0}.", nameof(zero));
        if (scheme.MemoryFormat != MemoryFormat.Contiguous && zero is null)
            model.ToMemoryFormat(scheme.MemoryFormat);
        model.FuseActivations(scheme.Fused);
        _interval = Interval(scheme, parallel is not null);
        if (_interval > 0)
            _segments = model.Segments(_interval);
    }

    /// <summary>A forward pass without gradients: what the scheme says of training has no meaning there.</summary>
    /// <param name="model">The network, in evaluation mode; remains owned by the caller, and is brought into the scheme's order.</param>
    /// <param name="scheme">The scheme.</param>
    public static SchemeForward ForInference(DetectionModel model, Scheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return new SchemeForward(model, scheme with { CheckpointInterval = 0, ZeroStage = 0, Offload = Offload.None });
    }

    /// <summary>Divides a network's training state as a scheme with ZeRO says; its weights are brought into the scheme's order.</summary>
    /// <param name="model">The network, on the device where it is trained; its parameters are the result's from here on.</param>
    /// <param name="scheme">The scheme.</param>
    /// <param name="groups">The network's parameters, as <see cref="Optimization.ModelParameters"/> names them.</param>
    /// <param name="optimizer">Makes the optimizer of this rank's shares.</param>
    /// <param name="group">The ranks; remains owned by the caller.</param>
    public static ZeroOptimizer Partition(
        DetectionModel model, Scheme scheme, IReadOnlyList<ParameterGroup> groups, Func<IReadOnlyList<ParameterGroup>, Optimizer> optimizer, ProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(groups);
        ZeroOptions options = ZeroOptions.For(scheme.Validated(), model.Device());
        if (scheme.MemoryFormat != MemoryFormat.Contiguous)
            model.ToMemoryFormat(scheme.MemoryFormat);
        HashSet<string> trained = [.. groups.SelectMany(members => members.Parameters).Select(parameter => parameter.Name)];
        ILookup<int, string> byLayer = model.State()
            .Select(entry => entry.Key)
            .Where(trained.Contains)
            .ToLookup(name => int.Parse(name.Split('.')[1], CultureInfo.InvariantCulture));
        ZeroUnit[] units = [.. model.Segments(Interval(scheme, isParallel: false)).Select(segment => new ZeroUnit(
            segment.ToString(), [.. Enumerable.Range(segment.Begin, segment.End - segment.Begin).SelectMany(layer => byLayer[layer])]))];
        return new ZeroOptimizer(units, groups, optimizer, options, group);
    }

    /// <summary>Plans how ranks that have a copy of the network each average their gradients; its weights are brought into the scheme's order.</summary>
    /// <param name="model">The network, on the device where it is trained.</param>
    /// <param name="scheme">The scheme, without ZeRO.</param>
    /// <param name="groups">The network's parameters, as <see cref="Optimization.ModelParameters"/> names them.</param>
    /// <param name="group">The ranks; remains owned by the caller.</param>
    public static DataParallel Parallelise(DetectionModel model, Scheme scheme, IReadOnlyList<ParameterGroup> groups, ProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(groups);
        if (scheme.MemoryFormat != MemoryFormat.Contiguous)
            model.ToMemoryFormat(scheme.MemoryFormat);
        ILookup<int, NamedParameter> byLayer = groups.SelectMany(members => members.Parameters)
            .ToLookup(parameter => int.Parse(parameter.Name.Split('.')[1], CultureInfo.InvariantCulture));
        return new DataParallel(
            [.. model.Segments(Interval(scheme, isParallel: true)).Select(segment => (IReadOnlyList<NamedParameter>)[.. Enumerable.Range(segment.Begin, segment.End - segment.Begin).SelectMany(layer => byLayer[layer])])],
            group);
    }

    /// <summary>The scope that the forward pass and the loss run in; null without autocast.</summary>
    public Autocast? Precision() =>
        _scheme.UsesAutocast ? new Autocast(_device.type, _scheme.AutocastType(_device.type)) : null;

    /// <summary>
    /// Brings a batch to the device as the network takes it: 0..1, in the scheme's order, in float32 or under autocast
    /// in the type that the first convolution would cast it to.
    /// </summary>
    /// <param name="images">[N, C, H, W] bytes on the host; remains owned by the caller.</param>
    /// <returns>A tensor that belongs to the caller.</returns>
    public Tensor Normalise(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using DisposeScope scope = NewDisposeScope();

        // Bytes are sent and reordered, a quarter of what floats would take.
        Tensor there = images.to(_device);
        if (_scheme.MemoryFormat != MemoryFormat.Contiguous)
            there = there.ToMemoryFormat(_scheme.MemoryFormat);
        Tensor scaled = there.to(ScalarType.Float32).div_(255);

        // The same bits as autocast's own cast, without keeping the float32 images during the step.
        if (_scheme.UsesAutocast)
            scaled = scaled.to(_scheme.AutocastType(_device.type));
        return scaled.MoveToOuterDisposeScope();
    }

    /// <summary>Runs the network, inside the scope of <see cref="Precision"/>.</summary>
    /// <param name="images">Images from <see cref="Normalise"/>.</param>
    public DetectOutput Run(Tensor images) => _segments.Count == 0 ? _model.call(images) : _model.Run(images, _segments, Run);

    private static int Interval(Scheme scheme, bool isParallel) => scheme.CheckpointInterval > 0 ? scheme.CheckpointInterval
        : scheme.ZeroStage > 0 ? LayersOfUnit
        : isParallel ? 1
        : 0;

    private Tensor[] Run(ModelSegment segment, Tensor[] inputs)
    {
        bool recompute = _scheme.CheckpointInterval > 0;
        if (_parallel is not null)
        {
            Tensor[] watched = _parallel.Watch(segment.Begin / _interval, inputs);
            try
            {
                return recompute ? ActivationCheckpoint.Run(segment.Run, watched, segment.RunningStatistics) : segment.Run(watched);
            }
            finally
            {
                foreach (Tensor input in watched)
                    input.Dispose();
            }
        }

        return _zero is not null ? _zero.Run(segment.Begin / _interval, segment.Run, inputs, recompute, segment.RunningStatistics)
            : recompute ? ActivationCheckpoint.Run(segment.Run, inputs, segment.RunningStatistics)
            : segment.Run(inputs);
    }
}
