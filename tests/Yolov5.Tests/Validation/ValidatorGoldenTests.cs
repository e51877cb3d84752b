using System.Text.Json;
using Support;
using Yolov5.Data;
using Yolov5.Models;
using Yolov5.Training;
using Yolov5.Validation;
using Yolov5.Weights;

namespace Yolov5.Tests.Validation;

/// <summary>The official yolov5n on coco64, from the JPEG files to the figures.</summary>
public class ValidatorGoldenTests
{
    [SharedTheory("golden/val.json")]
    [InlineData("320_square", 320, false)]
    [InlineData("320_rect", 320, true)]
    [InlineData("640_square", 640, false)]
    [InlineData("640_rect", 640, true)]
    public void Figures_are_the_references(string run, int imageSize, bool rectangular)
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/val.json")));
        JsonElement expected = golden.RootElement.GetProperty("runs").GetProperty(run);
        TrainingData data = TrainingData.Load(Repository.SharedPath("data/coco64/coco64.yaml"));
        using DetectionModel model = ModelWeights.Restore(Checkpoint.Read(Repository.SharedPath("data/yolov5n.pt")));
        DataLoader loader = TrainingData.ValidationLoader(data.Validation, imageSize, batchSize: 16, workers: 2, stride: 32, rectangular: rectangular);
        ValidationResult result = Validator.Run(model, loader, new ValidationOptions { Fuse = false });

        Near(expected, "mAP50", result.Metrics.Map50, 0.01);
        Near(expected, "mAP50_95", result.Metrics.Map50To95, 0.01);
        Near(expected, "P", result.Metrics.Precision, 0.05);
        Near(expected, "R", result.Metrics.Recall, 0.05);
        Assert.Equal(expected.GetProperty("images").GetInt32(), result.Images);
        Assert.Equal(expected.GetProperty("instances").GetInt32(), result.Metrics.Labels);
    }

    private static void Near(JsonElement expected, string name, double actual, double tolerance)
    {
        double value = expected.GetProperty(name).GetDouble();
        Assert.True(Math.Abs(value - actual) <= tolerance, $"{name}: {value} expected, {actual} measured");
    }
}
