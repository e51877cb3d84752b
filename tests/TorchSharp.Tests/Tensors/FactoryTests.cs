namespace TorchSharp.Tests.Tensors;

public sealed class FactoryTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void ShapesAndTypesAreAsAsked()
    {
        Assert.Equal([2L, 3], torch.zeros(2, 3).shape);
        Assert.Equal([4L, 0], torch.ones(4, 0).shape);
        Assert.Equal([1L, 2, 3, 4], torch.empty(1, 2, 3, 4).shape);
        Assert.Equal([5L], torch.rand(5).shape);
        Assert.Equal(torch.ScalarType.Float32, torch.zeros(1).dtype);
        Assert.Equal(torch.ScalarType.Int64, torch.zeros([2], torch.int64).dtype);
        Assert.Equal([0f, 0, 0], Values.Of(torch.zeros(3)));
        Assert.Equal([2.5f, 2.5f], Values.Of(torch.full(2, 2.5)));
        Assert.True(torch.ones(1, requires_grad: true).requires_grad);
        Assert.Empty(torch.zeros([]).shape);
    }

    [Fact]
    public void ArangeIsWholeForWholeNumbers()
    {
        Assert.Equal([0L, 1, 2], Values.OfWhole(torch.arange(3)));
        Assert.Equal([2L, 4], Values.OfWhole(torch.arange(2, 6, 2)));
        Assert.Equal([0f, 0.5f, 1], Values.Of(torch.arange(0, 1.5, 0.5)));
        Assert.Equal([0f, 1, 2], Values.Of(torch.arange(3, torch.float32)));
        Assert.Equal([0f, 0.5f, 1], Values.Of(torch.linspace(0, 1, 3)));
        Assert.Equal([1f, 0, 0, 1, 0, 0], Values.Of(torch.eye(3, 2)));
    }

    [Fact]
    public void ArraysAreCopied()
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        torch.Tensor tensor = torch.tensor(values, [2, 3]);
        values[0] = 100;
        Assert.Equal([1f, 2, 3, 4, 5, 6], Values.Of(tensor));
        Assert.Equal(torch.ScalarType.Float64, torch.tensor(values, dtype: torch.float64).dtype);
        Assert.Equal([1L, 2], Values.OfWhole(torch.tensor(new List<long> { 1, 2 })));
        Assert.Equal([true, false], Values.OfTruth(torch.tensor(new[] { true, false })));
        Assert.Equal([2L, 2], torch.from_array(new[,] { { 1.0, 2 }, { 3, 4 } }).shape);
        Assert.Equal(2.0, torch.from_array(new[,] { { 1.0, 2 }, { 3, 4 } })[0, 1].item<double>());
        Assert.Equal([6L], torch.tensor(new Memory<float>(values), [6]).shape);
    }

    [Fact]
    public void ArrayThatDoesNotFillTheShapeIsRefused() =>
        Assert.Contains("5 values for [2, 3]", Assert.Throws<ArgumentException>(() => torch.tensor(new float[5], [2, 3])).Message, StringComparison.Ordinal);

    [Fact]
    public void LikesTakeShapeTypeAndDevice()
    {
        torch.Tensor x = torch.tensor(new long[] { 1, 2 });
        Assert.Equal(torch.ScalarType.Int64, torch.zeros_like(x).dtype);
        Assert.Equal(torch.ScalarType.Float32, x.ones_like(torch.float32).dtype);
        Assert.Equal([3L, 3], Values.OfWhole(torch.full_like(x, 3)));
        Assert.Equal([1L, 1], Values.OfWhole(torch.ones_like(x)));
        Assert.Equal([3L], x.new_zeros([3]).shape);
    }

    [Fact]
    public void JoiningAndSplittingUndoEachOther()
    {
        torch.Tensor x = Values.Counting(4, 6);
        Assert.True(torch.cat(x.split(2, 1), 1).Equals(x));
        Assert.True(torch.cat(x.split([1, 3], 0), 0).Equals(x));
        Assert.True(torch.cat(x.chunk(3, 1), 1).Equals(x));
        Assert.True(torch.stack(x.unbind(1), 1).Equals(x));
        Assert.True(torch.vstack(x.unbind(0)).Equals(x));
        torch.Tensor[] grids = torch.meshgrid([torch.arange(2), torch.arange(3)]);
        Assert.Equal([0L, 0, 0, 1, 1, 1], Values.OfWhole(grids[0]));
        Assert.Equal([0L, 1, 2, 0, 1, 2], Values.OfWhole(grids[1]));
    }

    [Fact]
    public void NamesOfDimensionsAreRefused() =>
        Assert.Throws<NotSupportedException>(() => torch.zeros(2, names: ["x"]));
}
