using System.CommandLine;
using System.Globalization;
using CommandLines;

namespace Yolov5.Cli.Commands.Launch;

/// <summary><c>yolo5 launch</c>: starts the ranks of a training, as torchrun does.</summary>
internal sealed class LaunchCommand : Command
{
    private const string Verb = "launch";
    private const string Trains = "train";
    private const int Interrupted = 130;

    private readonly Option<int> _ranks = new("--nproc-per-node") { Description = "Ranks to start on this machine.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _nodes = new("--nnodes") { Description = "Machines that take part.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _node = new("--node-rank") { Description = "Number of this machine, from 0.", DefaultValueFactory = _ => 0 };
    private readonly Option<string> _address = new("--master-addr") { Description = "Address or name of machine 0.", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _port = new("--master-port") { Description = "Port there at which the ranks meet; 0 finds a free one on a single machine.", DefaultValueFactory = _ => 29500 };
    private readonly Option<int> _restarts = new("--max-restarts") { Description = "Times that all ranks are started again, from the run's last.pt, after one has died.", DefaultValueFactory = _ => 0 };
    private readonly IReadOnlyList<string> _program;

    /// <param name="program">The words that each rank is started with: <c>train ...</c>.</param>
    /// <param name="stop">Ends all ranks.</param>
    public LaunchCommand(IReadOnlyList<string> program, CancellationToken stop)
        : base(Verb, "Starts the ranks of a training: processes that train one network together, each on its part of every batch.\n\n  yolo5 launch --nproc-per-node 2 train --data datasets/coco128.yaml --batch-size 32\n  yolo5 launch --nproc-per-node 2 --nnodes 2 --node-rank 0 --master-addr 10.0.0.1 train ...")
    {
        _program = program;
        foreach (Option option in (Option[])[_ranks, _nodes, _node, _address, _port, _restarts])
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    /// <summary>Parts the arguments: those up to the verb that is launched are the launcher's.</summary>
    /// <param name="arguments">The command line.</param>
    /// <returns>The launcher's own, and those of the ranks; all are its own if the command line does not launch.</returns>
    public static (string[] Own, string[] Program) Split(string[] arguments)
    {
        if (arguments is not [Verb, ..])
            return (arguments, []);
        int at = 1;
        while (at < arguments.Length && OptionNames.IsOption(arguments[at]))
            at += arguments[at].Contains('=', StringComparison.Ordinal) || ProgramCommandLine.IsHelp(arguments[at]) ? 1 : 2;
        at = Math.Min(at, arguments.Length);
        return (arguments[..at], arguments[at..]);
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        if (_program is not [Trains, ..])
            throw new InvalidInputException($"launch: '{Trains}' is expected behind its options{(_program.Count == 0 ? "" : $", not '{_program[0]}'")}: yolo5 launch --nproc-per-node 2 {Trains} --data ...");
        int ranks = CommonOptions.AtLeast("--nproc-per-node", parsed.GetValue(_ranks), 1);
        int nodes = CommonOptions.AtLeast("--nnodes", parsed.GetValue(_nodes), 1);
        int node = CommonOptions.AtLeast("--node-rank", parsed.GetValue(_node), 0);
        int restarts = CommonOptions.AtLeast("--max-restarts", parsed.GetValue(_restarts), 0);
        int port = parsed.GetValue(_port);
        if (node >= nodes)
            throw new InvalidInputException($"--node-rank {node}: a number below --nnodes {nodes} is expected.");
        if (port is < 0 or > ushort.MaxValue)
            throw new InvalidInputException($"--master-port {port}: a number from 0 to {ushort.MaxValue} is expected.");
        if (port == 0 && nodes > 1)
            throw new InvalidInputException("--master-port 0: several machines have to know the port; choose one for all of them.");
        if (nodes > 1 && parsed.GetResult(_address) is not { Implicit: false })
            throw new InvalidInputException($"--nnodes {nodes}: --master-addr is expected, the address of machine 0 that the others reach it by.");
        LaunchSettings settings = new(ranks, nodes, node, parsed.GetValue(_address)!, port, _program);
        string runFile = Path.Combine(Path.GetTempPath(), $"yolo5-launch-{Guid.NewGuid():N}");
        try
        {
            return Run(settings, restarts, runFile, stop);
        }
        finally
        {
            AtomicFile.Delete(runFile);
        }
    }

    private static int Run(LaunchSettings settings, int mostRestarts, string runFile, CancellationToken stop)
    {
        for (int restart = 0; ; restart++)
        {
            string? run = restart > 0 && File.Exists(runFile) ? File.ReadAllText(runFile) : null;

            // A port that was found is found anew: the last one may still be in use.
            LaunchSettings started = settings.WithFreePort();
            using RankProcesses ranks = new([.. Enumerable.Range(0, settings.RanksPerNode).Select(local => new RankProcess(started.StartInfo(local, restart, runFile, run), (settings.NodeRank * settings.RanksPerNode) + local))]);
            RankProcess? failed = ranks.Wait(stop);
            if (stop.IsCancellationRequested)
                return Interrupted;
            if (failed is null)
                return 0;
            Console.Error.WriteLine(Describe(failed));
            if (restart == mostRestarts)
                return failed.ExitCode;
            Console.Error.WriteLine($"All ranks are started again ({restart + 1} of {mostRestarts}).");
        }
    }

    private static string Describe(RankProcess failed)
    {
        const int Signal = 128;
        string cause = failed.ExitCode > Signal ? string.Create(CultureInfo.InvariantCulture, $" (signal {failed.ExitCode - Signal})") : "";
        string lines = string.Concat(failed.LastLines.Select(line => $"\n  {line}"));
        return $"Rank {failed.Rank} ended with exit code {failed.ExitCode}{cause}; the others were ended.{(lines.Length == 0 ? "" : $" Its last lines:{lines}")}";
    }
}
