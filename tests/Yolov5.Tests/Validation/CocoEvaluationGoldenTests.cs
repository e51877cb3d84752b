using System.Globalization;
using System.Text.Json;
using Support;
using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class CocoEvaluationGoldenTests
{
    private const double Tolerance = 1e-9;

    [SharedTheory("golden/coco_eval")]
    [InlineData("with_crowd")]
    [InlineData("crowd_flag_cleared")]
    [InlineData("first_100_detections_per_image_reversed_order")]
    public void Figures_are_the_reference_ones(string variant)
    {
        CocoGroundTruth groundTruth = CocoFile.ReadGroundTruth(Repository.SharedPath("golden/coco_eval/ground_truth.json"));
        CocoDetection[] detections = CocoFile.ReadDetections(Repository.SharedPath("golden/coco_eval/detections.json"));
        if (variant != "with_crowd")
            groundTruth = groundTruth with { Annotations = [.. groundTruth.Annotations.Select(label => label with { IsCrowd = false })] };
        if (variant.Contains("reversed", StringComparison.Ordinal))
            Array.Reverse(detections);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/coco_eval/stats.json")));
        JsonElement golden = json.RootElement.GetProperty(variant);

        CocoMetrics metrics = CocoEvaluation.Compute(groundTruth, detections);

        double[] expected = [.. golden.GetProperty("stats").EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(12, expected.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], metrics.Stats[i], Tolerance);
        Dictionary<int, double> categories = golden.GetProperty("ap_per_category").EnumerateObject()
            .ToDictionary(p => int.Parse(p.Name, CultureInfo.InvariantCulture), p => p.Value.GetDouble());
        Assert.Equal(categories.Keys.Order(), metrics.ApPerCategory.Keys.Order());
        foreach ((int id, double ap) in categories)
            Assert.Equal(ap, metrics.ApPerCategory[id], Tolerance);
    }
}
