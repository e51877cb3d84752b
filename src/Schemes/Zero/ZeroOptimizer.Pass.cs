using Schemes.Checkpointing;
using Schemes.Distributed;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Zero;

// A forward and backward pass: units are gathered, and their gradients taken and reduced.
public sealed partial class ZeroOptimizer
{
    // Units of which the gradients may be on their way to other ranks while another unit is computed.
    private const int MostReducing = 2;

    private readonly Queue<PartitionedUnit> _reducing = new();
    private bool _inPass;
    private int _next;

    /// <summary>Begins a forward and backward pass.</summary>
    public ZeroPass BeginPass()
    {
        if (_inPass)
            throw new InvalidOperationException("The last pass has not ended.");
        _inPass = true;
        _next = _units.Length - 1;
        foreach (PartitionedUnit unit in _units)
            unit.Pending = null;
        return new ZeroPass(this);
    }

    /// <summary>
    /// Runs a unit's modules with its parameters gathered, and gathers them again for its backward pass, after which its gradients
    /// are summed over the ranks (from stage 2 on).
    /// </summary>
    /// <param name="unit">Number of one of the units that the optimizer was made with.</param>
    /// <param name="segment">Computes the outputs.</param>
    /// <param name="inputs">Inputs of the segment.</param>
    /// <param name="recompute">True to keep no activations and compute the segment again in the backward pass.</param>
    /// <param name="buffers">Tensors that the segment changes as it runs; a second run leaves them unchanged.</param>
    /// <returns>Outputs of the segment. The unit's parameters reach the loss through these tensors alone.</returns>
    public Tensor[] Run(int unit, Func<Tensor[], Tensor[]> segment, Tensor[] inputs, bool recompute = false, IReadOnlyList<Tensor>? buffers = null)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(inputs);
        if (Options.Stage == 1)
            return recompute ? ActivationCheckpoint.Run(segment, inputs, buffers) : segment(inputs);
        PartitionedUnit partitioned = _units[unit];
        bool records = is_grad_enabled();
        if (records && !_inPass)
            throw new InvalidOperationException("ZeRO takes gradients between BeginPass and Complete only.");
        try
        {
            Gather(unit, next: unit + 1);
            Tensor[] outputs = SegmentNode.Run(segment, inputs, recompute, buffers, () => Gather(unit, next: unit - 1), () => Take(partitioned));
            if (records)
                partitioned.Pending = (partitioned.Pending ?? 0) + 1;
            return outputs;
        }
        finally
        {
            partitioned.Release();
        }
    }

    /// <summary>Ends the accumulation: after it, every rank has the summed gradients of its shares.</summary>
    /// <returns><see cref="Masters"/>, to be unscaled and clipped together with the other ranks.</returns>
    public IReadOnlyList<Parameter> ReduceGradients()
    {
        if (_inPass)
            throw new InvalidOperationException("A pass is under way.");
        if (Options.Stage > 1)
            return Masters;
        try
        {
            foreach (PartitionedUnit unit in _units.Reverse())
            {
                unit.TakeGradients();
                Reduce(unit);
            }

            Commit();
        }
        catch
        {
            ClearGradients();
            throw;
        }

        return Masters;
    }

    internal void Complete()
    {
        if (Options.Stage > 1)
        {
            for (; _next >= 0; _next--)
            {
                _units[_next].TakeGradients();
                _units[_next].Release();
                Reduce(_units[_next]);
            }

            Commit();
        }

        _inPass = false;
    }

    internal void Abandon()
    {
        _inPass = false;
        foreach (PartitionedUnit unit in _units)
        {
            try
            {
                unit.Release();
            }
            catch (CollectiveException)
            {
                // The pass has failed for that reason, or every further use of the group says so.
            }
        }

        if (Options.Stage == 1)
            return;
        foreach (Tensor parameter in _parameters)
            parameter.grad = null;
        ClearGradients();
    }

    // A unit's backward pass has ended.
    private void Take(PartitionedUnit unit)
    {
        if (!_inPass)
            throw new InvalidOperationException("ZeRO takes gradients between BeginPass and Complete only.");
        unit.TakeGradients();
        unit.Release();
        unit.Pending--;

        // In one order on all ranks, whichever unit is ready first.
        for (; _next >= 0 && _units[_next].Pending == 0; _next--)
            Reduce(_units[_next]);
    }

    // The parameters of the unit that comes next travel while this one is computed.
    private void Gather(int unit, int next)
    {
        _units[unit].Gather();
        if (Group.WorldSize > 1 && next >= 0 && next < _units.Length)
            _units[next].StartGather();
    }

    private void Reduce(PartitionedUnit unit)
    {
        unit.StartReduce();
        _reducing.Enqueue(unit);
        while (_reducing.Count > (Group.WorldSize > 1 ? MostReducing : 0))
            _reducing.Dequeue().FinishReduce();
    }

    private void Commit()
    {
        while (_reducing.TryDequeue(out PartitionedUnit? unit))
            unit.FinishReduce();

        // One wait covers the transfers of all units to the host.
        _flats.FirstOrDefault(flat => flat.Gradients.IsOnItsWay)?.Gradients.Wait();
        foreach (FlatPartition flat in _flats)
            flat.Gradients.Commit();
    }

    private void ClearGradients()
    {
        _reducing.Clear();
        foreach (FlatPartition flat in _flats)
            flat.Gradients.Clear();
    }
}
