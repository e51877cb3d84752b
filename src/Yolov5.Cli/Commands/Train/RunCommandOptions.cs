using System.CommandLine;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of <c>yolo5 train</c> that describe the course of a run: its folder, checkpoints, validation, end.</summary>
internal sealed class RunCommandOptions
{
    private readonly Option<string> _project = CommonOptions.Project("train");
    private readonly Option<string> _name = CommonOptions.Name();
    private readonly Option<bool> _existOk = CommonOptions.ExistOk();
    private readonly Option<string?> _resume = new("--resume") { Description = "Go on with an interrupted run, from its last.pt, best.pt or epochN.pt; without a path from the newest last.pt below --project.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int> _patience = new("--patience") { Description = "Epochs without a better fitness after which training ends; 0 never ends it early.", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _savePeriod = new("--save-period") { Description = "Also keep a checkpoint every so many epochs; -1 keeps none.", DefaultValueFactory = _ => -1 };
    private readonly Option<bool> _noSave = new("--nosave") { Description = "Save after the last epoch only." };
    private readonly Option<bool> _noVal = new("--noval") { Description = "Validate after the last epoch only." };
    private readonly Option<int> _evalPeriod = new("--eval-period") { Description = "Validate every so many epochs, and after the last one.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _noEvalMap = new("--no-eval-map") { Description = "Do not validate." };
    private readonly Option<bool> _noPlots = new("--noplots") { Description = "Draw no plots and pictures." };
    private readonly Option<bool> _quickTest = new("--quick-test") { Description = $"End after {RunOptions.QuickTestBatches} batches." };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All =>
        [_project, _name, _existOk, _resume, _patience, _savePeriod, _noSave, _noVal, _evalPeriod, _noEvalMap, _noPlots, _quickTest];

    /// <summary>Options that may be given together with <c>--resume</c>; all others are the run's own.</summary>
    public IReadOnlyList<Option> WithResume => [_resume, _project];

    /// <summary>Options that an evolution decides or cannot use: each of its trainings is validated and saved once, at its end.</summary>
    public IReadOnlyList<Option> NotWithEvolution => [_patience, _savePeriod, _evalPeriod, _noEvalMap];

    /// <summary>Path of the folder of an evolution: below <c>runs/evolve</c> by default; with <c>--resume</c> or <c>--exist-ok</c> it may exist, and is gone on with.</summary>
    /// <exception cref="InvalidInputException"><c>--resume</c> names a file, or there is no evolution to go on with.</exception>
    public string EvolutionFolder(ParseResult parsed)
    {
        if (parsed.GetValue(_resume) is { Length: > 0 } path)
            throw new InvalidInputException($"--resume {path}: with --evolve it takes no file, and goes on with the evolve.csv of --project and --name.");
        string project = parsed.GetResult(_project) is { Implicit: false } ? parsed.GetValue(_project)! : Path.Combine("runs", "evolve");
        bool goesOn = parsed.GetResult(_resume) is { Implicit: false };
        string folder = RunFolder.Next(project, parsed.GetValue(_name)!, goesOn || parsed.GetValue(_existOk));
        return !goesOn || File.Exists(Path.Combine(folder, "evolve.csv")) ? folder
            : throw new InvalidInputException($"--resume: {folder} has no evolve.csv to go on with; name the evolution with --project and --name.");
    }

    /// <summary>Path of the folder of a new run.</summary>
    public string Folder(ParseResult parsed) => RunFolder.Next(parsed.GetValue(_project)!, parsed.GetValue(_name)!, parsed.GetValue(_existOk));

    /// <summary>Makes the folder of a new run.</summary>
    /// <exception cref="InvalidInputException">It cannot be made.</exception>
    public RunFolder Begin(ParseResult parsed) => RunFolder.Begin(parsed.GetValue(_project)!, parsed.GetValue(_name)!, parsed.GetValue(_existOk));

    /// <summary>The file to go on from; null for a new run.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public string? Resumed(ParseResult parsed) => parsed.GetResult(_resume) is not { Implicit: false } ? null
        : parsed.GetValue(_resume) is { Length: > 0 } path ? path
        : RunFolder.NewestLast(parsed.GetValue(_project)!);

    /// <summary>Course of the run.</summary>
    /// <exception cref="InvalidInputException">Two options exclude each other.</exception>
    public RunOptions Read(ParseResult parsed)
    {
        bool never = parsed.GetValue(_noEvalMap);
        if (never && (parsed.GetValue(_noVal) || parsed.GetResult(_evalPeriod) is { Implicit: false }))
            throw new InvalidInputException("--no-eval-map: never validates; leave out --noval and --eval-period.");
        return new RunOptions
        {
            Patience = parsed.GetValue(_patience),
            SavePeriod = parsed.GetValue(_savePeriod),
            SavesAtEndOnly = parsed.GetValue(_noSave),
            ValidatesAtEndOnly = parsed.GetValue(_noVal),
            EvalPeriod = parsed.GetValue(_evalPeriod),
            ValidatesNever = never,
            MostBatches = parsed.GetValue(_quickTest) ? RunOptions.QuickTestBatches : null,
            Plots = !parsed.GetValue(_noPlots),
        };
    }
}
