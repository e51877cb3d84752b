using Schemes;
using Yolov5.Sizing;
using Yolov5.Training;

namespace Yolov5.Tests.Sizing;

public class RecommendedTrainingTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(TrainingPreset.HighPerformance, "amp_fused_channels_last", 179)]
    [InlineData(TrainingPreset.Balanced, "amp_fused_channels_last", 64)]
    [InlineData(TrainingPreset.Conservative, "baseline", 59)]
    public void A_preset_decides_on_scheme_and_share_of_the_memory(TrainingPreset preset, string scheme, int batch)
    {
        FakeProbe probe = new(2000 * MiB, 2000 * MiB, request => request.Config.Scheme.UsesAutocast
            ? ((10 + (10 * request.Config.BatchSize)) * MiB, 0.5)
            : ((20 + (20 * request.Config.BatchSize)) * MiB, 1.0));

        TrainingConfig config = TrainingConfig.For("yolov5s", 640, preset, "cpu", probe: probe);

        Assert.Equal((scheme, batch), (config.Scheme.Id, config.BatchSize));
        Assert.Equal(("yolov5s", 640, "cpu"), (config.Model, config.ImageSize, config.Device));
        Assert.InRange(config.Workers, 1, 16);
        Assert.Contains(probe.Requests, request => request.Config.BatchSize == batch && request.Config.Scheme.Id == scheme);
    }

    [Fact]
    public void Mixed_precision_that_is_no_faster_is_not_recommended_on_a_cpu()
    {
        FakeProbe probe = new(2000 * MiB, 2000 * MiB, request => ((20 + (20 * request.Config.BatchSize)) * MiB, 1.0));

        Assert.Equal("fused", TrainingConfig.For("n", 320, TrainingPreset.HighPerformance, "cpu", probe: probe).Scheme.Id);
    }

    [Fact]
    public void Never_more_is_taken_than_is_free()
    {
        FakeProbe probe = new(2000 * MiB, 500 * MiB, request => ((20 + (20 * request.Config.BatchSize)) * MiB, 1.0));

        TrainingConfig config = TrainingConfig.For("n", 320, TrainingPreset.Balanced, "cpu", probe: probe);

        Assert.Equal(24, config.BatchSize);
        Assert.Equal(500 * MiB, probe.Requests[^1].MemoryBudget);
    }

    [Fact]
    public void A_network_that_does_not_fit_is_an_error_that_names_the_image_size()
    {
        FakeProbe probe = new(2000 * MiB, 2000 * MiB, _ => (3000 * MiB, 1.0));

        InvalidInputException error = Assert.Throws<InvalidInputException>(() => TrainingConfig.For("x", 1280, device: "cpu", probe: probe));
        Assert.Contains("Not even one image of 1280 pixels", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => TrainingConfig.For("yolov9", 640, probe: probe));
        Assert.Throws<InvalidInputException>(() => TrainingConfig.For("n", 100, probe: probe));
    }

    [Fact]
    public void A_search_can_be_ended()
    {
        using CancellationTokenSource stop = new();
        FakeProbe probe = new(2000 * MiB, 2000 * MiB, request =>
        {
            stop.Cancel();
            return (MiB, 1.0);
        });

        Assert.Throws<OperationCanceledException>(() => TrainingConfig.For("n", 320, device: "cpu", probe: probe, cancellationToken: stop.Token));
        Assert.Single(probe.Requests);
    }

    [Theory]
    [InlineData(new[] { 3, 7, 5 }, false, 7)]
    [InlineData(new[] { 0, 0 }, false, 1)]
    [InlineData(new[] { 4, 4, 4, 4 }, true, 16)]
    [InlineData(new int[0], true, ProbeRequest.CrowdedImage)]
    public void The_most_labels_are_those_of_the_data(int[] counts, bool mosaic, int most)
    {
        Assert.Equal(most, AutoBatch.MostLabels(counts, mosaic));
    }

    [Fact]
    public void Four_images_in_a_mosaic_are_not_all_the_most_crowded_one()
    {
        int[] counts = [.. Enumerable.Repeat(5, 999), 200];

        Assert.InRange(AutoBatch.MostLabels(counts, mosaic: true), 200, 4 * 200 / 2);
    }
}
