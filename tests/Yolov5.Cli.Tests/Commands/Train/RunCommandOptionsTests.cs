using System.CommandLine;
using CommandLines;
using Support;
using Yolov5.Cli.Commands.Train;
using Yolov5.Models;
using Yolov5.Training;
using Yolov5.Weights;

namespace Yolov5.Cli.Tests.Commands.Train;

public sealed class RunCommandOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrainCommand _train = new(CancellationToken.None);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_options_a_run_is_as_the_references() =>
        Assert.Equal(new RunOptions { Patience = 100, SavePeriod = -1, EvalPeriod = 1, Plots = true }, Read().Run);

    [Fact]
    public void Every_option_of_a_run_acts()
    {
        RunOptions run = Read("--patience", "5", "--save-period", "3", "--nosave", "--noval", "--eval-period=2", "--noplots", "--quick-test").Run;

        Assert.Equal(
            new RunOptions { Patience = 5, SavePeriod = 3, SavesAtEndOnly = true, ValidatesAtEndOnly = true, EvalPeriod = 2, MostBatches = 100, Plots = false }, run);
        Assert.True(Read("--no_eval_map").Run.ValidatesNever);
        Assert.Equal([7, 0.1], [Read("--prefetch", "7").Prefetch, Read("--label-smoothing", "0.1").Hyperparameters.LabelSmoothing]);
    }

    [Theory]
    [InlineData("0", new int[0])]
    [InlineData("3", new[] { 0, 1, 2 })]
    [InlineData("5 1 5", new[] { 1, 5 })]
    [InlineData("5 1 --freeze 2 4", new[] { 2, 4 })]
    public void Frozen_layers_are_counted_or_listed(string given, int[] layers) =>
        Assert.Equal(layers, Read(["--freeze", .. given.Split(' ')]).FrozenLayers);

    [Theory]
    [InlineData("", "yolov5s")]
    [InlineData("--weights w.pt", "w.pt")]
    [InlineData("--weights w.pt --cfg yolov5n", "yolov5n")]
    [InlineData("--weights w.pt --cfg=", "w.pt")]
    public void The_network_is_that_of_the_weights_unless_it_is_named(string arguments, string model)
    {
        string weights = Weights();
        Assert.Equal(
            model.Replace("w.pt", weights, StringComparison.Ordinal),
            Read(arguments.Replace("w.pt", weights, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Model);
    }

    [Fact]
    public void Runs_are_numbered_unless_they_may_exist()
    {
        Directory.CreateDirectory(_folder.File("exp"));

        Assert.Equal(_folder.File("exp2"), _train.Training.Run.Folder(Parse("--project", _folder.Path)));
        Assert.Equal(_folder.File("exp"), _train.Training.Run.Folder(Parse("--project", _folder.Path, "--exist-ok")));
        Assert.Equal(_folder.File("mine"), _train.Training.Run.Folder(Parse("--project", _folder.Path, "--name", "mine")));
    }

    [Fact]
    public void Options_are_kept_with_the_run_as_they_were_used()
    {
        string weights = Weights();
        ParseResult parsed = Parse("--freeze", "2", "--seed", "3", "--cos-lr", "--weights", weights, "--device", "cpu");

        CheckpointDictionary values = _train.Training.Values(parsed, _train.Training.Read(parsed, _ => { }).Config with { BatchSize = 5 }, new RunFolder(_folder.File("exp")));

        Assert.Equal(
            [3L, true, false, weights, weights, 5L, "cpu", "SGD"],
            new[] { "seed", "cos_lr", "nosave", "weights", "cfg", "batch_size", "device", "optimizer" }.Select(name => ((CheckpointScalar)values[name]!).Value));
        Assert.Equal([2L], ((CheckpointList)values["freeze"]!).Select(value => ((CheckpointScalar)value).Value));
        Assert.Null(values["bucket"]);
    }

    [Theory]
    [InlineData("--bucket gs://mine", "--bucket: results are not sent")]
    [InlineData("--upload_dataset", "--upload_dataset: nothing is sent to Weights & Biases")]
    [InlineData("--bbox_interval 2 --entity me", "--entity: nothing is sent")]
    [InlineData("--artifact_alias latest", "--artifact_alias: nothing is sent")]
    [InlineData("--no-eval-map --noval", "--no-eval-map: never validates")]
    [InlineData("--patience -1", "Patience -1")]
    [InlineData("--eval-period 0", "Eval period 0")]
    [InlineData("--prefetch 0", "Prefetch 0")]
    [InlineData("--label-smoothing 2", "--label-smoothing 2: a number from 0 to 1")]
    [InlineData("--freeze -1", "--freeze -1: whole numbers from 0")]
    public void What_cannot_be_done_is_refused_with_the_reason(string arguments, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => Read(arguments.Split(' '))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_local_rank_without_a_launcher_is_refused_with_what_to_do() =>
        Assert.Contains("--local_rank 1: a launcher gives it, together with", Assert.Throws<InvalidInputException>(() => _train.Training.Ranks.Launched(Parse("--local_rank", "1"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_resumed_run_takes_no_options_that_would_change_it()
    {
        RunFolder folder = new(_folder.File("exp"));
        File.WriteAllText(folder.Last, "no checkpoint");

        string message = Assert.Throws<InvalidInputException>(() => _train.Training.ReadResumed(Parse("--resume", folder.Last, "--epochs", "5"), [])).Message;
        Assert.StartsWith("--resume: goes on with the run as it began, --epochs would change it; --resume, --project, --data", message, StringComparison.Ordinal);
        Assert.Contains(folder.Last, Assert.ThrowsAny<InvalidInputException>(() => _train.Training.ReadResumed(Parse("--resume", "--project", _folder.Path), [])).Message, StringComparison.Ordinal);
    }

    // Its network is all that the options are read from.
    private string Weights()
    {
        string path = _folder.File("w.pt");
        using DetectionModel model = new(ModelDescription.Load("yolov5n"));
        CheckpointFile.Write(path, new CheckpointDictionary(("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(model))), ("yaml", model.Description.Yaml)));
        return path;
    }

    private TrainingConfig Read(params string[] arguments) => _train.Training.Read(Parse(arguments), _ => { }).Config;

    private ParseResult Parse(params string[] arguments) =>
        new ProgramCommandLine([_train], "yolo5", readsAsArgparse: true).Parse(["train", "--data", "data.yaml", .. arguments]);
}
