using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// Some consecutive layers of a network as a function from tensors to tensors: the unit of activation checkpointing.
/// Skip connections that pass over it concern neither its inputs nor its outputs.
/// </summary>
public sealed class ModelSegment
{
    private readonly IReadOnlyList<ModelLayer> _layers;
    private readonly NormBase[] _norms;

    internal ModelSegment(IReadOnlyList<ModelLayer> layers, int begin, int end)
    {
        _layers = layers;
        Begin = begin;
        End = end;
        Inputs = [.. layers.Skip(begin).Take(end - begin).SelectMany(layer => layer.From).Where(from => from < begin).Distinct().Order()];
        Outputs = [.. Enumerable.Range(begin, end - begin).Where(i => layers[i].LastUse >= end)];
        _norms = [.. Layers.SelectMany(layer => layer.Module.SelfAndDescendants()).OfType<NormBase>()];
    }

    /// <summary>Index of the first layer.</summary>
    public int Begin { get; }

    /// <summary>Index after the last layer.</summary>
    public int End { get; }

    /// <summary>The layers outside whose outputs are needed inside, ascending; -1 is the image.</summary>
    public IReadOnlyList<int> Inputs { get; }

    /// <summary>
    /// The layers inside whose outputs are needed after it, ascending; empty for the segment with the detection head,
    /// which returns that head's tensors instead.
    /// </summary>
    public IReadOnlyList<int> Outputs { get; }

    /// <summary>True if the detection head is in it.</summary>
    public bool HasHead => End == _layers.Count;

    /// <summary>The layers, in order.</summary>
    public IEnumerable<ModelLayer> Layers => _layers.Skip(Begin).Take(End - Begin);

    /// <summary>
    /// Buffers that a run in training mode changes: the running statistics and counters of batch norm. A second run of the same
    /// step has to leave them alone. The tensors stay the modules'.
    /// </summary>
    public IReadOnlyList<Tensor> RunningStatistics => [.. _norms.SelectMany(norm => norm.buffers(recurse: false))];

    /// <summary>
    /// Runs the layers. The inputs remain owned by the caller, the outputs become so; everything else is released as soon as
    /// no layer needs it.
    /// </summary>
    /// <param name="inputs">One tensor for each of <see cref="Inputs"/>, in that order.</param>
    /// <returns>
    /// One tensor for each of <see cref="Outputs"/>; from the segment with the head its maps while training, the
    /// predictions and the maps otherwise.
    /// </returns>
    public Tensor[] Run(IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count != Inputs.Count)
            throw new ArgumentException($"{this} takes {Inputs.Count} tensors, not {inputs.Count}.", nameof(inputs));
        Tensor?[] inside = new Tensor?[End - Begin];
        try
        {
            for (int i = Begin; i < End; i++)
            {
                ModelLayer layer = _layers[i];
                Tensor[] results = layer.Run([.. layer.From.Select(from => from < Begin ? inputs[IndexOf(Inputs, from)] : inside[from - Begin]!)]);
                if (layer.Kind == LayerKind.Detect)
                    return results;
                inside[i - Begin] = results[0];
                LetGo(inside, layer);
            }

            return [.. Outputs.Select(output => Take(inside, output - Begin))];
        }
        finally
        {
            foreach (Tensor? left in inside)
                left?.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => End - Begin == 1 ? $"model.{Begin}" : $"model.{Begin}-{End - 1}";

    private void LetGo(Tensor?[] inside, ModelLayer used)
    {
        foreach (int from in used.From)
        {
            if (from >= Begin && _layers[from].LastUse == used.Index)
                Take(inside, from - Begin)?.Dispose();
        }
    }

    // Tensors taken out of the table are no longer disposed with it.
    private static Tensor Take(Tensor?[] table, int index)
    {
        Tensor? tensor = table[index];
        table[index] = null;
        return tensor!;
    }

    private static int IndexOf(IReadOnlyList<int> list, int value)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] == value)
                return i;
        }

        throw new ArgumentOutOfRangeException(nameof(value));
    }
}
