using System.Text.Json;
using Support;
using Yolov5.Anchors;
using Yolov5.Data;
using Yolov5.Models;

namespace Yolov5.Tests.Anchors;

public class AutoAnchorTests
{
    private static readonly double[] Defaults = [10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326];

    [SharedFact("golden/anchors.json")]
    public void The_fit_of_the_default_anchors_is_the_reference_s()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/anchors.json")));
        foreach (JsonProperty set in golden.RootElement.GetProperty("sets").EnumerateObject().Where(set => set.Name.StartsWith("coco64", StringComparison.Ordinal)))
        {
            DatasetDescription data = DatasetDescription.Load(Repository.SharedPath("data/coco64/coco64.yaml"));
            DatasetScan scan = new DatasetScanner { UseCache = false }.Scan(data, DatasetSplit.Val, TestContext.Current.CancellationToken);
            int size = int.Parse(set.Name.Split('_')[^1], System.Globalization.CultureInfo.InvariantCulture);

            AnchorFit fit = AnchorFit.Of(AnchorLabels.Of(scan.Entries, size), Defaults, 4);

            Assert.Equal(set.Value.GetProperty("bpr").GetDouble(), fit.BestPossibleRecall, 5);
            Assert.Equal(set.Value.GetProperty("aat").GetDouble(), fit.AnchorsAboveThreshold, 5);
            Assert.Equal(set.Value.GetProperty("recompute_would_be_triggered").GetBoolean(), fit.BestPossibleRecall <= AutoAnchor.SufficientRecall);
        }
    }

    [Fact]
    public void Anchors_are_found_where_labels_lie_in_groups()
    {
        // Six groups of sizes, each within some percent of its middle.
        (float Width, float Height)[] middles = [(8, 12), (20, 16), (30, 60), (80, 40), (90, 200), (300, 280)];
        RandomStream random = new(3);
        float[] labels = [.. Enumerable.Range(0, 600).SelectMany(i => new[]
        {
            middles[i % 6].Width * (float)random.Uniform(0.9, 1.1), middles[i % 6].Height * (float)random.Uniform(0.9, 1.1),
        })];

        double[] anchors = AutoAnchor.Fit(labels, 6, 640, 4, new RandomStream(1));

        Assert.All(anchors.Chunk(2).Zip(middles), pair => Assert.True(
            Math.Abs(pair.First[0] / pair.Second.Width - 1) < 0.1 && Math.Abs(pair.First[1] / pair.Second.Height - 1) < 0.1, string.Join(' ', anchors)));
        Assert.Equal(1, AnchorFit.Of(labels, anchors, 4).BestPossibleRecall);
        Assert.Equal(anchors, AutoAnchor.Fit(labels, 6, 640, 4, new RandomStream(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Fewer_sizes_than_anchors_are_enough(int labels)
    {
        double[] anchors = AutoAnchor.Fit([.. Enumerable.Range(0, labels).SelectMany(i => new[] { 20f + i, 30f })], 9, 640, 4, new RandomStream(1));
        Assert.Equal(18, anchors.Length);
        Assert.All(anchors, side => Assert.InRange(side, 2, 640 * 3));
    }

    [Fact]
    public void Anchors_that_do_not_fit_are_replaced_in_the_network_and_others_are_kept()
    {
        DatasetEntry[] tiny = [.. Enumerable.Range(0, 40).Select(i => new DatasetEntry($"{i}", "", 640, 480, true, [new BoxLabel(0, 0.5f, 0.5f, (3 + (i % 5)) / 640f, 3 / 480f)]))];
        DatasetEntry[] usual = [new("a", "", 640, 480, true, [new BoxLabel(0, 0.5f, 0.5f, 0.1f, 0.2f)])];
        using DetectionModel model = new(ModelDescription.Load("yolov5n"));
        List<string> told = [];

        AutoAnchor.Check(model, usual, 640, 4, 0, told.Add);
        Assert.Contains("the anchors fit the data set", Assert.Single(told), StringComparison.Ordinal);
        Assert.Equal(10 / 8f, model.Head.AnchorsInCells()[0][0]);

        AutoAnchor.Check(model, tiny, 640, 4, 0, told.Add);
        Assert.Contains("with new anchors", told[^1], StringComparison.Ordinal);
        double[] pixels = [.. model.Head.AnchorsInCells().SelectMany((level, i) => level.Select(side => side * model.Head.Strides[i]))];
        Assert.True(AnchorFit.Of(AnchorLabels.Of(tiny, 640), pixels, 4).BestPossibleRecall > 0.98);
    }

    [Fact]
    public void A_number_of_anchors_asks_for_fitted_ones()
    {
        ModelDescription description = ModelDescription.Load("yolov5n");
        Assert.False(description.FitsAnchors);
        ModelDescription open = description.WithAnchorsToFit(2);
        Assert.True(open.FitsAnchors);
        Assert.Equal(2, open.AnchorsPerLevel);
        using DetectionModel model = new(open);
        AutoAnchor.Check(model, [new("a", "", 640, 480, true, [new BoxLabel(0, 0.5f, 0.5f, 0.1f, 0.2f), new BoxLabel(0, 0.5f, 0.5f, 0.002f, 0.003f)])], 640, 4, 0);
        Assert.All(model.Head.AnchorsInCells(), level => Assert.All(level, side => Assert.True(side > 0)));
    }
}
