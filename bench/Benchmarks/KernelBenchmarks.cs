using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Benchmarks.Rounds;
using LibTorch.Kernels;
using LibTorch.Stable;
using TorchSharp;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// The kernels of batch norm, SiLU, and both as one, over activations of YOLOv5s (640 pixels, 8 images), each iteration after a plain copy of the same tensor on the same
/// threads. At the end of a case, the bytes a second of both are written to the log: a forward pass with batch norm reads its input
/// twice and writes its output, a backward pass reads input and gradient twice and writes the gradient of the input; SiLU alone reads each once.
/// </summary>
[MeasuredByName("Kernel")]
public unsafe class KernelBenchmarks
{
    private const int Images = 8;
    private const double Epsilon = 1e-3;

    private readonly List<double> _copies = [];
    private readonly List<double> _kernels = [];
    private Tensor? _input, _gradient, _result, _vectors;
    private int _passes;

    /// <summary>The arithmetic.</summary>
    [Params("norm+silu", "norm", "silu")]
    public string Kernel { get; set; } = "";

    /// <summary>Channels, height and width.</summary>
    [Params("32x320x320", "64x160x160", "64x80x80", "128x40x40")]
    public string Layer { get; set; } = "";

    /// <summary>The element type.</summary>
    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    /// <summary>True for NHWC, false for NCHW.</summary>
    [Params(false, true)]
    public bool ChannelsLast { get; set; }

    /// <summary>Draws the tensors.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        using IDisposable noGrad = no_grad();
        (long channels, long side) = Shape();
        long[] shape = ChannelsLast ? [Images, side, side, channels] : [Images, channels, side, side];
        _input = rand(shape, Type);
        _gradient = rand(shape, Type);
        _result = zeros(shape, Type);
        _vectors = ones([8, channels]);
    }

    /// <summary>Copies the tensor; not part of the measured time.</summary>
    [IterationSetup]
    public void Copy()
    {
        using IDisposable noGrad = no_grad();
        long start = Stopwatch.GetTimestamp();
        _result!.copy_(_input!);
        _copies.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Output, statistics and running statistics.</summary>
    [Benchmark]
    public void Forward()
    {
        (NormVectors vectors, long channels) = Vectors();
        RunningStatistics running = new() { Mean = vectors.InverseDeviation + channels, Variance = vectors.InverseDeviation + (2 * channels), Momentum = 0.03 };
        long start = Stopwatch.GetTimestamp();
        if (HasNorm)
            BatchNormKernel.Forward(Activations(), Address(_input), Address(_result), vectors, running, Epsilon, HasSilu);
        else
            SiluKernel.Forward(Activations(), Address(_input), Address(_result));
        Ended(start, passes: HasNorm ? 3 : 2);
    }

    /// <summary>Gradients of input, weight and bias.</summary>
    [Benchmark]
    public void Backward()
    {
        (NormVectors vectors, long channels) = Vectors();
        float* gradients = vectors.InverseDeviation + (3 * channels);
        long stride = ChannelsLast ? channels : _input!.numel() / Images;
        long start = Stopwatch.GetTimestamp();
        if (HasNorm)
            BatchNormKernel.Backward(Activations(), Address(_input), Address(_gradient), stride, Address(_result), vectors, gradients, gradients + channels, HasSilu);
        else
            SiluKernel.Backward(Activations(), Address(_input), Address(_gradient), stride, Address(_result));
        Ended(start, passes: HasNorm ? 5 : 3);
    }

    /// <summary>Writes the bytes a second.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        double bytes = _input!.numel() * _input.element_size() / 1e9;
        double copy = 2 * bytes / Median(_copies), kernel = _passes * bytes / Median(_kernels);
        Console.WriteLine(StandardStreamsHost.FigurePrefix + FormattableString.Invariant($"{kernel:F1} GB/s, a copy {copy:F1} GB/s: {kernel / copy:F2} of it, {get_num_threads()} threads"));
        foreach (Tensor? tensor in new[] { _input, _gradient, _result, _vectors })
            tensor?.Dispose();
    }

    private bool HasNorm => Kernel != "silu";

    private bool HasSilu => Kernel != "norm";

    private static void* Address(Tensor? tensor) => (void*)TensorMemory.Address(tensor!);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private (long Channels, long Side) Shape()
    {
        long[] numbers = [.. Layer.Split('x').Select(long.Parse)];
        return (numbers[0], numbers[1]);
    }

    private Activations Activations()
    {
        (long channels, long side) = Shape();
        return new Activations(Type, ChannelsLast, Images, channels, side * side);
    }

    // Rows of one tensor: weight, bias, mean, inverse deviation, the running statistics, the gradients of weight and bias.
    private (NormVectors Vectors, long Channels) Vectors()
    {
        long channels = _vectors!.shape[1];
        float* first = (float*)Address(_vectors);
        return (new NormVectors { Weight = first, Bias = first + channels, Mean = first + (2 * channels), InverseDeviation = first + (3 * channels) }, channels);
    }

    private void Ended(long start, int passes)
    {
        _kernels.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        _passes = passes;
    }
}
