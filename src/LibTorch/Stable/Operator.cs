using System.Runtime.InteropServices;
using System.Text;
using LibTorch.Loading;
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
    public void Run(params ReadOnlySpan<Argument> arguments)
    {
        ulong* stack = stackalloc ulong[arguments.Length + 1];
        Call(arguments, stack);
    }

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <returns>A tensor of the caller's.</returns>
    /// <exception cref="ExternalException">The operator failed.</exception>
    public torch.Tensor Tensor(params ReadOnlySpan<Argument> arguments)
    {
        ulong* stack = stackalloc ulong[arguments.Length + 1];
        Call(arguments, stack);
        return torch.Tensor.UnsafeCreateTensor((nint)stack[0]);
    }

    /// <inheritdoc/>
    public override string ToString() => overload.Length == 0 ? name : $"{name}.{overload}";

    private void Call(ReadOnlySpan<Argument> arguments, ulong* stack)
    {
        Engine.Start();
        for (int i = 0; i < arguments.Length; i++)
            stack[i] = arguments[i].Value;
        fixed (byte* called = _name)
        fixed (byte* variant = _overload)
        {
            if (StableAbi.CallDispatcher(called, variant, stack, StableAbi.AbiVersion) != 0)
                throw new ExternalException($"{this} failed; libtorch has written why to the standard error stream.");
        }
    }
}
