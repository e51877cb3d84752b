using Schemes;
using Support;
using Yolov5.Data.Augmentation;
using Yolov5.Optimization;
using Yolov5.Training;

namespace Yolov5.Tests.Training;

public sealed class SchemeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_scheme_of_ones_own_needs_no_settings_of_the_training()
    {
        string path = Write("""{ "scheme": { "id": "every3", "checkpoint_interval": 3, "memory_format": "channels_last" } }""");

        SchemeFile file = SchemeFile.Find(path);

        Assert.Equal(new Scheme { Id = "every3", CheckpointInterval = 3, MemoryFormat = MemoryFormat.ChannelsLast }, file.Scheme);
        Assert.Equal((null, null, null, null), (file.ImageSize, file.Epochs, file.Hyperparameters, file.BatchSizeFor("s")));
    }

    [Fact]
    public void Settings_of_the_training_are_read()
    {
        SchemeFile file = SchemeFile.Parse("""{ "scheme": { "id": "a" }, "models": { "yolov5n": { "batch_size": 3 } }, "imgsz": 96, "epochs": 2, "hyp": { "lr0": 1e-3, "mosaic": 0 } }""", "a.json");

        Assert.Equal(3, file.BatchSizeFor("yolov5n"));
        Assert.Equal(3, file.BatchSizeFor("n"));
        Assert.Null(file.BatchSizeFor("yolov5s"));
        Assert.Equal((96, 2), (file.ImageSize, file.Epochs));
        Assert.Equal(new Hyperparameters { InitialLearningRate = 0.001, Augmentation = new AugmentationOptions { Mosaic = 0 } }, file.Hyperparameters);
    }

    [Fact]
    public void A_built_in_scheme_is_found_by_its_id()
    {
        Assert.Equal(SchemeCatalog.Find("ablation"), SchemeFile.Find("ablation").Scheme);
        Assert.Contains("There is no scheme 'fastest'; baseline, mixed_precision", Complaint(() => SchemeFile.Find("fastest")), StringComparison.Ordinal);
        Assert.Contains("no-such.json: there is no such file", Complaint(() => SchemeFile.Find("no-such.json")), StringComparison.Ordinal);
        Assert.Contains("There is no scheme ''", Complaint(() => SchemeFile.Find("")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_built_in_id_may_be_given_to_the_same_parts_again() =>
        Assert.True(SchemeFile.Parse("""{ "scheme": { "id": "ablation", "precision": "mixed", "checkpoint_interval": 2 } }""", "a.json").Scheme.IsMadeAs(SchemeCatalog.Find("ablation")));

    [Theory]
    [InlineData("""{ "scheme": { "id": "baseline", "method": "Baseline" } }""", "'scheme.method' is not a known key")]
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
    public void A_file_that_is_not_text_is_an_error()
    {
        File.WriteAllBytes(_folder.File("bytes.json"), [0x7b, 0xff, 0xfe, 0x7d]);
        Assert.Contains("is not a text in UTF-8", Complaint(() => SchemeFile.Find(_folder.File("bytes.json"))), StringComparison.Ordinal);

        File.WriteAllBytes(_folder.File("large.json"), new byte[(1 << 20) + 1]);
        Assert.Contains("are too many (at most 1048576)", Complaint(() => SchemeFile.Find(_folder.File("large.json"))), StringComparison.Ordinal);
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
