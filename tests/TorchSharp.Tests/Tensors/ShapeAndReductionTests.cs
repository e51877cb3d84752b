namespace TorchSharp.Tests.Tensors;

public sealed class ShapeAndReductionTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void ViewsShareTheirElements()
    {
        torch.Tensor x = Values.Counting(2, 3, 4);
        Assert.Equal([4L, 2, 3], x.permute(2, 0, 1).shape);
        Assert.Equal([2L, 4, 3], x.transpose(1, 2).shape);
        Assert.False(x.transpose(1, 2).is_contiguous());
        Assert.True(x.transpose(1, 2).contiguous().is_contiguous());
        Assert.Equal([6L, 4], x.view(-1, 4).shape);
        Assert.Equal([2L, 12], x.flatten(1).shape);
        Assert.Equal([2L, 1, 3, 4], x.unsqueeze(1).shape);
        Assert.Equal([2L, 3, 4], x.unsqueeze(1).squeeze(1).shape);
        Assert.Equal([5L, 2, 3, 4], x.expand(5, -1, -1, -1).shape);
        Assert.Equal([4L, 3, 4], x.repeat(2, 1, 1).shape);
        Assert.Equal([2L, 1, 4], x.narrow(1, 2, 1).shape);
        Assert.Equal([2L, 3, 2], x.slice(2, 0, 4, 2).shape);
        Assert.Equal([12L, 4, 1], x.stride());
        Assert.Equal(4, x.size(-1));
        x.view(24)[0] = 100;
        Assert.Equal(100f, x[0, 0, 0].item<float>());
    }

    [Fact]
    public void ReductionsAlongDimensions()
    {
        torch.Tensor x = torch.tensor(new float[] { 3, 1, 2, 6, 5, 4 }, [2, 3]);
        Assert.Equal(21f, x.sum().item<float>());
        Assert.Equal([6f, 15], Values.Of(x.sum(1)));
        Assert.Equal([2L, 1], x.sum(1, keepdim: true).shape);
        Assert.Equal([4.5f, 3, 3], Values.Of(x.mean([0])));
        Assert.Equal(3.5f, x.mean().item<float>());
        (torch.Tensor values, torch.Tensor places) = x.max(1);
        Assert.Equal([3f, 6], Values.Of(values));
        Assert.Equal([0L, 0], Values.OfWhole(places));
        Assert.Equal([1L, 2], Values.OfWhole(x.argmin(1)));
        Assert.Equal([720f], Values.Of(x.prod().reshape(1)));
        Assert.Equal(Math.Sqrt(91), x.norm().item<float>(), 1e-5);
        Assert.Equal(Math.Sqrt(3.5), x.std().item<float>(), 1e-5);
        Assert.Equal(35.0 / 12, x.var(unbiased: false).item<float>(), 1e-5);
        Assert.Equal([true, true, true], Values.OfTruth((x > 0).all(0)));
        Assert.True((x > 5).any().item<bool>());
        Assert.Equal(2, (x > 4).count_nonzero().item<long>());
        Assert.Equal(torch.ScalarType.Float64, x.sum(torch.float64).dtype);
        Assert.Equal([3f, 4, 6], Values.Of(x[0].cumsum(0)));
    }

    [Fact]
    public void SortingAndChoosing()
    {
        torch.Tensor x = torch.tensor(new float[] { 3, 1, 2, 3 });
        (torch.Tensor sorted, torch.Tensor places) = x.sort(0, descending: true, stable: true);
        Assert.Equal([3f, 3, 2, 1], Values.Of(sorted));
        Assert.Equal([0L, 3, 2, 1], Values.OfWhole(places));
        Assert.Equal([1L, 2], Values.OfWhole(x.argsort(0))[..2]);
        (torch.Tensor best, _) = x.topk(2);
        Assert.Equal([3f, 3], Values.Of(best));
        (torch.Tensor unique, torch.Tensor? inverse, torch.Tensor? counts) = x.unique(return_inverse: true, return_counts: true);
        Assert.Equal([1f, 2, 3], Values.Of(unique));
        Assert.Equal([2L, 0, 1, 2], Values.OfWhole(inverse!));
        Assert.Equal([1L, 1, 2], Values.OfWhole(counts!));
        Assert.Null(x.unique().inverse_indices);
        Assert.Equal([3f, 3], Values.Of(x.masked_select(x == 3)));
        Assert.Equal([0L, 3], Values.OfWhole((x == 3).nonzero().flatten()));
        Assert.Equal([2f, 3], Values.Of(x.index_select(0, torch.tensor(new long[] { 2, 0 }))));
        Assert.Equal([3f, 0, 0, 3], Values.Of(torch.where(x == 3, x, torch.zeros(4))));
        Assert.Equal([1f, 3], Values.Of(x.gather(0, torch.tensor(new long[] { 1, 3 }))));
        Assert.Equal([3f, 2, 1, 3], Values.Of(x.flip(0)));
        Assert.Equal([3f, 3, 1, 2], Values.Of(x.roll(1)));
    }

    [Fact]
    public void ProductsOfMatrices()
    {
        torch.Tensor a = torch.tensor(new float[] { 1, 2, 3, 4 }, [2, 2]);
        Assert.Equal([7f, 10, 15, 22], Values.Of(a.matmul(a)));
        Assert.Equal([7f, 10, 15, 22], Values.Of(torch.mm(a, a)));
        Assert.Equal([5f, 11], Values.Of(a.mv(torch.tensor(new float[] { 1, 2 }))));
        Assert.Equal([1f, 3, 2, 4], Values.Of(a.t()));
    }
}
