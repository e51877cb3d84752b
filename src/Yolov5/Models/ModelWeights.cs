using System.Runtime.InteropServices;
using Schemes.Optimizers;
using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Moves weights between files and networks.</summary>
public static class ModelWeights
{
    /// <summary>
    /// Loads the weights that fit, by name and shape; the rest of the network keeps its fresh values, as the head does when the number of
    /// classes differs. Half precision becomes single.
    /// </summary>
    /// <param name="model">The network, on any device.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="keepAnchors">True if the network keeps its own anchors, as when they were given apart from the weights.</param>
    public static WeightTransfer Load(DetectionModel model, StateDict weights, bool keepAnchors = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(weights);
        using IDisposable noGrad = no_grad();
        List<string> fresh = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        int total = 0;
        foreach ((string name, Tensor target) in model.State())
        {
            total++;
            names.Add(name);
            bool kept = keepAnchors && name.Contains("anchor", StringComparison.Ordinal);
            if (kept || !weights.TryGet(name, out StoredTensor? stored) || !stored.Shape.AsSpan().SequenceEqual(target.shape))
            {
                fresh.Add(name);
                continue;
            }

            using Tensor value = ToTensor(stored, target.is_floating_point());
            target.copy_(value);
        }

        return new WeightTransfer(total, fresh, [.. weights.Select(stored => stored.Name).Where(name => !names.Contains(name))]);
    }

    /// <summary>Creates the network that a checkpoint describes, with the checkpoint's weights; it is owned by the caller.</summary>
    /// <param name="checkpoint">One with a description, as YOLOv5's own and those of this program have.</param>
    /// <exception cref="InvalidInputException">The checkpoint does not describe its network, or its weights do not fit that.</exception>
    public static DetectionModel Restore(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        DetectionModel model = new(Describe(checkpoint));
        WeightTransfer transfer = Load(model, checkpoint.StateDict);
        if (transfer.Fresh.Count == 0)
            return model;
        model.Dispose();
        throw new InvalidInputException($"{checkpoint.Path}: {transfer.Fresh[0]} is missing or of another shape than its network's description says ({transfer}).");
    }

    /// <summary>Creates the network that weights are for: the one that the checkpoint describes, or another that is named.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="model">A size or the path of a model file, which takes precedence; null for the checkpoint's own description.</param>
    /// <exception cref="InvalidInputException">The weights are for another network, or do not say which.</exception>
    public static DetectionModel Restore(Checkpoint checkpoint, string? model)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (string.IsNullOrEmpty(model))
            return Restore(checkpoint);
        ModelDescription description = ModelDescription.Load(model);
        DetectionModel restored = new(description with { ClassCount = checkpoint.ClassCount ?? description.ClassCount });
        WeightTransfer transfer = Load(restored, checkpoint.StateDict);
        if (transfer.Fresh.Count == 0)
            return restored;
        restored.Dispose();
        throw new InvalidInputException($"--cfg {model}: the weights of {checkpoint.Path} are for another network ({transfer}; {transfer.Fresh[0]} is missing or of another shape).");
    }

    /// <summary>Describes a checkpoint's network, with the number of classes that its weights are for.</summary>
    /// <exception cref="InvalidInputException">The checkpoint does not describe its network.</exception>
    public static ModelDescription Describe(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (checkpoint.ModelYamlText is not { } yaml)
            throw new InvalidInputException($"{checkpoint.Path}: holds only weights and does not describe their network; name it, for example with --cfg yolov5s.");
        ModelDescription description = ModelDescription.Parse(yaml, checkpoint.Path);
        return description with
        {
            Name = Path.GetFileNameWithoutExtension(checkpoint.Path),
            ClassCount = checkpoint.ClassCount ?? description.ClassCount,
        };
    }

    /// <summary>The network's state dictionary for a file, copied to the host.</summary>
    /// <param name="model">The network, on any device.</param>
    /// <param name="type">Type of the floating tensors in the file; YOLOv5 saves half precision.</param>
    /// <param name="whole">The parameters by their names in the state dictionary, a part at a time, if the network itself does not hold them (ZeRO).</param>
    public static StateDict Save(DetectionModel model, StoredType type = StoredType.Float32, IEnumerable<IReadOnlyList<NamedParameter>>? whole = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<string, StoredTensor> apart = (whole ?? []).SelectMany(part => part.Select(entry => Stored(entry.Name, entry.Value, type))).ToDictionary(stored => stored.Name);
        return new StateDict(model.State().Select(entry => apart.GetValueOrDefault(entry.Key) ?? Stored(entry.Key, entry.Value, type)));
    }

    /// <summary>Describes the network of a <c>.pt</c> file, of a size by its name, or of a model YAML.</summary>
    /// <param name="model">A path or a name.</param>
    /// <exception cref="InvalidInputException">There is no such file or size, or it describes no network.</exception>
    public static ModelDescription Describe(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.EndsWith(".pt", StringComparison.OrdinalIgnoreCase) ? Describe(Checkpoint.Read(model)) : ModelDescription.Load(model);
    }

    /// <summary>A tensor of a file on the host: floating ones in float32, others in int64. It belongs to the caller.</summary>
    internal static Tensor ToTensor(StoredTensor stored, bool floating) => floating ? tensor(stored.ToSingle(), stored.Shape) : tensor(Integers(stored), stored.Shape);

    /// <summary>A tensor for a file: floating ones in a type, others in int64.</summary>
    internal static StoredTensor Stored(string name, Tensor value, StoredType type)
    {
        using Tensor detached = value.detach();
        bool floating = value.is_floating_point();
        using Tensor host = detached.to(floating ? ScalarType.Float32 : ScalarType.Int64, CPU);
        using Tensor dense = host.contiguous();
        return floating
            ? StoredTensor.FromSingle(name, value.shape, dense.data<float>().ToArray()).To(type)
            : StoredTensor.FromInt64(name, value.shape, dense.data<long>().ToArray());
    }

    private static long[] Integers(StoredTensor stored) => stored.Type == StoredType.Int64
        ? MemoryMarshal.Cast<byte, long>(stored.Data.Span).ToArray()
        : Array.ConvertAll(stored.ToSingle(), value => (long)value);
}
