using Benchmarks.Measurement;
using Reports.Model;
using Schemes;
using Support;
using SyntheticData;
using Yolov5.Training;

namespace Benchmarks.Tests.Measurement;

public sealed class KeptAccuracyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SuiteOptions _options;
    private int _passes;

    public KeptAccuracyTests() => _options = new SuiteOptions
    {
        Model = "n",
        ImageSize = 64,
        BatchSizes = [2, 4],
        Device = "cpu",
        Data = SyntheticDataset.Ensure(_folder.File("data"), new SyntheticDatasetOptions { TrainImages = 2, ValidationImages = 2 }),
        Threads = 2,
        ArtifactsPath = _folder.File("first"),
    };

    [Fact]
    public void A_pass_that_was_made_is_not_made_again()
    {
        AccuracyResult first = Measure(_options);
        AccuracyResult second = Measure(_options with { ArtifactsPath = _folder.File("second"), BatchSizes = [4], IterationCount = 9, Rounds = 1 });

        Assert.Equal(1, _passes);
        Assert.Null(first.KeptFromUtc);
        Assert.InRange(second.KeptFromUtc!.Value, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow);
        Assert.Equal(first.Map50, second.Map50);
        Assert.Equal(double.PositiveInfinity, second.LossCurve!.Single().Total);
    }

    [Fact]
    public void Whatever_can_change_the_result_asks_for_a_pass_of_its_own()
    {
        string weights = _folder.File("weights.pt");
        File.WriteAllBytes(weights, [1, 2, 3]);
        SuiteOptions[] different =
        [
            _options, _options with { Threads = 1 }, _options with { Seeds = [1] }, _options with { AccuracyEpochs = 2 }, _options with { Model = "s" },
            _options with { ImageSize = 96 }, _options with { MemoryBudget = 1 << 30 }, _options with { Weights = weights },
        ];
        foreach (SuiteOptions options in different)
            Measure(options);
        Measure(_options, batchSize: 8);
        Measure(_options, SchemeCatalog.OfMethod("Amp"));
        File.WriteAllBytes(weights, [1, 2, 4]);
        Measure(_options with { Weights = weights });
        Assert.Equal(different.Length + 3, _passes);
    }

    [Fact]
    public void An_image_that_was_changed_asks_for_a_new_pass()
    {
        Measure(_options);
        string image = Directory.EnumerateFiles(_folder.File("data"), "*.jpg", SearchOption.AllDirectories).First();
        File.SetLastWriteTimeUtc(image, DateTime.UtcNow.AddMinutes(1));
        Measure(_options);
        Assert.Equal(2, _passes);
    }

    [Fact]
    public void On_a_GPU_every_pass_is_made()
    {
        Measure(_options with { Device = "cuda:0" });
        Measure(_options with { Device = "cuda:0" });
        Assert.Equal(2, _passes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void A_damaged_file_is_replaced(string content)
    {
        Measure(_options);
        string file = Directory.GetFiles(_folder.File("kept")).Single();
        File.WriteAllText(file, content);
        Assert.Null(Measure(_options).KeptFromUtc);
        Assert.Equal(2, _passes);
        Assert.NotNull(Measure(_options).KeptFromUtc);
    }

    public void Dispose() => _folder.Dispose();

    private AccuracyResult Measure(SuiteOptions options, Scheme? scheme = null, int batchSize = 4) =>
        KeptAccuracy.Of(_folder.File("kept"), options, TrainingData.Load(options.Data), scheme ?? SchemeCatalog.OfMethod("Baseline"), batchSize, () => new AccuracyResult
        {
            Map50 = 0.25 + ++_passes,
            LossCurve = [new LossPoint { Iteration = 0, Total = double.PositiveInfinity }],
        });
}
