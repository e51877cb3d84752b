using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

public sealed class IndexingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void IndicesSelectAsInPython()
    {
        Tensor x = Values.Counting(3, 4);
        Assert.Equal(6f, x[1, 2].item<float>());
        Assert.Equal([8f, 9, 10, 11], Values.Of(x[-1]));
        Assert.Equal([1f, 5, 9], Values.Of(x[TensorIndex.Colon, 1]));
        Assert.Equal([5f, 6], Values.Of(x[1, TensorIndex.Slice(1, 3)]));
        Assert.Equal([3f, 7, 11], Values.Of(x[TensorIndex.Ellipsis, ^1]));
        Assert.Equal([4L, 5, 8, 9], Values.OfWhole(x[1.., ..2].to(int64)));
        Assert.Equal([3L, 1, 4], x[TensorIndex.Colon, TensorIndex.None].shape);
        Assert.Equal([1L, 3, 4], x[TensorIndex.None].shape);
        Assert.Equal([0f, 2, 8, 10], Values.Of(x[TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)]));
    }

    [Fact]
    public void TensorsOfIndicesAndMasksSelect()
    {
        Tensor x = Values.Counting(3, 4);
        Assert.Equal([8f, 9, 10, 11, 0, 1, 2, 3], Values.Of(x[tensor(new long[] { 2, 0 })]));
        Assert.Equal([6f, 9], Values.Of(x[tensor(new long[] { 1, 2 }), tensor(new long[] { 2, 1 })]));
        Assert.Equal([10f, 11], Values.Of(x[x > 9]));
        Assert.Equal([2f, 10], Values.Of(x[TensorIndex.Tensor(tensor(new long[] { 0, 2 })), 2]));
        Assert.Equal([1f, 5, 9], Values.Of(x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { false, true, false, false }))]));
        Tensor cube = Values.Counting(2, 2, 3);
        Tensor mask = tensor(new[] { true, false, false, true }, [2, 2]);
        Assert.Equal([0f, 1, 9, 10], Values.Of(cube[TensorIndex.Tensor(mask), TensorIndex.Slice(0, 2)]));
    }

    [Fact]
    public void AssignmentWritesThroughTheIndex()
    {
        Tensor x = zeros(3, 3);
        x[0, 0] = 1;
        x[1] = tensor(new float[] { 2, 3, 4 });
        x[TensorIndex.Ellipsis, 2] = 9;
        x[x == 9] = tensor(-1f);
        x.index_put_(7, TensorIndex.Single(2), TensorIndex.Slice(0, 2));
        Assert.Equal([1f, 0, -1, 2, 3, -1, 7, 7, -1], Values.Of(x));
        x[tensor(new long[] { 0, 2 })] = ones(2, 3);
        Assert.Equal([1f, 1, 1, 2, 3, -1, 1, 1, 1], Values.Of(x));
    }

    [Fact]
    public void AccumulatedAssignmentCountsEveryOccurrence()
    {
        Tensor x = zeros(3);
        x.index_put_(ones(4), [tensor(new long[] { 0, 2, 2, 2 })], accumulate: true);
        Assert.Equal([1f, 0, 3], Values.Of(x));
    }

    [Fact]
    public void GradientsFlowThroughSlices()
    {
        Tensor x = ones(4, requires_grad: true);
        (x[1..3] * 3).sum().backward();
        Assert.Equal([0f, 3, 3, 0], Values.Of(x.grad!));
    }

    [Fact]
    public void WrongIndicesAreErrorsOfOneLine()
    {
        Tensor x = zeros(2, 3);
        Assert.All(
            new Action[]
            {
                () => _ = x[2],
                () => _ = x[0, 0, 0],
                () => _ = x[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Colon],
                () => _ = x[TensorIndex.Slice(step: 0)],
                () => _ = x[tensor(new long[] { 5 })],
                () => x[0] = zeros(5),
            },
            action => Assert.DoesNotContain('\n', Assert.Throws<ExternalException>(action).Message));
    }

    /// <summary>Random indices against the same selection made element by element.</summary>
    [Fact]
    public void RandomIndicesEqualAPlainSelection()
    {
        Random random = new(11);
        for (int round = 0; round < 300; round++)
        {
            using DisposeScope scope = NewDisposeScope();
            long[] sizes = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (long)random.Next(1, 5))];
            Tensor x = Values.Counting(sizes);
            List<TensorIndex> indices = [];
            List<long[]> chosen = [];
            List<long> expectedShape = [];
            for (int dim = 0; dim < sizes.Length; dim++)
            {
                long size = sizes[dim];
                if (random.Next(5) == 0)
                {
                    indices.Add(TensorIndex.None);
                    expectedShape.Add(1);
                }

                if (random.Next(2) == 0)
                {
                    long index = random.NextInt64(-size, size);
                    indices.Add(TensorIndex.Single(index));
                    chosen.Add([index < 0 ? index + size : index]);
                    continue;
                }

                long start = random.NextInt64(-size - 1, size + 2);
                long stop = random.NextInt64(-size - 1, size + 2);
                long step = random.NextInt64(1, 4);
                indices.Add(TensorIndex.Slice(start, stop, step));
                long from = Math.Clamp(start < 0 ? start + size : start, 0, size);
                long to = Math.Clamp(stop < 0 ? stop + size : stop, 0, size);
                List<long> places = [];
                for (long i = from; i < to; i += step)
                    places.Add(i);
                chosen.Add([.. places]);
                expectedShape.Add(places.Count);
            }

            Tensor result = x[[.. indices]];
            Assert.Equal(expectedShape, result.shape);
            Assert.Equal(Select(sizes, chosen), Values.Of(result));
        }
    }

    private static float[] Select(long[] sizes, List<long[]> chosen)
    {
        IEnumerable<long> flat = [0];
        for (int dim = 0; dim < sizes.Length; dim++)
        {
            long size = sizes[dim];
            long[] places = chosen[dim];
            flat = flat.SelectMany(prefix => places.Select(place => (prefix * size) + place));
        }

        return [.. flat.Select(place => (float)place)];
    }
}
