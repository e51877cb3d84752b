using System.Runtime.InteropServices;
using TorchSharp.Modules;
using TorchSharp.Tests.Tensors;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

public sealed class LayerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void ConvolutionEqualsItsSum()
    {
        manual_seed(5);
        using Conv2d conv = nn.Conv2d(2, 3, (3, 2), stride: (2, 1), padding: (1, 0), dilation: (1, 2));
        Tensor x = randn(1, 2, 6, 7);
        Tensor y = conv.call(x);
        Assert.Equal([1L, 3, 3, 5], y.shape);
        float expected = conv.bias![1].item<float>();
        for (int c = 0; c < 2; c++)
        {
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 2; j++)
                    expected += conv.weight[1, c, i, j].item<float>() * x[0, c, 2 - 1 + i, 3 + (2 * j)].item<float>();
            }
        }

        Assert.Equal(expected, y[0, 1, 1, 3].item<float>(), 1e-5f);
    }

    [Fact]
    public void PaddingKeepsTheSizeOrReflects()
    {
        Tensor x = rand(1, 1, 5, 6);
        using Conv2d same = nn.Conv2d(1, 1, 3, Padding.Same);
        Assert.Equal([1L, 1, 5, 6], same.call(x).shape);
        using Conv2d valid = nn.Conv2d(1, 1, 3, Padding.Valid);
        Assert.Equal([1L, 1, 3, 4], valid.call(x).shape);
        using Conv2d reflected = nn.Conv2d(1, 1, (3, 1), padding: (1, 0), padding_mode: PaddingModes.Reflect, bias: false);
        reflected.weight = new Parameter(tensor(new float[] { 1, 0, 0 }, [1, 1, 3, 1]));
        Assert.True(reflected.call(x)[0, 0, 0].Equals(x[0, 0, 1]));
        Assert.Throws<ArgumentException>(() => nn.Conv2d(1, 1, 3, Padding.Same, stride: 2));
    }

    [Fact]
    public void GroupsAndTransposedConvolutionsHaveTheirShapes()
    {
        using Conv2d grouped = nn.Conv2d(4, 8, 3, groups: 4);
        Assert.Equal([8L, 1, 3, 3], grouped.weight.shape);
        using ConvTranspose2d up = nn.ConvTranspose2d(2, 3, 2, stride: 2);
        Assert.Equal([2L, 3, 2, 2], up.weight.shape);
        Tensor x = ones(1, 2, 3, 3);
        Assert.Equal([1L, 3, 6, 6], up.call(x).shape);
        Assert.Equal([1L, 3, 7, 6], up.forward(x, [7, 6]).shape);
        Assert.Throws<ArgumentException>(() => up.forward(x, [9, 6]));
    }

    /// <summary>PyTorch 1.13: <c>torch.manual_seed(0); torch.nn.Conv2d(2, 3, 3)</c> and <c>Linear(3, 2)</c>.</summary>
    [Fact]
    public void WeightsBeginAsInPyTorch()
    {
        manual_seed(0);
        using Conv2d conv = nn.Conv2d(2, 3, 3);
        using Linear linear = nn.Linear(3, 2);
        Assert.Equal(-0.00176466047f, conv.weight.flatten()[0].item<float>(), 1e-7f);
        Assert.Equal(0.0439217091f, conv.bias![2].item<float>(), 1e-7f);
        Assert.Equal(-0.341994882f, linear.weight[1, 2].item<float>(), 1e-7f);
        Assert.Equal(0.316949129f, linear.bias![1].item<float>(), 1e-7f);
        Assert.InRange(conv.weight.abs().max().item<float>(), 0.1f, 1 / Math.Sqrt(18));
    }

    [Fact]
    public void BatchNormalizationNormalizesAndTracks()
    {
        using BatchNorm2d bn = nn.BatchNorm2d(2, eps: 1e-3, momentum: 0.03);
        Assert.Equal([1f, 1], Values.Of(bn.weight!));
        Assert.Equal([0f, 0], Values.Of(bn.bias!));
        Assert.Equal(int64, bn.num_batches_tracked!.dtype);
        Tensor x = randn(4, 2, 5, 5) * 3 + 2;
        Tensor y = bn.call(x);
        Assert.Equal(0, y.mean().item<float>(), 1e-5);
        Assert.Equal(1, y.std(unbiased: false).item<float>(), 1e-3);
        Assert.Equal(1, bn.num_batches_tracked.item<long>());
        Tensor mean = x.mean([0, 2, 3]);
        Assert.True(bn.running_mean!.allclose(mean * 0.03));
        Assert.True(bn.running_var!.allclose((x.var([0, 2, 3]) * 0.03) + 0.97));
        bn.eval();
        Tensor expected = (x - bn.running_mean.view(1, 2, 1, 1)) / (bn.running_var.view(1, 2, 1, 1) + 1e-3).sqrt();
        Assert.True(bn.call(x).allclose(expected, 1e-4, 1e-5));
        Assert.Equal(1, bn.num_batches_tracked.item<long>());
        bn.reset_running_stats();
        Assert.Equal([1f, 1], Values.Of(bn.running_var));
        Assert.Throws<ArgumentException>(() => bn.call(ones(2, 2)));
    }

    [Fact]
    public void BatchNormalizationWithoutStatisticsUsesTheBatch()
    {
        using BatchNorm2d bn = nn.BatchNorm2d(2, affine: false, track_running_stats: false);
        bn.eval();
        Assert.Empty(bn.state_dict());
        Assert.Equal(0, bn.call(randn(4, 2, 5, 5) + 7).mean().item<float>(), 1e-5);
    }

    [Fact]
    public void PoolingAndUpsampling()
    {
        Tensor x = Values.Counting(1, 1, 4, 4);
        Assert.Equal([5f, 7, 13, 15], Values.Of(nn.MaxPool2d(2).call(x)));
        Assert.Equal([1L, 1, 4, 4], nn.MaxPool2d(5, stride: 1, padding: 2).call(x).shape);
        Assert.Equal([5L, 7, 13, 15], Values.OfWhole(nn.MaxPool2d(2).forward_with_indices(x).Indices));
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], Values.Of(nn.AvgPool2d(2).call(x)));
        Assert.Equal([7.5f], Values.Of(nn.AdaptiveAvgPool2d(1).call(x)));
        Tensor small = Values.Counting(1, 1, 1, 2);
        Assert.Equal([0f, 0, 1, 1, 0, 0, 1, 1], Values.Of(nn.Upsample(scale_factor: [2, 2]).call(small)));
        Assert.Equal([0f, 0.25f, 0.75f, 1], Values.Of(nn.functional.interpolate(small, [1, 4], mode: InterpolationMode.Bilinear)));
        Assert.Equal([0f, 0.5f, 1], Values.Of(nn.functional.interpolate(small, [1, 3], mode: InterpolationMode.Bilinear, align_corners: true)));
        Assert.Equal([1L, 1, 2, 5], nn.functional.interpolate(small, scale_factor: [2.5, 2.5], recompute_scale_factor: true).shape);
        Assert.Throws<ArgumentException>(() => nn.functional.interpolate(small));
        Assert.Throws<ArgumentException>(() => nn.functional.interpolate(small, [1, 2, 3]));
        Assert.Equal([1L, 1, 5, 5], nn.functional.pad(small, (1, 2, 3, 1), value: 9).shape);
        Assert.Equal(9f, nn.functional.pad(small, (1, 2, 3, 1), value: 9)[0, 0, 0, 0].item<float>());
    }

    [Theory]
    [InlineData(-3.5)]
    [InlineData(-0.5)]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public void ActivationsEqualTheirFormulas(double x)
    {
        Tensor input = tensor(x);
        double sigmoid = 1 / (1 + Math.Exp(-x));
        Check(nn.Sigmoid(), sigmoid);
        Check(nn.SiLU(), x * sigmoid);
        Check(nn.ReLU(), Math.Max(x, 0));
        Check(nn.ReLU6(), Math.Clamp(x, 0, 6));
        Check(nn.LeakyReLU(0.1), x < 0 ? 0.1 * x : x);
        Check(nn.Hardswish(), x * Math.Clamp(x + 3, 0, 6) / 6);
        Check(nn.Mish(), x * Math.Tanh(Math.Log(1 + Math.Exp(x))));
        Check(nn.Identity(), x);

        void Check(nn.Module<Tensor, Tensor> activation, double expected) => Assert.Equal(expected, activation.call(input).item<double>(), 1e-9);
    }

    [Fact]
    public void InPlaceActivationsChangeTheirInput()
    {
        Tensor x = tensor(new float[] { -1, 1 });
        Tensor y = nn.ReLU(inplace: true).call(x);
        Assert.Equal([0f, 1], Values.Of(x));
        y[1] = 5;
        Assert.Equal([0f, 5], Values.Of(x));
    }

    [Fact]
    public void DropoutActsInTrainingOnly()
    {
        using Dropout dropout = nn.Dropout(0.5);
        Tensor x = ones(1000);
        Tensor y = dropout.call(x);
        Assert.InRange(y.count_nonzero().item<long>(), 400, 600);
        Assert.Equal(2f, y.max().item<float>());
        dropout.eval();
        Assert.True(dropout.call(x).Equals(x));
    }

    [Fact]
    public void LossesEqualTheirFormulas()
    {
        Tensor logits = tensor(new[] { 0.5, -1.0, 2.0 });
        Tensor targets = tensor(new[] { 1.0, 0.0, 0.25 });
        double[] x = [0.5, -1, 2];
        double[] t = [1, 0, 0.25];
        double[] each = [.. x.Zip(t, (a, b) => -(b * Math.Log(Sigmoid(a))) - ((1 - b) * Math.Log(1 - Sigmoid(a))))];
        Assert.Equal(each.Average(), nn.functional.binary_cross_entropy_with_logits(logits, targets).item<double>(), 1e-12);
        Assert.Equal(each.Sum(), nn.BCEWithLogitsLoss(reduction: nn.Reduction.Sum).call(logits, targets).item<double>(), 1e-12);
        Assert.Equal(each.Average(), nn.functional.binary_cross_entropy(logits.sigmoid(), targets).item<double>(), 1e-12);
        double weighted = x.Zip(t, (a, b) => -(3 * b * Math.Log(Sigmoid(a))) - ((1 - b) * Math.Log(1 - Sigmoid(a)))).Average();
        Assert.Equal(weighted, nn.BCEWithLogitsLoss(pos_weights: tensor(3.0)).call(logits, targets).item<double>(), 1e-12);
        Tensor scores = logits.view(1, 3);
        double logSum = Math.Log(x.Sum(Math.Exp));
        Assert.Equal(logSum - 2, nn.functional.cross_entropy(scores, tensor(new long[] { 2 })).item<double>(), 1e-12);
        Assert.Equal([Math.Exp(2 - logSum)], scores.softmax(1)[0, 2].reshape(1).data<double>().ToArray().Select(value => Math.Round(value, 12)), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([0L, 0, 1], Values.OfWhole(nn.functional.one_hot(tensor(2L), 3)));

        static double Sigmoid(double a) => 1 / (1 + Math.Exp(-a));
    }

    [Fact]
    public void ClippingScalesAllGradientsTogether()
    {
        Parameter a = new(zeros(2));
        Parameter b = new(zeros(1));
        Parameter without = new(zeros(1));
        a.grad = tensor(new float[] { 3, 0 });
        b.grad = tensor(new float[] { 4 });
        Assert.Equal(5, nn.utils.clip_grad_norm_([a, b, without], 10), 1e-6);
        Assert.Equal([3f, 0], Values.Of(a.grad!));
        Assert.Equal(5, nn.utils.clip_grad_norm_([a, b, without], 1), 1e-6);
        Assert.Equal(0.6f, a.grad![0].item<float>(), 1e-5f);
        Assert.Equal(0.8f, b.grad!.item<float>(), 1e-5f);
        nn.utils.clip_grad_value_([a, b], 0.5);
        Assert.Equal(0.5f, b.grad!.item<float>());
        Assert.Equal(0, nn.utils.clip_grad_norm_([without], 1));
    }

    [Fact]
    public void InitializersFillWithinTheirBounds()
    {
        manual_seed(1);
        Tensor w = empty(64, 32, 3, 3, requires_grad: true);
        Assert.Equal((32 * 9, 64 * 9), nn.init.CalculateFanInAndFanOut(w));
        nn.init.kaiming_uniform_(w, Math.Sqrt(5));
        Assert.InRange(w.abs().max().item<float>(), 0.99 / Math.Sqrt(288), 1 / Math.Sqrt(288));
        nn.init.kaiming_normal_(w, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        Assert.Equal(Math.Sqrt(2.0 / 576), w.std().item<float>(), 1e-3);
        nn.init.xavier_uniform_(w);
        Assert.InRange(w.abs().max().item<float>(), 0.99 * Math.Sqrt(6.0 / 864), Math.Sqrt(6.0 / 864));
        nn.init.constant_(w, 0.25);
        Assert.Equal(0.25f, w.mean().item<float>());
        Assert.Equal(5.0 / 3, nn.init.calculate_gain(nn.init.NonlinearityType.Tanh));
        Assert.True(w.is_leaf && w.requires_grad);
        Assert.Throws<ArgumentException>(() => nn.init.kaiming_uniform_(zeros(3)));
    }

    [Fact]
    public void WrongChannelsAreAReadableError()
    {
        using Conv2d conv = nn.Conv2d(3, 4, 3);
        string message = Assert.ThrowsAny<Exception>(() => conv.call(zeros(1, 5, 8, 8))).Message;
        Assert.Contains("channels", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
