using System.Text.Json;
using Support;
using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class MetricsGoldenTests
{
    private const double Tolerance = 1e-9;

    [SharedTheory("golden/metrics")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Matches_as_the_reference_does(int batch)
    {
        Detection[] detections = [.. Read($"batch{batch}_detections").Single().Chunk(6).Select(v => new Detection(v[0], v[1], v[2], v[3], v[4], (int)v[5]))];
        GroundTruth[] labels = [.. Read($"batch{batch}_labels").Single().Chunk(5).Select(v => new GroundTruth((int)v[0], v[1], v[2], v[3], v[4]))];

        Assert.Equal(Read($"batch{batch}_correct").Byte().Select(value => value != 0), DetectionMatcher.Match(detections, labels));
    }

    [SharedFact("golden/metrics")]
    public void Iou_thresholds_are_the_reference_ones()
    {
        using JsonDocument json = ReadJson();
        Assert.Equal(
            json.RootElement.GetProperty("iou_thresholds").EnumerateArray().Select(value => value.GetDouble()),
            DetectionMatcher.IouThresholds.ToArray().Select(value => (double)value));
    }

    [SharedFact("golden/metrics")]
    public void Figures_per_class_are_the_reference_ones()
    {
        DetectionMetrics metrics = Compute();

        Assert.Equal(Read("out_unique_classes").Int64(), metrics.Classes.Select(c => (long)c.Class));
        AssertClose(Read("out_p").Double(), metrics.Classes.Select(c => c.Precision));
        AssertClose(Read("out_r").Double(), metrics.Classes.Select(c => c.Recall));
        AssertClose(Read("out_f1").Double(), metrics.Classes.Select(c => c.F1));
        AssertClose(Read("out_tp").Double(), metrics.Classes.Select(c => c.TruePositives));
        AssertClose(Read("out_fp").Double(), metrics.Classes.Select(c => c.FalsePositives));
        AssertClose(Read("out_ap").Double(), metrics.Classes.SelectMany(c => c.AveragePrecision));
    }

    [SharedFact("golden/metrics")]
    public void Mean_figures_are_the_reference_ones()
    {
        using JsonDocument json = ReadJson();
        DetectionMetrics metrics = Compute();

        Assert.Equal(json.RootElement.GetProperty("classes").GetInt32(), metrics.Classes.Count);
        Assert.Equal(json.RootElement.GetProperty("targets").GetInt32(), metrics.Labels);
        Assert.Equal(json.RootElement.GetProperty("predictions").GetInt32(), metrics.Predictions);
        Assert.Equal(json.RootElement.GetProperty("P").GetDouble(), metrics.Precision, Tolerance);
        Assert.Equal(json.RootElement.GetProperty("R").GetDouble(), metrics.Recall, Tolerance);
        Assert.Equal(json.RootElement.GetProperty("mean_f1").GetDouble(), metrics.F1, Tolerance);
        Assert.Equal(json.RootElement.GetProperty("mAP50").GetDouble(), metrics.Map50, Tolerance);
        Assert.Equal(json.RootElement.GetProperty("mAP50_95").GetDouble(), metrics.Map50To95, Tolerance);
    }

    private static DetectionMetrics Compute() => AveragePrecision.Compute(
        Read("in_tp").Byte().Select(value => value != 0).ToArray(),
        Read("in_conf").Single(),
        Read("in_pred_cls").Single().Select(value => (int)value).ToArray(),
        Read("in_target_cls").Single().Select(value => (int)value).ToArray());

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<double> actual)
    {
        foreach ((double e, double a) in expected.Zip(actual))
            Assert.Equal(e, a, Tolerance);
        Assert.Equal(expected.Count(), actual.Count());
    }

    private static NpyFile Read(string name) => NpyFile.Read(Repository.SharedPath($"golden/metrics/{name}.npy"));

    private static JsonDocument ReadJson() => JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/metrics/metrics.json")));
}
