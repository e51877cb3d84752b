using Schemes;
using Support;
using Yolov5.Optimization;
using Yolov5.Training;

namespace Yolov5.Tests.Training;

public sealed class SchemeFileTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(Repository.Root, "bench", "schemes");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> ShippedFiles => [.. Directory.GetFiles(Shipped).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void There_is_a_file_for_every_scheme_of_the_catalogue_and_for_no_other() =>
        Assert.Equal(SchemeCatalog.All.Select(scheme => $"{scheme.Id}.json").Order(StringComparer.Ordinal), Directory.GetFiles(Shipped).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(ShippedFiles))]
    public void A_shipped_file_is_its_scheme_of_the_catalogue_with_the_recommended_training(string name)
    {
        SchemeFile file = SchemeFile.Load(Path.Combine(Shipped, name));

        Assert.Equal(SchemeCatalog.Find(Path.GetFileNameWithoutExtension(name)), file.Scheme);
        Assert.Equal([new SchemeFileModel("s", 8), new SchemeFileModel("m", 4)], file.Models);
        Assert.Equal((640, 50), (file.ImageSize, file.Epochs));

        // The defaults are YOLOv5's own: lr0 0.01, lrf 0.01, momentum 0.937, weight_decay 0.0005 ...
        Assert.Equal(new Hyperparameters(), file.Hyperparameters);
    }

    [Fact]
    public void A_scheme_of_ones_own_need_not_say_more_than_what_it_is()
    {
        string path = Write("""{ "scheme": { "id": "every3", "checkpoint_interval": 3, "memory_format": "channels_last" } }""");

        SchemeFile file = SchemeFile.Find(path);

        Assert.Equal(new Scheme { Id = "every3", CheckpointInterval = 3, MemoryFormat = MemoryFormat.ChannelsLast }, file.Scheme);
        Assert.Equal((null, null, null, null), (file.ImageSize, file.Epochs, file.Hyperparameters, file.BatchSizeFor("s")));
    }

    [Fact]
    public void What_it_says_of_the_training_is_read()
    {
        SchemeFile file = SchemeFile.Parse("""{ "scheme": { "id": "a" }, "models": { "yolov5n": { "batch_size": 3 } }, "imgsz": 96, "epochs": 2, "hyp": { "lr0": 1e-3, "mosaic": 0 } }""", "a.json");

        Assert.Equal(3, file.BatchSizeFor("yolov5n"));
        Assert.Equal(3, file.BatchSizeFor("n"));
        Assert.Null(file.BatchSizeFor("yolov5s"));
        Assert.Equal((96, 2), (file.ImageSize, file.Epochs));
        Assert.Equal(new Hyperparameters { InitialLearningRate = 0.001, Mosaic = 0 }, file.Hyperparameters);
    }

    [Fact]
    public void A_built_in_scheme_is_found_by_its_id()
    {
        Assert.Equal(new SchemeFile { Scheme = SchemeCatalog.Ablation }.Scheme, SchemeFile.Find("ablation").Scheme);
        Assert.Contains("There is no scheme 'fastest'; baseline, mixed_precision", Complaint(() => SchemeFile.Find("fastest")), StringComparison.Ordinal);
        Assert.Contains("no-such.json: there is no such file", Complaint(() => SchemeFile.Find("no-such.json")), StringComparison.Ordinal);
        Assert.Contains("There is no scheme ''", Complaint(() => SchemeFile.Find("")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "scheme": { "id": "baseline", "checkpoint_interval": 2 } }""", "scheme.id is \"baseline\", which is a built-in scheme and made of other parts; a name of its own is expected.")]
    [InlineData("""{ "scheme": { "id": "a", "precision": "fp8" } }""", "mine.json: scheme.precision is \"fp8\"; one of fp32, mixed, fp16, bf16 is expected.")]
    [InlineData("""{ "scheme": "baseline" }""", "scheme is \"baseline\"; an object of keys and values")]
    [InlineData("""{ "epochs": 50 }""", "the key 'scheme' is missing")]
    [InlineData("""{ "scheme": { "id": "a" }, "image_size": 640 }""", "'image_size' is not a known key; known are scheme, models, imgsz, epochs, hyp.")]
    [InlineData("""{ "scheme": { "id": "a" }, "imgsz": 650 }""", "imgsz is 650; a multiple of 32")]
    [InlineData("""{ "scheme": { "id": "a" }, "epochs": 0 }""", "epochs is 0; a whole number from 1")]
    [InlineData("""{ "scheme": { "id": "a" }, "models": { "yolov8s": { "batch_size": 8 } } }""", "'models.yolov8s' is not a known key; known are yolov5n")]
    [InlineData("""{ "scheme": { "id": "a" }, "models": { "yolov5s": 8 } }""", "models.yolov5s is 8; an object")]
    [InlineData("""{ "scheme": { "id": "a" }, "models": { "yolov5s": {} } }""", "the key 'models.yolov5s.batch_size' is missing")]
    [InlineData("""{ "scheme": { "id": "a" }, "models": { "yolov5s": { "batch_size": 8 }, "s": { "batch_size": 4 } } }""", "'models.s' appears twice")]
    [InlineData("""{ "scheme": { "id": "a" }, "hyp": { "momentum": 1.5 } }""", "hyp.momentum is 1.5; a number from 0 to 0.9999")]
    [InlineData("""{ "scheme": { "id": "a" }, "hyp": { "learning_rate": 1 } }""", "'hyp.learning_rate' is not a known key; known are lr0")]
    public void A_mistake_is_named_with_file_key_value_and_what_is_allowed(string json, string complaint)
    {
        string path = Write(json);
        string message = Complaint(() => SchemeFile.Find(path));

        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_text_is_a_complaint()
    {
        File.WriteAllBytes(_folder.File("bytes.json"), [0x7b, 0xff, 0xfe, 0x7d]);
        Assert.Contains("is not a text in UTF-8", Complaint(() => SchemeFile.Find(_folder.File("bytes.json"))), StringComparison.Ordinal);

        File.WriteAllBytes(_folder.File("large.json"), new byte[(1 << 20) + 1]);
        Assert.Contains("too many for a scheme", Complaint(() => SchemeFile.Find(_folder.File("large.json"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheme_that_this_machine_does_not_compute_is_refused_before_anything_is_measured_under_its_name()
    {
        TrainingConfig config = new() { Data = "", Device = "cpu" };

        Assert.Contains("fp16", Complaint(() => (config with { Scheme = new Scheme { Id = "a", Precision = Precision.Fp16 } }).Validated()), StringComparison.Ordinal);
        Assert.Contains("needs a ZeRO stage", Complaint(() => (config with { Scheme = new Scheme { Id = "a", Offload = Offload.Optimizer } }).Validated()), StringComparison.Ordinal);
        Assert.True((config with { Scheme = new Scheme { Id = "a", Precision = Precision.Bf16 } }).Validated().Amp);
    }

    private static string Complaint(Action body) => Assert.Throws<InvalidInputException>(body).Message;

    private string Write(string json)
    {
        string path = _folder.File("mine.json");
        File.WriteAllText(path, json);
        return path;
    }
}
