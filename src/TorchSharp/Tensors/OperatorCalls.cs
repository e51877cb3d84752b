using System.Runtime.CompilerServices;
using Interop;

namespace TorchSharp;

/// <summary>Calls operators with, and for, managed tensors.</summary>
internal static class OperatorCalls
{
    /// <summary>Calls an operator whose result is one new tensor.</summary>
    public static torch.Tensor Call(this Operator op, params ReadOnlySpan<Arg> args)
    {
        Buffer buffer = default;
        nint result = op.Tensor(Unpack(args, ref buffer));
        KeepAlive(args);
        return new torch.Tensor(result);
    }

    /// <summary>Calls an operator that changes its first argument, and returns that argument.</summary>
    public static torch.Tensor CallInPlace(this Operator op, torch.Tensor self, params ReadOnlySpan<Arg> rest)
    {
        Buffer buffer = default;
        buffer[0] = Interop.Argument.Tensor(self.Handle);
        op.Run(Unpack(rest, ref buffer, 1));
        KeepAlive(rest);
        GC.KeepAlive(self);
        return self;
    }

    /// <summary>Calls an operator whose result is a tuple or a list of new tensors.</summary>
    public static torch.Tensor[] CallMany(this Operator op, params ReadOnlySpan<Arg> args)
    {
        Buffer buffer = default;
        nint[] results = op.Tensors(Unpack(args, ref buffer));
        KeepAlive(args);
        torch.Tensor[] tensors = new torch.Tensor[results.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = new torch.Tensor(results[i]);
        return tensors;
    }

    /// <summary>Calls an operator whose result is a pair of new tensors.</summary>
    public static (torch.Tensor, torch.Tensor) CallPair(this Operator op, params ReadOnlySpan<Arg> args)
    {
        torch.Tensor[] results = op.CallMany(args);
        return (results[0], results[1]);
    }

    /// <summary>Calls an operator whose result is an integer or a truth value.</summary>
    public static long CallInteger(this Operator op, params ReadOnlySpan<Arg> args)
    {
        Buffer buffer = default;
        long result = op.Integer(Unpack(args, ref buffer));
        KeepAlive(args);
        return result;
    }

    private static ReadOnlySpan<Argument> Unpack(ReadOnlySpan<Arg> args, ref Buffer buffer, int first = 0)
    {
        Span<Argument> arguments = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref buffer[0], Buffer.Length);
        for (int i = 0; i < args.Length; i++)
            arguments[first + i] = args[i].Value;
        return arguments[..(first + args.Length)];
    }

    private static void KeepAlive(ReadOnlySpan<Arg> args)
    {
        foreach (ref readonly Arg arg in args)
            GC.KeepAlive(arg.Owner);
    }

    [InlineArray(Length)]
    private struct Buffer
    {
        public const int Length = 16;

        private Argument _first;
    }
}
