using Support;
using Yolov5.Data.Augmentation;
using Yolov5.Imaging;
using Yolov5.Optimization;
using Yolov5.Tests.Imaging;
using Yolov5.Training;

namespace Yolov5.Tests.Training;

/// <summary>An epoch of a network with a handful of channels for each option: it must change the loss, or it does nothing.</summary>
[Collection("random state")]
public sealed class SamplingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SamplingTests()
    {
        Directory.CreateDirectory(_folder.File("images"));
        Directory.CreateDirectory(_folder.File("labels"));
        for (int i = 0; i < 8; i++)
        {
            ImageFile.Write(_folder.File($"images/{i}.png"), Pictures.Noise(64, i < 4 ? 30 : 60, seed: i));
            string box = FormattableString.Invariant($"{i % 2} 0.4 0.5 {0.2 + (0.05 * i)} 0.5");
            File.WriteAllText(_folder.File($"labels/{i}.txt"), i < 6 ? box : "1 0.1 0.1 0.4 0.1 0.4 0.5 0.1 0.4\n");
        }

        File.WriteAllText(_folder.File("data.yaml"), $"path: {_folder.File(".")}\ntrain: images\nval: images\nnames: [a, b]\n");
        File.WriteAllText(_folder.File("tiny.yaml"), SmallNetwork.Yaml);
        File.WriteAllText(_folder.File("fitted.yaml"), SmallNetwork.Yaml.Replace(SmallNetwork.Anchors, "3", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_option_changes_the_loss()
    {
        TrainingConfig plain = new() { Model = _folder.File("tiny.yaml"), Data = _folder.File("data.yaml"), ImageSize = 64, BatchSize = 4, Epochs = 1, Workers = 2 };
        TrainingConfig Hyp(string yaml) => plain with { Hyperparameters = Hyperparameters.Parse(yaml, "hyp.yaml") };
        Dictionary<string, TrainingConfig> variants = new()
        {
            ["defaults"] = plain,
            ["mosaic 0"] = Hyp("mosaic: 0"),
            ["mixup"] = Hyp("mixup: 1"),
            ["copy_paste"] = Hyp("copy_paste: 1"),
            ["anchors"] = Hyp("anchors: 3") with { Sampling = new SamplingOptions { AutoAnchor = true } },
            ["anchors in the model"] = plain with { Model = _folder.File("fitted.yaml"), Sampling = new SamplingOptions { AutoAnchor = true }, Seed = 1 },
            ["rect"] = plain with { Sampling = new SamplingOptions { Rectangular = true } },
            ["quad"] = plain with { Sampling = new SamplingOptions { Quad = true } },
            ["multi-scale"] = plain with { Sampling = new SamplingOptions { MultiScale = true } },
            ["image weights"] = plain with { Sampling = new SamplingOptions { ImageWeights = true } },
            ["single class"] = plain with { Sampling = new SamplingOptions { SingleClass = true } },
        };
        Dictionary<float, string> losses = [];
        foreach ((string name, TrainingConfig config) in variants)
        {
            float loss = Loss(config, name);
            Assert.True(float.IsFinite(loss), name);
            Assert.False(losses.TryGetValue(loss, out string? same), $"{name} trains as {same} does: {loss}");
            losses.Add(loss, name);
        }

        Assert.Equal(Loss(plain, "again"), losses.Single(entry => entry.Value == "defaults").Key);
        Assert.Equal(Loss(plain with { Workers = 0 }, "alone"), losses.Single(entry => entry.Value == "defaults").Key);
    }

    [Fact]
    public void Options_that_exclude_each_other_are_refused()
    {
        TrainingConfig config = new() { Data = "", BatchSize = 2 };
        Assert.Contains("--quad with batch size 2", Refusal(new SamplingOptions { Quad = true }), StringComparison.Ordinal);
        Assert.Contains("--image-weights with --rect", Refusal(new SamplingOptions { ImageWeights = true, Rectangular = true }), StringComparison.Ordinal);
        Assert.Contains("--noautoanchor", Assert.Throws<InvalidInputException>(() => Loss(config with { Model = _folder.File("fitted.yaml"), Data = _folder.File("data.yaml"), ImageSize = 64, BatchSize = 4 }, "x")).Message, StringComparison.Ordinal);

        string Refusal(SamplingOptions sampling) => Assert.Throws<InvalidInputException>(() => (config with { Sampling = sampling }).Validated()).Message;
    }

    private float Loss(TrainingConfig config, string name)
    {
        TrainingData data = TrainingData.Load(config.Data);
        Trainer trainer = new(config, config.Sampling.SingleClass ? data.AsSingleClass() : data, new RunFolder(_folder.File($"runs/{name}")));
        return (float)trainer.Run(TestContext.Current.CancellationToken).Last.Training.Total;
    }
}
