using LibTorch.Stable;
using LibTorch.Unstable;
using Schemes.MixedPrecision;
using TorchSharp;

namespace Schemes.Checkpointing;

/// <summary>
/// A part of a network as one node of the graph: its backward pass runs inside the node's, and when that ends, the gradients of all its
/// parameters are complete.
/// </summary>
/// <remarks>
/// The node either keeps the graph of its own forward pass, or computes that again from its inputs. The second computation has the
/// same inputs, random state and autocast state as the first. It does not change again what the first has changed (BatchNorm's
/// running statistics).
/// </remarks>
internal sealed class SegmentNode : IDisposable
{
    private readonly Func<torch.Tensor[], torch.Tensor[]> _segment;
    private readonly IReadOnlyList<torch.Tensor> _buffers;
    private readonly DeviceType _device;
    private readonly AutocastState _autocast;
    private readonly RandomStates? _random;
    private readonly torch.Tensor[] _inputs;
    private GraphEntrance? _entrance;

    private SegmentNode(Func<torch.Tensor[], torch.Tensor[]> segment, IReadOnlyList<torch.Tensor> inputs, bool recompute, IReadOnlyList<torch.Tensor> buffers)
    {
        _segment = segment;
        _buffers = buffers;
        _device = inputs[0].device_type;
        _autocast = AutocastState.Get(_device);
        _random = recompute ? RandomStates.Capture(_device, inputs[0].device_index) : null;
        _inputs = [.. inputs.Select(input => input.detach().DetachFromDisposeScope().requires_grad_(input.requires_grad))];
    }

    /// <summary>Called before the node's backward pass.</summary>
    private Action? Begin { get; init; }

    /// <summary>Called after it, when the gradients of the parameters are complete.</summary>
    private Action? End { get; init; }

    /// <summary>Runs a segment.</summary>
    /// <param name="segment">Computes outputs from inputs: now, and once more if it is recomputed, in the backward pass.</param>
    /// <param name="inputs">Inputs of the segment; they remain owned by the caller.</param>
    /// <param name="recompute">True to keep nothing but the inputs.</param>
    /// <param name="buffers">Tensors that the segment changes as it runs; a second run leaves them unchanged.</param>
    /// <param name="begin">Called before the backward pass.</param>
    /// <param name="end">Called after the backward pass, when the gradients of the segment's parameters are complete.</param>
    /// <returns>The outputs, which belong to the caller.</returns>
    public static torch.Tensor[] Run(
        Func<torch.Tensor[], torch.Tensor[]> segment, IReadOnlyList<torch.Tensor> inputs, bool recompute, IReadOnlyList<torch.Tensor>? buffers = null, Action? begin = null, Action? end = null)
    {
        if (!torch.is_grad_enabled())
            return Call(segment, inputs);
        SegmentNode node = new(segment, inputs, recompute, buffers ?? []) { Begin = begin, End = end };
        torch.Tensor[] outputs;
        try
        {
            outputs = node.Forward();
        }
        catch
        {
            node.Dispose();
            throw;
        }

        try
        {
            return GraphNode.Attach(inputs, outputs, node.Backward, node.Dispose);
        }
        finally
        {
            foreach (torch.Tensor output in outputs)
                output.Dispose();
        }
    }

    private torch.Tensor[] Forward()
    {
        if (_random is null)
            return Enter(Call(_segment, _inputs));

        using (torch.no_grad())

        // Weights cast here carry no graph; in the cache they would serve a later computation that needs one.
        using (new Autocast(_device, _autocast.Type, _autocast.Enabled, cacheWeights: false))
            return Detached(Call(_segment, _inputs));
    }

    private torch.Tensor?[] Backward(torch.Tensor?[] gradients)
    {
        Begin?.Invoke();
        if (_random is not null)
            Recompute();
        _entrance!.Run(gradients);
        torch.Tensor?[] ofInputs = [.. _inputs.Select(input => input.grad?.DetachFromDisposeScope())];
        Dispose();
        End?.Invoke();
        return ofInputs;
    }

    private void Recompute()
    {
        using RandomStates.Scope replay = _random!.Replay();
        using SetAside aside = new(_buffers);
        using IDisposable grad = torch.enable_grad();
        using Autocast cast = new(_device, _autocast.Type, _autocast.Enabled, _autocast.CachesWeights);
        foreach (torch.Tensor result in Enter(Call(_segment, _inputs)))
            result.Dispose();
    }

    // Keeps the graph of results, and nothing of them that the graph does not need.
    private torch.Tensor[] Enter(torch.Tensor[] results)
    {
        _entrance = new GraphEntrance(results);
        return Detached(results);
    }

    private static torch.Tensor[] Detached(torch.Tensor[] results)
    {
        torch.Tensor[] detached = [.. results.Select(result => result.detach())];
        foreach (torch.Tensor result in results)
            result.Dispose();
        return detached;
    }

    /// <summary>Releases what the node has saved.</summary>
    public void Dispose()
    {
        foreach (torch.Tensor input in _inputs)
            input.Dispose();
        _entrance?.Dispose();
        _entrance = null;
    }

    // Runs the segment in a scope of its own, on handles of its own.
    private static torch.Tensor[] Call(Func<torch.Tensor[], torch.Tensor[]> segment, IReadOnlyList<torch.Tensor> inputs)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor[] own = [.. inputs.Select(TensorMemory.Alias)];
        torch.Tensor[] outputs = segment(own);

        // An output may be an input, or stand twice: each gets a handle of its own.
        return [.. outputs.Select(output => TensorMemory.Alias(output).DetachFromDisposeScope())];
    }

    /// <summary>
    /// Puts other memory under tensors for a while. Exchanging what a tensor object holds leaves its version alone, so
    /// that operators which have saved it for their backward pass do not object.
    /// </summary>
    private sealed class SetAside : IDisposable
    {
        private readonly IReadOnlyList<torch.Tensor> _tensors;
        private readonly torch.Tensor[] _originals;

        public SetAside(IReadOnlyList<torch.Tensor> tensors)
        {
            _tensors = tensors;
            _originals = new torch.Tensor[tensors.Count];
            for (int i = 0; i < tensors.Count; i++)
            {
                _originals[i] = tensors[i].detach().DetachFromDisposeScope();
                using torch.Tensor scratch = torch.empty_like(tensors[i]).DetachFromDisposeScope();
                TensorMemory.SetData(tensors[i], scratch);
            }
        }

        public void Dispose()
        {
            for (int i = 0; i < _originals.Length; i++)
            {
                TensorMemory.SetData(_tensors[i], _originals[i]);
                _originals[i].Dispose();
            }
        }
    }
}
