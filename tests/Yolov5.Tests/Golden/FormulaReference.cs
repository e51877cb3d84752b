using System.Text.Json;
using Support;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Optimization;
using static TorchSharp.torch;

namespace Yolov5.Tests.Golden;

/// <summary>YOLOv5's own figures for weights and images that a formula makes (see formula/README.md).</summary>
internal sealed class FormulaReference
{
    // Whose kernels the reference ran on; another version's first loss may have the same bits by chance.

    private static readonly Lazy<JsonDocument> Document = new(() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/Yolov5.Tests/Golden/formula/yolov5.json"))));

    private FormulaReference(string key, JsonElement figures)
    {
        Key = key;
        Figures = figures;
    }

    public static TheoryData<string> Keys => [.. Document.Value.RootElement.EnumerateObject().Select(entry => entry.Name)];

    public string Key { get; }

    public JsonElement Figures { get; }

    public Hyperparameters Hyp => new()
    {
        Box = Figure("box"),
        Class = Figure("cls"),
        Objectness = Figure("obj"),
        ClassPositiveWeight = Figure("cls_pw"),
        ObjectnessPositiveWeight = Figure("obj_pw"),
        FocalGamma = Figure("fl_gamma"),
        AnchorThreshold = Figure("anchor_t"),
    };

    public float[] Targets => [.. Figures.GetProperty("targets").EnumerateArray().SelectMany(row => row.Floats())];

    public static FormulaReference For(string key)
    {
        // The figures are of two threads; with one, libtorch takes other kernels for 1x1 convolutions.
        set_num_threads(2);
        return new(key, Document.Value.RootElement.GetProperty(key));
    }

    // The batch norms of these networks see few and nearly dependent values, so that the last bit of a convolution grows to
    // percents of a gradient, and from one training step to the next a thousandfold. Bounds are about twice what libtorch 2.10
    // came to with its AVX-512, AVX2 and SSE kernels: gradients 0.024, losses of the second step 0.035 and of the later ones
    // 0.26, weights of convolutions after ten steps 0.0054.

    /// <summary>Relative tolerance of the gradients' norms.</summary>
    public const double GradientTolerance = 0.05;

    /// <summary>Relative tolerance of the norms of convolution weights after ten steps.</summary>
    public const double WeightTolerance = 0.01;

    /// <summary>Relative tolerance of the losses of a step, counted from 1.</summary>
    public static double LossTolerance(int step) => step == 1 ? 1e-4 : step == 2 ? 0.07 : 0.5;

    public static Tensor Input()
    {
        const int count = 2 * 3 * 64 * 96;
        float[] values = new float[count];
        for (uint i = 0; i < count; i++)
            values[i] = (i * 2654435761u >> 24) / 255f;
        return tensor(values, [2, 3, 64, 96]);
    }

    public DetectionModel Model()
    {
        string[] parts = Key.Split("_nc");
        DetectionModel model = new(ModelDescription.Load(parts[0]) with { ClassCount = int.Parse(parts[1], null) });
        Fill(model);
        return model;
    }

    public ComputeLoss Loss(DetectionModel model) => new(model, Hyp);

    private double Figure(string name) => Figures.GetProperty("hyp").GetProperty(name).GetDouble();

    private static void Fill(DetectionModel model)
    {
        using IDisposable noGrad = no_grad();
        int k = 0;
        foreach ((string name, Tensor entry) in model.State())
        {
            double phase = 1.3 * k++;
            if (!entry.is_floating_point() || name.EndsWith("anchors", StringComparison.Ordinal))
                continue;
            long[] shape = entry.shape;
            (double offset, double factor) = name switch
            {
                _ when name.EndsWith(".running_var", StringComparison.Ordinal) => (1, 0.5),
                _ when name.EndsWith(".bn.weight", StringComparison.Ordinal) => (1, 0.1),
                _ when shape.Length == 4 => (0, Math.Sqrt(2.0 / (shape[1] * shape[2] * shape[3]))),
                _ => (0, 0.1),
            };
            float[] values = new float[entry.numel()];
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(offset + (factor * Math.Sin((0.37 * i) + phase)));
            using Tensor made = tensor(values, shape);
            entry.copy_(made);
        }
    }
}
