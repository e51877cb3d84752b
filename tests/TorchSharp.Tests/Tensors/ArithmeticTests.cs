namespace TorchSharp.Tests.Tensors;

public sealed class ArithmeticTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void OperatorsMeanWhatTheyDoOnNumbers()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, 2, 4 });
        torch.Tensor y = torch.tensor(new float[] { 4, 2, 1 });
        Assert.Equal([5f, 4, 5], Values.Of(x + y));
        Assert.Equal([-3f, 0, 3], Values.Of(x - y));
        Assert.Equal([4f, 4, 4], Values.Of(x * y));
        Assert.Equal([0.25f, 1, 4], Values.Of(x / y));
        Assert.Equal([1f, 0, 0], Values.Of(x % y));
        Assert.Equal([-1f, -2, -4], Values.Of(-x));
        Assert.Equal([3f, 4, 6], Values.Of(x + 2));
        Assert.Equal([1f, 0, -2], Values.Of(2 - x));
        Assert.Equal([8f, 4, 2], Values.Of(8 / x));
        Assert.Equal([0.5f, 1, 2], Values.Of(x * 0.5));
        Assert.Equal([1f, 0, 0], Values.Of(x % 2));
    }

    [Fact]
    public void ComparisonsGiveTruthValues()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, 2, 3 });
        Assert.Equal([false, false, true], Values.OfTruth(x > 2));
        Assert.Equal([false, true, true], Values.OfTruth(x >= 2));
        Assert.Equal([true, false, false], Values.OfTruth(x < 2));
        Assert.Equal([true, true, false], Values.OfTruth(x <= 2));
        Assert.Equal([false, true, false], Values.OfTruth(x == 2));
        Assert.Equal([true, false, true], Values.OfTruth(x != 2));
        Assert.Equal([true, false, false], Values.OfTruth(2 > x));
        Assert.Equal([true, false, true], Values.OfTruth((x < 2) | (x > 2)));
        Assert.Equal([false, true, false], Values.OfTruth(~((x < 2) | (x > 2))));
    }

    [Fact]
    public void InPlaceOperationsChangeAndReturnTheirTensor()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, -2, 3 });
        Assert.Same(x, x.add_(1));
        Assert.Same(x, x.mul_(torch.tensor(new float[] { 1, 2, 3 })));
        Assert.Equal([2f, -2, 12], Values.Of(x));
        Assert.Equal([0f, 0, 4], Values.Of(x.clamp_(0, 4).sub_(2).relu_().mul_(2)));
        Assert.Equal([7f, 7, 7], Values.Of(x.fill_(7)));
        Assert.Equal([0f, 0, 0], Values.Of(x.zero_()));
    }

    [Fact]
    public void ScalarsKeepTheTypeOfTheTensor()
    {
        torch.Tensor whole = torch.tensor(new long[] { 1, 2, 3 });
        Assert.Equal(torch.ScalarType.Int64, (whole + 1).dtype);
        Assert.Equal(torch.ScalarType.Float32, (whole * 0.5).dtype);
        Assert.Equal([0L, 1, 1], Values.OfWhole(whole.div(2, torch.RoundingMode.floor)));
        Assert.Equal(torch.ScalarType.Float16, (torch.ones(2, torch.float16) * 3.5).dtype);
        Assert.Equal(long.MaxValue, (torch.zeros(1, torch.int64) + long.MaxValue).item<long>());
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(-3.75, 2)]
    [InlineData(100, 0.5)]
    public void FunctionsEqualThoseOfTheFramework(double x, double y)
    {
        torch.Tensor t = torch.tensor(x);
        Assert.Equal(Math.Exp(x), t.exp().item<double>(), 1e-9 * Math.Exp(x));
        Assert.Equal(Math.Atan(x), t.atan().item<double>(), 1e-12);
        Assert.Equal(Math.Atan2(x, y), t.atan2(torch.tensor(y)).item<double>(), 1e-12);
        Assert.Equal(Math.Log(Math.Abs(x)), t.abs().log().item<double>(), 1e-12);
        Assert.Equal(Math.Abs(x) * Math.Sqrt(Math.Abs(x)), t.abs().pow(1.5).item<double>(), 1e-9);
        Assert.Equal(1 / (1 + Math.Exp(-x)), t.sigmoid().item<double>(), 1e-12);
        Assert.Equal(x / (1 + Math.Exp(-x)), t.silu().item<double>(), 1e-9);
        Assert.Equal(Math.Floor(x), t.floor().item<double>());
        Assert.Equal(Math.Round(x, MidpointRounding.ToEven), t.round().item<double>());
        Assert.Equal(Math.IEEERemainder(x, 1) is var r && r < 0 ? r + 1 : r, t.remainder(1).item<double>(), 1e-12);
        Assert.Equal(Math.Max(x, y), t.maximum(torch.tensor(y)).item<double>());
        Assert.Equal(Math.Min(x, y), torch.minimum(t, torch.tensor(y)).item<double>());
    }

    [Fact]
    public void ClampAcceptsOneSideOnly()
    {
        torch.Tensor x = torch.tensor(new float[] { -2, 0, 2 });
        Assert.Equal([-1f, 0, 2], Values.Of(x.clamp(min: -1)));
        Assert.Equal([-2f, 0, 1], Values.Of(x.clamp(max: 1)));
        Assert.Equal([-2f, 0, 0], Values.Of(x.clamp_max(0)));
        Assert.Equal([0f, 0, 2], Values.Of(x.clamp_min(0)));
    }
}
