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
