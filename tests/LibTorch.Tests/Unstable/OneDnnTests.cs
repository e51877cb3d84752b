using LibTorch.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Unstable;

public class OneDnnTests
{
    [Theory]
    [InlineData(16, 24, 3)]
    [InlineData(24, 16, 3)]
    [InlineData(8, 8, 3)]
    [InlineData(64, 33, 1)]
    [InlineData(3, 255, 3)]
    public void Convolutions_of_any_number_of_channels_are_those_in_double(int channelsIn, int channelsOut, int kernel)
    {
        Engine.Start();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        Tensor input = randn([2, channelsIn, 20, 20], generator: generator);
        Tensor weight = randn([channelsOut, channelsIn, kernel, kernel], generator: generator);
        var (output, inputGradient, weightGradient) = Convolve(input, weight);
        var (exact, exactInputGradient, exactWeightGradient) = Convolve(input.to(float64), weight.to(float64));
        Assert.InRange(Difference(output, exact), 0, 1e-5);
        Assert.InRange(Difference(inputGradient, exactInputGradient), 0, 1e-5);
        Assert.InRange(Difference(weightGradient, exactWeightGradient), 0, 1e-5);
    }

    /// <summary>On a processor that tells no caches, this one divided by zero in oneDNN and ended the process.</summary>
    [Fact]
    public void A_wide_convolution_of_few_pixels_in_channels_last_is_that_in_double()
    {
        Engine.Start();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        Tensor input = randn([2, 4, 4, 1024], generator: generator).permute(0, 3, 1, 2);
        Tensor weight = randn([256, 1024, 1, 1], generator: generator);
        Assert.InRange(Difference(nn.functional.conv2d(input, weight), nn.functional.conv2d(input.to(float64), weight.to(float64))), 0, 1e-5);
    }

    private static (Tensor Output, Tensor InputGradient, Tensor WeightGradient) Convolve(Tensor input, Tensor weight)
    {
        Tensor x = input.detach().requires_grad_(true);
        Tensor w = weight.detach().requires_grad_(true);
        Tensor y = nn.functional.conv2d(x, w, padding: [w.shape[2] / 2, w.shape[2] / 2]);
        y.sin().sum().backward();
        return (y.detach(), x.grad!, w.grad!);
    }

    private static double Difference(Tensor left, Tensor right) => ((left.to(float64) - right).norm() / right.norm()).item<double>();
}
