using System.CommandLine;
using Yolov5.Cli.Commands.Train;
using Yolov5.Configuration;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Training;
using Yolov5.Weights;

namespace Yolov5.Cli.Tests.Commands.Train;

public sealed class FusionTrainOptionsTests : IDisposable
{
    private readonly TinyDetector _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData("", FusionKind.Concat, "stride64-concat")]
    [InlineData("--fusion add", FusionKind.Add, "stride64-add")]
    [InlineData("--fusion attention", FusionKind.Attention, "stride64-attention")]
    [InlineData("--fusion early", FusionKind.Early, "stride64-early")]
    public void Data_of_two_cameras_gets_a_network_for_both(string arguments, FusionKind kind, string name)
    {
        (TrainingConfig config, ModelDescription network) = Apply(Modality.Dual, _tiny.Cfg, arguments);

        Assert.Equal((kind, name, 6), (config.Fusion, network.Name, network.Channels));
    }

    [Fact]
    public void Files_of_both_branches_are_taken_and_the_first_names_the_network()
    {
        (TrainingConfig config, _) = Apply(Modality.Dual, _tiny.Weights, $"--rgb-weights {_tiny.Weights} --event-weights {_tiny.PathOf("trained.pt")}");

        Assert.Equal((_tiny.Weights, _tiny.PathOf("trained.pt")), (config.RgbWeights, config.EventWeights));
        Assert.Equal(_tiny.PathOf("trained.pt"), new Given($"--event-weights {_tiny.PathOf("trained.pt")}").Network);
    }

    [Fact]
    public void A_network_that_joins_two_cameras_already_is_taken_as_it_is()
    {
        string fused = Fused();

        (TrainingConfig config, ModelDescription network) = Apply(Modality.Dual, fused, "");

        Assert.Equal((null, FusionKind.Add), (config.Fusion, FusionDescription.KindOf(network)));
        Assert.Contains("is a network for two cameras already, joined by 'add'", Refusal(() => Apply(Modality.Dual, fused, "--fusion concat")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_for_two_cameras_is_refused_for_the_data_of_one() =>
        Assert.Contains("the network takes 6 channels, those of RGB and event frames; the pictures have 3 channels", Refusal(() => Apply(Modality.Event, Fused(), "")), StringComparison.Ordinal);

    [Fact]
    public void A_trained_network_for_two_cameras_can_be_exported_but_sees_nothing_in_pictures_of_one()
    {
        string fused = Fused();

        Assert.Equal(0, InProcess.Run("export", "--weights", fused, "--include", "pt", "--output", _tiny.PathOf("exported")));
        Assert.Equal(FusionKind.Add, FusionDescription.KindOf(ModelWeights.Describe(_tiny.PathOf("exported.pt"))));
        Assert.Contains("holds no sequence", Refusal(() => InProcess.Run("detect", "--weights", fused, "--source", _tiny.Pictures, "--device", "cpu")), StringComparison.Ordinal);
        Assert.Contains("takes 6 channels", Refusal(() => InProcess.Run("val", "--weights", fused, "--data", _tiny.Data, "--device", "cpu")), StringComparison.Ordinal);
    }

    private static string Refusal(Action action) => Assert.Throws<InvalidInputException>(action).Message;

    private static (TrainingConfig Config, ModelDescription Network) Apply(Modality modality, string model, string arguments) =>
        new Given(arguments).Apply(modality, new TrainingConfig { Model = model, Data = "data.yaml" });

    private string Fused()
    {
        using DetectionModel model = new(FusionDescription.Of(ModelDescription.Load(_tiny.Cfg), FusionKind.Add));
        string path = _tiny.PathOf("fused.pt");
        CheckpointFile.Write(path, new CheckpointDictionary(
            ("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(model))), ("yaml", model.Description.Yaml), ("nc", model.Description.ClassCount)));
        return path;
    }

    private sealed class Given
    {
        private readonly FusionTrainOptions _options = new();
        private readonly ParseResult _parsed;

        public Given(string arguments)
        {
            RootCommand command = [.. _options.All];
            _parsed = command.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.Empty(_parsed.Errors);
        }

        public string? Network => _options.Network(_parsed);

        public (TrainingConfig Config, ModelDescription Network) Apply(Modality modality, TrainingConfig config) =>
            _options.Apply(_parsed, modality, config, ModelWeights.Describe(config.Model));
    }
}
