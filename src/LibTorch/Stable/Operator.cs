using System.Runtime.InteropServices;
using System.Text;
using LibTorch.Loading;
using LibTorch.Unstable;
using TorchSharp;

namespace LibTorch.Stable;

/// <summary>
/// An operator of libtorch that TorchSharp does not offer, called through the dispatcher by its schema name.
/// </summary>
/// <remarks>
/// Arguments are given in the order of the schema, all of them, made by <see cref="Argument"/>. libtorch writes the text of an error to
/// the standard error stream alone; what the caller can check is checked before the call.
/// </remarks>
/// <param name="name">Name with its namespace: <c>aten::set_data</c>.</param>
/// <param name="overload">Name of the overload; empty for the only one.</param>
public sealed unsafe class Operator(string name, string overload = "")
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(name + '\0');
    private readonly byte[] _overload = Encoding.UTF8.GetBytes(overload + '\0');

    /// <summary>Calls an operator that returns nothing.</summary>
    /// <exception cref="ExternalException">The operator failed.</exception>
    /// <exception cref="DeviceOutOfMemoryException">There was no memory for a CPU tensor.</exception>
    public void Run(params ReadOnlySpan<Argument> arguments)
    {
        ulong* stack = stackalloc ulong[arguments.Length + 1];
        Call(arguments, stack);
    }

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <returns>A tensor that belongs to the caller.</returns>
    /// <exception cref="ExternalException">The operator failed.</exception>
    /// <exception cref="DeviceOutOfMemoryException">There was no memory for a CPU tensor.</exception>
    public torch.Tensor Tensor(params ReadOnlySpan<Argument> arguments)
    {
        ulong* stack = stackalloc ulong[arguments.Length + 1];
        Call(arguments, stack);
        return torch.Tensor.UnsafeCreateTensor((nint)stack[0]);
    }

    /// <summary>Calls an operator that returns several tensors.</summary>
    /// <param name="count">Number of tensors that it returns.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Tensors that belong to the caller; null for undefined ones.</returns>
    /// <exception cref="ExternalException">The operator failed.</exception>
    public torch.Tensor?[] Tensors(int count, params ReadOnlySpan<Argument> arguments)
    {
        ulong* stack = stackalloc ulong[Math.Max(arguments.Length, count) + 1];
        Call(arguments, stack);
        torch.Tensor?[] results = new torch.Tensor?[count];
        for (int i = 0; i < count; i++)
            results[i] = Argument.Defined((nint)stack[i]);
        return results;
    }

    /// <inheritdoc/>
    public override string ToString() => overload.Length == 0 ? name : $"{name}.{overload}";

    private void Call(ReadOnlySpan<Argument> arguments, ulong* stack)
    {
        Engine.Start();
        for (int i = 0; i < arguments.Length; i++)
            stack[i] = arguments[i].Value;
        long failures = CpuAllocator.FailureCount;
        fixed (byte* called = _name)
        fixed (byte* variant = _overload)
        {
            if (StableAbi.CallDispatcher(called, variant, stack, StableAbi.AbiVersion) != 0)
            {
                ExternalException failure = new($"{this} failed; libtorch has written why to the standard error stream.");
                throw (Exception?)DeviceOutOfMemoryException.Since(failures, failure) ?? failure;
            }
        }
    }
}
