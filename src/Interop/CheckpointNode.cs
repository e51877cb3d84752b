using System.Runtime.InteropServices;

namespace Interop;

/// <summary>A node of the graph that recomputes a segment when its backward pass comes.</summary>
public static unsafe class CheckpointNode
{
    /// <summary>Recomputes a segment: takes handles on copies of the inputs (which stay the bridge's), returns handles on the outputs (which it gives away).</summary>
    public delegate nint[] Recompute(ReadOnlySpan<nint> inputs);

    /// <summary>
    /// Gives <paramref name="outputs"/>, computed from <paramref name="inputs"/> without recording a graph, a graph of
    /// one node. Its backward pass calls <paramref name="recompute"/> with gradients recorded, runs the backward pass
    /// of what that returned, and hands the gradients of the inputs on.
    /// </summary>
    /// <returns>Handles on the outputs that carry the node.</returns>
    public static nint[] Attach(ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> outputs, Recompute recompute)
    {
        ArgumentNullException.ThrowIfNull(recompute);
        nint[] results = new nint[outputs.Length];
        GCHandle state = GCHandle.Alloc(recompute);
        int status;
        fixed (nint* given = inputs)
        fixed (nint* made = outputs)
        fixed (nint* carrying = results)
        {
            status = Native.bridge_checkpoint(given, inputs.Length, made, outputs.Length, &OnRecompute, &OnRelease, GCHandle.ToIntPtr(state), carrying);
        }

        if (status != 0)
            state.Free();
        Check.Status(status);
        return results;
    }

    [UnmanagedCallersOnly]
    private static int OnRecompute(nint state, nint* inputs, int inputCount, nint* outputs, int outputCount)
    {
        try
        {
            Recompute recompute = (Recompute)GCHandle.FromIntPtr(state).Target!;
            nint[] made = recompute(new ReadOnlySpan<nint>(inputs, inputCount));
            for (int i = 0; i < Math.Min(made.Length, outputCount); i++)
                outputs[i] = made[i];
            if (made.Length == outputCount)
                return 0;
            _ = Native.bridge_set_error($"a checkpointed segment of {outputCount} outputs was recomputed to {made.Length}");
        }
#pragma warning disable CA1031 // No exception may pass through native frames: its message goes round them.
        catch (Exception exception)
        {
            _ = Native.bridge_set_error(exception.Message);
        }
#pragma warning restore CA1031
        return 1;
    }

    [UnmanagedCallersOnly]
    private static void OnRelease(nint state) => GCHandle.FromIntPtr(state).Free();
}
