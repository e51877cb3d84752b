using System.Runtime.InteropServices;
using Interop;

namespace Interop.Tests;

public class OperatorTests
{
    private const int Float = 6;

    private static readonly Operator Add = Operator.Named("aten::add", "Tensor");
    private static readonly Operator Conv2d = Operator.Named("aten::conv2d");
    private static readonly Operator MatMul = Operator.Named("aten::matmul");

    [Fact]
    public void Missing_arguments_take_the_schemas_defaults()
    {
        nint a = Vector(1, 2, 3);
        nint sum = Add.Tensor(Argument.Tensor(a), Argument.Tensor(a));
        nint scaled = Add.Tensor(Argument.Tensor(a), Argument.Tensor(a), 10);

        Assert.Equal([2f, 4f, 6f], Values(sum));
        Assert.Equal([11f, 22f, 33f], Values(scaled));
        Free(a, sum, scaled);
    }

    [Fact]
    public void Several_threads_may_be_the_first_to_call_an_operator()
    {
        const int Threads = 4, Rounds = 2000;
        Operator[] fresh = [.. Enumerable.Range(0, Rounds).Select(_ => Operator.Named("aten::equal"))];
        nint a = Vector(1, 2, 3);
        long sum = 0;
        using Barrier together = new(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            foreach (Operator op in fresh)
            {
                together.SignalAndWait();
                Interlocked.Add(ref sum, op.Integer(Argument.Tensor(a), Argument.Tensor(a)));
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(Threads * Rounds, sum);
        Free(a);
    }

    [Fact]
    public void One_number_stands_for_a_whole_list_of_known_length()
    {
        nint x = Full([1, 1, 8, 8]);
        nint w = Full([1, 1, 3, 3]);
        nint y = Conv2d.Tensor(Argument.Tensor(x), Argument.Tensor(w), Argument.None, 2, 1);

        Assert.Equal([1, 1, 4, 4], TensorHandle.Sizes(y));
        Free(x, w, y);
    }

    [Fact]
    public void A_wrong_shape_is_an_exception_of_one_readable_line()
    {
        nint a = Full([2, 3]);
        nint b = Full([4, 5]);

        ExternalException error = Assert.Throws<ExternalException>(() => MatMul.Tensor(Argument.Tensor(a), Argument.Tensor(b)));

        Assert.Contains("(2x3 and 4x5)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Free(a, b);
    }

    [Theory]
    [InlineData("aten::no_such_operator", "")]
    [InlineData("aten::add", "NoSuchOverload")]
    public void An_unknown_operator_is_named(string name, string overload)
    {
        Operator unknown = Operator.Named(name, overload);

        Assert.False(unknown.Exists);
        ExternalException error = Assert.Throws<ExternalException>(() => unknown.Run());
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_argument_of_the_wrong_kind_is_named()
    {
        nint a = Vector(1);

        ExternalException error = Assert.Throws<ExternalException>(() => Add.Tensor(Argument.Tensor(a), "text"));

        Assert.Contains("'other' takes Tensor, not a string", error.Message, StringComparison.Ordinal);
        Free(a);
    }

    [Fact]
    public void A_missing_argument_is_named()
    {
        nint a = Vector(1);

        ExternalException error = Assert.Throws<ExternalException>(() => Add.Tensor(Argument.Tensor(a)));

        Assert.Contains("'other' is missing", error.Message, StringComparison.Ordinal);
        Free(a);
    }

    [Fact]
    public void A_disposed_tensor_is_an_error_and_not_a_crash()
    {
        ExternalException error = Assert.Throws<ExternalException>(() => TensorHandle.Info(0));

        Assert.Contains("disposed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tuples_come_back_flat()
    {
        nint a = Vector(3, 1, 2);
        nint[] sorted = Operator.Named("aten::sort").Tensors(Argument.Tensor(a));

        Assert.Equal(2, sorted.Length);
        Assert.Equal([1f, 2f, 3f], Values(sorted[0]));
        Free([a, .. sorted]);
    }

    [Fact]
    public void Lists_of_tensors_go_in()
    {
        nint a = Vector(1, 2);
        nint b = Vector(3);
        nint joined = Operator.Named("aten::cat").Tensor(Argument.Tensors([a, b]), 0);

        Assert.Equal([1f, 2f, 3f], Values(joined));
        Free(a, b, joined);
    }

    [Fact]
    public void Memory_of_the_wrong_size_is_refused()
    {
        ExternalException error = Assert.Throws<ExternalException>(() => TensorHandle.FromMemory([1f, 2f, 3f], Float, [2, 2]));

        Assert.Contains("takes 16 bytes, not 12", error.Message, StringComparison.Ordinal);
    }

    private static nint Vector(params float[] values) => TensorHandle.FromMemory<float>(values, Float, [values.Length]);

    private static nint Full(long[] sizes) =>
        TensorHandle.FromMemory<float>(Enumerable.Repeat(1f, (int)sizes.Aggregate(1L, (a, b) => a * b)).ToArray(), Float, sizes);

    private static unsafe float[] Values(nint handle) =>
        new ReadOnlySpan<float>((void*)TensorHandle.Data(handle), (int)TensorHandle.Info(handle).Numel).ToArray();

    private static void Free(params nint[] handles) => Array.ForEach(handles, TensorHandle.Free);
}
