using System.Runtime.InteropServices;
using System.Text;

namespace Interop;

/// <summary>
/// An ATen operator, called through libtorch's dispatcher by its schema name: <c>aten::conv2d</c>. Trailing arguments
/// that are left out take the schema's defaults. Results are owned by the caller.
/// </summary>
/// <remarks>
/// The entry in the dispatcher is looked up at the first call, so that an operator which this libtorch lacks is an
/// error of the call that needs it, not of the type that names it.
/// </remarks>
public sealed unsafe class Operator
{
    private const int MostArguments = 32;
    private const int MostResults = 1024;

    private readonly string _name;
    private readonly string _overload;
    private nint _entry;

    private Operator(string name, string overload)
    {
        _name = name;
        _overload = overload;
    }

    /// <summary>Names an operator: <c>Named("aten::add", "Tensor")</c>.</summary>
    public static Operator Named(string name, string overload = "") => new(name, overload);

    /// <summary>Whether this libtorch has the operator.</summary>
    public bool Exists => Volatile.Read(ref _entry) != 0 || Native.bridge_operator_find(_name, _overload, out _) == 0;

    /// <summary>Calls an operator whose result does not matter (in-place operators return their own argument).</summary>
    public void Run(params ReadOnlySpan<Argument> arguments)
    {
        Value* results = stackalloc Value[1];
        int count = Call(arguments, results, 1);
        for (int i = 0; i < count; i++)
            Release(results[i]);
    }

    /// <summary>Calls an operator with one tensor as its result, and returns that tensor's handle.</summary>
    public nint Tensor(params ReadOnlySpan<Argument> arguments)
    {
        Value* results = stackalloc Value[1];
        Call(arguments, results, 1);
        return (nint)results[0].Payload;
    }

    /// <summary>Calls an operator with several tensors as its result: a tuple or a list, flat.</summary>
    public nint[] Tensors(params ReadOnlySpan<Argument> arguments)
    {
        Value* results = stackalloc Value[MostResults];
        int count = Call(arguments, results, MostResults);
        nint[] handles = new nint[count];
        for (int i = 0; i < count; i++)
            handles[i] = (nint)results[i].Payload;
        return handles;
    }

    /// <summary>Calls an operator whose result is an integer or a truth value.</summary>
    public long Integer(params ReadOnlySpan<Argument> arguments)
    {
        Value* results = stackalloc Value[1];
        Call(arguments, results, 1);
        return results[0].Tag == Tag.Double ? (long)BitConverter.Int64BitsToDouble(results[0].Payload) : results[0].Payload;
    }

    /// <summary>Calls an operator whose result is a number (<c>aten::item</c> among them).</summary>
    public double Number(params ReadOnlySpan<Argument> arguments)
    {
        Value* results = stackalloc Value[1];
        Call(arguments, results, 1);
        return results[0].Tag == Tag.Double ? BitConverter.Int64BitsToDouble(results[0].Payload) : results[0].Payload;
    }

    /// <inheritdoc/>
    public override string ToString() => _overload.Length == 0 ? _name : $"{_name}.{_overload}";

    // Another thread may look it up at the same moment: it must see nothing or the entry, never an out argument on its way.
    private nint Entry()
    {
        nint entry = Volatile.Read(ref _entry);
        if (entry == 0)
        {
            Check.Status(Native.bridge_operator_find(_name, _overload, out entry));
            Volatile.Write(ref _entry, entry);
        }

        return entry;
    }

    private static void Release(in Value value)
    {
        if (value.Tag == Tag.Tensor && value.Payload != 0)
            TensorHandle.Free((nint)value.Payload);
    }

    private int Call(ReadOnlySpan<Argument> arguments, Value* results, int capacity)
    {
        nint entry = Entry();
        if (arguments.Length > MostArguments)
            throw new ArgumentException($"{this} was given {arguments.Length} arguments.", nameof(arguments));

        Value* values = stackalloc Value[MostArguments];
        GCHandle* pins = stackalloc GCHandle[MostArguments];
        int pinned = 0;
        try
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                ref readonly Argument argument = ref arguments[i];
                values[i].Tag = argument.Tag;
                values[i].Length = 0;
                values[i].Payload = argument.Payload;
                if (argument.Reference is not { } reference)
                    continue;
                Array list = reference as Array ?? Encoding.UTF8.GetBytes((string)reference);
                GCHandle pin = GCHandle.Alloc(list, GCHandleType.Pinned);
                pins[pinned++] = pin;
                values[i].Length = list.Length;
                values[i].Payload = pin.AddrOfPinnedObject();
            }

            int count;
            Check.Status(Native.bridge_operator_call(entry, values, arguments.Length, results, capacity, &count));
            return count;
        }
        finally
        {
            for (int i = 0; i < pinned; i++)
                pins[i].Free();
        }
    }
}
