using LibTorch.Kernels;
using LibTorch.Stable;
using TorchSharp;
using TorchSharp.Modules;

namespace Schemes.Operators;

/// <summary>Batch norm, followed by SiLU if wanted, by the kernels of the CPU: float32 and bfloat16, contiguous and channels-last.</summary>
internal sealed unsafe class VectorNorm : INormKernel
{
    private readonly bool _hasSilu;

    private VectorNorm(bool hasSilu) => _hasSilu = hasSilu;

    public static VectorNorm WithSilu { get; } = new(hasSilu: true);

    public static VectorNorm WithoutSilu { get; } = new(hasSilu: false);

    /// <summary>True if the kernel takes such an input.</summary>
    public static bool Takes(BatchNorm2d norm, torch.Tensor input) =>
        input.device_type == DeviceType.CPU
        && ActivationLayout.Of(input) is { IsSupported: true }
        && IsVector(norm.weight) && IsVector(norm.bias) && IsVector(norm.running_mean) && IsVector(norm.running_var);

    public torch.Tensor Forward(BatchNorm2d norm, torch.Tensor input, double factor, out torch.Tensor mean, out torch.Tensor inverse)
    {
        Activations activations = ActivationLayout.Of(input)!.Value;
        torch.Tensor output = torch.empty_like(input).DetachFromDisposeScope();
        mean = torch.empty(activations.Channels).DetachFromDisposeScope();
        inverse = torch.empty(activations.Channels).DetachFromDisposeScope();
        RunningStatistics running = new() { Mean = Floats(norm.running_mean), Variance = Floats(norm.running_var), Momentum = factor };
        BatchNormKernel.Forward(activations, Address(input), Address(output), Vectors(norm, mean, inverse), running, norm.eps, _hasSilu);
        GC.KeepAlive(norm);
        return output;
    }

    public (torch.Tensor OfInput, torch.Tensor? OfWeight, torch.Tensor? OfBias) Backward(
        BatchNorm2d norm, torch.Tensor input, torch.Tensor gradient, torch.Tensor mean, torch.Tensor inverse)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        Activations activations = ActivationLayout.Of(input)!.Value;
        gradient = ActivationLayout.Arranged(gradient, activations, out long stride);
        torch.Tensor ofInput = torch.empty_like(input).DetachFromDisposeScope();
        torch.Tensor ofWeight = torch.empty(activations.Channels).DetachFromDisposeScope();
        torch.Tensor ofBias = torch.empty(activations.Channels).DetachFromDisposeScope();
        BatchNormKernel.Backward(
            activations, Address(input), Address(gradient), stride, Address(ofInput), Vectors(norm, mean, inverse), Floats(ofWeight), Floats(ofBias), _hasSilu);
        GC.KeepAlive(norm);
        return (ofInput, ofWeight, ofBias);
    }

    private static bool IsVector(torch.Tensor? tensor) => tensor is null || (tensor.dtype == torch.ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous());

    private static NormVectors Vectors(BatchNorm2d norm, torch.Tensor mean, torch.Tensor inverse) => new()
    {
        Weight = Floats(norm.weight),
        Bias = Floats(norm.bias),
        Mean = Floats(mean),
        InverseDeviation = Floats(inverse),
    };

    private static void* Address(torch.Tensor tensor) => (void*)TensorMemory.Address(tensor);

    private static float* Floats(torch.Tensor? tensor) => tensor is null ? null : (float*)Address(tensor);
}
