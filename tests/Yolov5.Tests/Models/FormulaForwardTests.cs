using System.Text.Json;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Models;

public class FormulaForwardTests
{
    public static TheoryData<string> Keys => FormulaReference.Keys;

    [Theory]
    [MemberData(nameof(Keys))]
    public void Predictions_and_maps_are_the_references(string key)
    {
        FormulaReference reference = FormulaReference.For(key);
        using DetectionModel model = reference.Model();
        model.eval();
        using IDisposable noGrad = no_grad();
        using Tensor input = FormulaReference.Input();
        using DetectOutput output = model.call(input);

        float[] predictions = output.Predictions!.Values();
        Assert.Equal(reference.Figures.GetProperty("pred_shape").Floats().Select(side => (long)side), output.Predictions!.shape);
        FigureAssert.Near(reference.Figures.GetProperty("pred_mean").GetDouble(), predictions.Average(value => (double)value), 1e-4, "mean");
        double mean = predictions.Average(value => (double)value);
        double deviation = Math.Sqrt(predictions.Sum(value => Math.Pow(value - mean, 2)) / (predictions.Length - 1));
        FigureAssert.Near(reference.Figures.GetProperty("pred_std").GetDouble(), deviation, 1e-4, "standard deviation");
        FigureAssert.Near(reference.Figures.GetProperty("pred_first8").Floats(), predictions.AsSpan(0, 8), 1e-4, 1e-5, "predictions");

        int level = 0;
        foreach (JsonElement map in reference.Figures.GetProperty("raw").EnumerateArray())
        {
            float[] values = output.Maps[level].Values();
            Assert.Equal(map.GetProperty("shape").Floats().Select(side => (long)side), output.Maps[level].shape);
            FigureAssert.Near(map.GetProperty("l2").GetDouble(), values.L2(), 1e-4, $"map {level}, norm");
            FigureAssert.Near(map.GetProperty("first8").Floats(), values.AsSpan(0, 8), 1e-4, 1e-5, $"map {level}");
            level++;
        }
    }
}
