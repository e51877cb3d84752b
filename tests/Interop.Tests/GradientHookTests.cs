using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interop;

namespace Interop.Tests;

public class GradientHookTests
{
    private const int Float = 6;
    private static readonly Operator Multiply = Operator.Named("aten::mul", "Tensor");
    private static readonly Operator Sum = Operator.Named("aten::sum");

    [Fact]
    public void It_is_called_once_a_pass_when_every_use_has_given_its_part()
    {
        nint leaf = Leaf(3);
        nint square = Multiply.Tensor(Argument.Tensor(leaf), Argument.Tensor(leaf));
        nint twice = Multiply.Tensor(Argument.Tensor(square), Argument.Tensor(square));
        nint loss = Sum.Tensor(Argument.Tensor(twice));
        List<string> order = [];
        GradientHook.Attach(square, () => order.Add("square"));
        GradientHook.Attach(twice, () => order.Add("twice"));
        Autograd.Backward([loss]);

        // d(x^4)/dx = 4 x^3: the hooks have changed nothing.
        Assert.Equal(["twice", "square"], order);
        Assert.Equal(108f, ValueOf(TensorHandle.Grad(leaf)));
        Free(leaf, square, twice, loss);
    }

    [Fact]
    public void A_tensor_that_needs_no_gradient_is_refused()
    {
        nint tensor = TensorHandle.FromMemory([1f], Float, [1]);
        Assert.Throws<ExternalException>(() => GradientHook.Attach(tensor, () => { }));
        Free(tensor);
    }

    [Fact]
    public void What_is_called_lives_as_long_as_the_tensor_and_no_longer()
    {
        nint leaf = Leaf(2);
        nint square = Multiply.Tensor(Argument.Tensor(leaf), Argument.Tensor(leaf));
        WeakReference target = Listen(square);
        Collect();
        Assert.True(target.IsAlive);

        Free(square, leaf);
        Collect();
        Assert.False(target.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Listen(nint tensor)
    {
        List<int> target = [];
        GradientHook.Attach(tensor, () => target.Add(1));
        return new WeakReference(target);
    }

    private static nint Leaf(float value)
    {
        nint leaf = TensorHandle.FromMemory([value], Float, [1]);
        TensorHandle.SetRequiresGrad(leaf, true);
        return leaf;
    }

    private static unsafe float ValueOf(nint tensor)
    {
        float value = *(float*)TensorHandle.Data(tensor);
        TensorHandle.Free(tensor);
        return value;
    }

    private static void Free(params nint[] tensors)
    {
        foreach (nint tensor in tensors)
            TensorHandle.Free(tensor);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
