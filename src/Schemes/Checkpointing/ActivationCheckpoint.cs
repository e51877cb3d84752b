using Interop;
using Schemes.MixedPrecision;
using TorchSharp;

namespace Schemes.Checkpointing;

/// <summary>
/// Runs a part of a network without keeping its activations, and computes them again when the backward pass needs them
/// (Chen et al., Training Deep Nets with Sublinear Memory Cost, 2016).
/// </summary>
/// <remarks>
/// The second computation sees what the first saw: the same inputs, random state and autocast state. What the first has
/// changed (BatchNorm's running statistics) it does not change again. The gradients are those of the plain computation
/// to the bit wherever the operators are deterministic.
/// </remarks>
public static class ActivationCheckpoint
{
    private static readonly Operator EmptyLike = Operator.Named("aten::empty_like");
    private static readonly Operator Detach = Operator.Named("aten::detach");

    /// <summary>Runs a segment.</summary>
    /// <param name="segment">
    /// Computes outputs from inputs. Called once now, without recording a graph, and once in the backward pass. It may
    /// use parameters and buffers; all other tensors have to come in through its argument.
    /// </param>
    /// <param name="inputs">What the segment takes; stays the caller's.</param>
    /// <param name="buffers">Tensors that the segment changes as it runs; the second run leaves them alone.</param>
    /// <returns>The outputs, which belong to the caller.</returns>
    public static torch.Tensor[] Run(Func<torch.Tensor[], torch.Tensor[]> segment, IReadOnlyList<torch.Tensor> inputs, IReadOnlyList<torch.Tensor>? buffers = null)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0)
            throw new ArgumentException("A segment needs at least one input.", nameof(inputs));

        if (!Autograd.GradMode)
        {
            return Call(segment, [.. inputs.Select(input => input.alias())]);
        }

        DeviceType device = inputs[0].device_type;
        int index = inputs[0].device_index;
        AutocastState autocast = AutocastMode.Get((int)device);
        RandomStates random = RandomStates.Capture(device, index);
        torch.Tensor[] outputs;
        using (torch.no_grad())

        // Weights cast here carry no graph; in the cache they would serve a later computation that needs one.
        using (new Autocast(device, (torch.ScalarType)autocast.ScalarType, autocast.Enabled, cacheWeights: false))
            outputs = Call(segment, [.. inputs.Select(input => input.alias())]);

        nint[] Recompute(ReadOnlySpan<nint> handles)
        {
            torch.Tensor[] copies = new torch.Tensor[handles.Length];
            for (int i = 0; i < handles.Length; i++)
                copies[i] = torch.Tensor.UnsafeCreateTensor(TensorHandle.Alias(handles[i]));
            using RandomStates.Scope replay = random.Replay();
            using SetAside aside = new(buffers ?? []);
            using var grad = torch.enable_grad();
            using Autocast cast = new(device, (torch.ScalarType)autocast.ScalarType, autocast.Enabled, autocast.CacheEnabled);
            torch.Tensor[] again = Call(segment, copies);
            nint[] given = [.. again.Select(output => TensorHandle.Alias(output.Handle))];
            foreach (torch.Tensor output in again)
                output.Dispose();
            return given;
        }

        nint[] carrying = CheckpointNode.Attach(
            [.. inputs.Select(input => input.Handle)], [.. outputs.Select(output => output.Handle)], Recompute);
        foreach (torch.Tensor output in outputs)
            output.Dispose();
        GC.KeepAlive(inputs);
        return [.. carrying.Select(torch.Tensor.UnsafeCreateTensor)];
    }

    // Runs the segment in a scope of its own; takes the inputs over.
    private static torch.Tensor[] Call(Func<torch.Tensor[], torch.Tensor[]> segment, torch.Tensor[] inputs)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (torch.Tensor input in inputs)
            scope.Attach(input);
        torch.Tensor[] outputs = segment(inputs);
        torch.Tensor[] kept = new torch.Tensor[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            // An output may be an input, or stand twice: each gets a handle of its own.
            kept[i] = outputs[i].alias().DetachFromDisposeScope();
        }

        return kept;
    }

    /// <summary>
    /// Puts other memory under tensors for a while. Exchanging what a tensor object holds leaves its version alone, so
    /// that operators which have saved it for their backward pass do not object.
    /// </summary>
    private sealed class SetAside : IDisposable
    {
        private readonly IReadOnlyList<torch.Tensor> _tensors;
        private readonly nint[] _originals;

        public SetAside(IReadOnlyList<torch.Tensor> tensors)
        {
            _tensors = tensors;
            _originals = new nint[tensors.Count];
            for (int i = 0; i < tensors.Count; i++)
            {
                Argument tensor = Argument.Tensor(tensors[i].Handle);
                _originals[i] = Detach.Tensor(tensor);
                nint scratch = EmptyLike.Tensor(tensor);
                TensorHandle.SetData(tensors[i].Handle, scratch);
                TensorHandle.Free(scratch);
            }
        }

        public void Dispose()
        {
            for (int i = 0; i < _originals.Length; i++)
            {
                TensorHandle.SetData(_tensors[i].Handle, _originals[i]);
                TensorHandle.Free(_originals[i]);
            }
        }
    }
}
