using Schemes;
using Schemes.Distributed;
using Schemes.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// YOLOv5's network: images [N, C, H, W] in float (0..1), C as its description says, H and W multiples of <see cref="LargestStride"/>, to
/// <see cref="DetectOutput"/>. Names, shapes and order of its state dictionary are those of YOLOv5 v7.0.
/// </summary>
public sealed class DetectionModel : nn.Module<Tensor, DetectOutput>
{
    private readonly ModuleList<nn.Module> model;
    private readonly IReadOnlyList<ModelSegment> _whole;

    /// <summary>Creates the network with fresh weights, as PyTorch's convolutions begin.</summary>
    /// <param name="description">Description of the network.</param>
    /// <exception cref="InvalidInputException">The layers do not fit together.</exception>
    public DetectionModel(ModelDescription description)
        : this(description, fused: false)
    {
    }

    private DetectionModel(ModelDescription description, bool fused)
        : base(nameof(DetectionModel))
    {
        ArgumentNullException.ThrowIfNull(description);
        TorchDevices.Start();
        Description = description;
        IsFused = fused;
        Layers = ModelBuilder.Build(description, fused);
        model = new ModuleList<nn.Module>([.. Layers.Select(layer => layer.Module)]);
        _whole = [new ModelSegment(Layers, 0, Layers.Count)];
        RegisterComponents();
    }

    /// <summary>Description of the network.</summary>
    public ModelDescription Description { get; }

    /// <summary>The top-level modules in order.</summary>
    public IReadOnlyList<ModelLayer> Layers { get; }

    /// <summary>The detection head, which is the last layer.</summary>
    /// <remarks>Computed, since a field with a module in it would be registered a second time.</remarks>
    public Detect Head => (Detect)Layers[^1].Module;

    /// <summary>True if batch norm is folded into the convolutions; such a network is for inference only.</summary>
    public bool IsFused { get; }

    /// <summary>Largest stride of the detection levels: image sides must be multiples of it.</summary>
    public int LargestStride => Detect.LargestStride(Head.Strides);

    /// <inheritdoc/>
    public override DetectOutput forward(Tensor input) => Run(input, _whole, static (segment, inputs) => segment.Run(inputs));

    /// <summary>The layers cut into segments of <paramref name="interval"/> layers; the last one may be shorter.</summary>
    /// <param name="interval">Layers for each segment, at least 1.</param>
    public IReadOnlyList<ModelSegment> Segments(int interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        return [.. Enumerable.Range(0, (Layers.Count + interval - 1) / interval)
            .Select(i => new ModelSegment(Layers, i * interval, Math.Min((i + 1) * interval, Layers.Count)))];
    }

    /// <summary>
    /// Runs the network segment by segment, each through <paramref name="run"/>, which calls <see cref="ModelSegment.Run"/>
    /// itself or has a scheme (activation checkpointing, say) call it. Equal to <see cref="forward"/>, bit for bit.
    /// </summary>
    /// <param name="images">[N, C, H, W] in float; remains owned by the caller.</param>
    /// <param name="segments">Segments from <see cref="Segments"/>.</param>
    /// <param name="run">
    /// Gets a segment and its inputs, and returns its outputs. It does not dispose the inputs; they are released when
    /// no later segment needs them.
    /// </param>
    public DetectOutput Run(Tensor images, IReadOnlyList<ModelSegment> segments, Func<ModelSegment, Tensor[], Tensor[]> run)
    {
        ArgumentNullException.ThrowIfNull(segments);
        ArgumentNullException.ThrowIfNull(run);
        CheckImages(images);
        Dictionary<int, Tensor> alive = [];
        try
        {
            foreach (ModelSegment segment in segments)
            {
                Tensor[] outputs = run(segment, [.. segment.Inputs.Select(input => input < 0 ? images : alive[input])]);
                if (segment.HasHead)
                    return DetectOutput.From(outputs, Head.Levels);
                for (int i = 0; i < outputs.Length; i++)
                    alive.Add(segment.Outputs[i], outputs[i]);
                foreach (int done in alive.Keys.Where(index => Layers[index].LastUse < segment.End).ToArray())
                {
                    alive[done].Dispose();
                    alive.Remove(done);
                }
            }

            throw new ArgumentException("The segments end before the detection head.", nameof(segments));
        }
        finally
        {
            foreach (Tensor left in alive.Values)
                left.Dispose();
        }
    }

    /// <summary>
    /// The same network with every batch norm folded into its convolution: fewer and faster layers for inference.
    /// This one is not changed; the result is owned by the caller, in evaluation mode and on the same device.
    /// </summary>
    public DetectionModel Fuse()
    {
        if (IsFused)
            throw new InvalidOperationException("The network is fused already.");
        DetectionModel fused = new(Description, fused: true);
        string[] folded = [.. this.Named().Where(each => each.Value is Conv).Select(each => $"{each.Key}.")];
        HashSet<string> own = [.. this.State().Select(entry => entry.Key).Where(name => !folded.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))];
        this.CopyTo(fused, device: this.Device(), own.Contains);
        foreach ((Conv from, Conv to) in Convolutions(this).Zip(Convolutions(fused)))
            to.FoldFrom(from);
        fused.eval();
        return fused;
    }

    /// <summary>A copy with tensors of its own, on the same device and in the same mode; it is owned by the caller.</summary>
    public DetectionModel Clone()
    {
        DetectionModel copy = new(Description, IsFused);
        this.CopyTo(copy, device: this.Device(), static _ => true);
        copy.train(training);
        return copy;
    }

    /// <summary>
    /// Fuses, or separates, batch norm and SiLU of every block in training, see <see cref="BatchNormSilu"/>.
    /// </summary>
    /// <param name="fuse">True to fuse them.</param>
    public void FuseActivations(bool fuse)
    {
        foreach (Conv convolution in Convolutions(this))
            convolution.FusesActivation = fuse;
    }

    /// <summary>True if batch norm is computed over several ranks.</summary>
    public bool SynchronizesNorms { get; private set; }

    /// <summary>Computes every batch norm, in training, over the elements of all ranks; see <see cref="BatchNormalization"/>.</summary>
    /// <param name="ranks">The ranks, which remain the caller's; null computes it over this rank's alone again.</param>
    public void SynchronizeNorms(ProcessGroup? ranks)
    {
        SynchronizesNorms = ranks is not null;
        foreach (ISynchronizedNorm norm in this.SelfAndDescendants().OfType<ISynchronizedNorm>().Concat(Layers))
            norm.Ranks = ranks;
    }

    private static IEnumerable<Conv> Convolutions(nn.Module module) => module.SelfAndDescendants().OfType<Conv>();

    private void CheckImages(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        long[] shape = images.shape;
        if (shape.Length != 4 || shape[1] != Description.Channels || shape[2] % LargestStride != 0 || shape[3] % LargestStride != 0 || shape[2] * shape[3] == 0)
        {
            throw new ArgumentException(
                $"Images of shape [{string.Join(", ", shape)}]; [N, {Description.Channels}, H, W] with H and W multiples of {LargestStride} is expected.", nameof(images));
        }
    }
}
