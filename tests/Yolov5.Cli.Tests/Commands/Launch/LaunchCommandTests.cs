using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Support;
using SyntheticData;
using Yolov5.Cli.Commands.Launch;
using Yolov5.Training;
using Yolov5.Weights;

namespace Yolov5.Cli.Tests.Commands.Launch;

/// <summary>Trainings of two ranks as processes, started by the launcher.</summary>
public sealed partial class LaunchCommandTests : IDisposable
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(150), Seconds = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public LaunchCommandTests() =>
        _data = SyntheticDataset.Ensure(_folder.File("data"), new SyntheticDatasetOptions { TrainImages = 16, ValidationImages = 4, ImageSize = 64 });

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("launch train --data x", "launch", "train --data x")]
    [InlineData("launch --nproc_per_node 2 --master-port=0 train --epochs 3", "launch --nproc_per_node 2 --master-port=0", "train --epochs 3")]
    [InlineData("launch --help", "launch --help", "")]
    [InlineData("launch --nproc-per-node", "launch --nproc-per-node", "")]
    [InlineData("train --name launch", "train --name launch", "")]
    public void What_stands_before_the_verb_is_the_launchers(string arguments, string own, string program)
    {
        (string[] Own, string[] Program) parts = LaunchCommand.Split(arguments.Split(' '));
        Assert.Equal((own, program), (string.Join(' ', parts.Own), string.Join(' ', parts.Program)));
    }

    [Theory]
    [InlineData("--nproc-per-node 2", "'train' is expected behind its options")]
    [InlineData("--nproc-per-node 2 val", "not 'val'")]
    [InlineData("--nproc-per-node 0 train", "--nproc-per-node 0: at least 1 is expected")]
    [InlineData("--nnodes 2 --node-rank 2 --master-addr a train", "--node-rank 2: a number below --nnodes 2")]
    [InlineData("--nnodes 2 train", "--master-addr is expected")]
    [InlineData("--nnodes 2 --master-addr a --master-port 0 train", "several machines have to know the port")]
    [InlineData("--ranks 2 train", "--ranks: there is no such option")]
    public void Mistakes_are_named(string arguments, string message)
    {
        var (exitCode, output, error) = DotnetProgram.Run("yolo5.dll", ["launch", .. arguments.Split(' ')]);
        Assert.Equal(2, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public void A_port_in_use_is_answered_with_what_to_do()
    {
        using TcpListener listener = new(IPAddress.Any, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var (exitCode, _, error) = DotnetProgram.Run("yolo5.dll", "launch", "--nproc-per-node", "2", "--master-port", port, "train", "--data", _data);
        Assert.Equal(2, exitCode);
        Assert.Matches($"--master-port {port}: address already in use.*or 0, which finds a free one", error);
    }

    [GlooFact]
    public void Only_the_first_rank_prints_and_writes()
    {
        using Launched launched = Launch("train", "--epochs", "1", "--sync-bn");
        Assert.True(launched.ExitCode() == 0, launched.Output + launched.Error);
        Assert.All(launched.Output.Trim().Split('\n'), line => Assert.StartsWith("[rank 0] ", line, StringComparison.Ordinal));
        Assert.Contains("2 ranks with 2 images of each batch, batch norm over all of them", launched.Output, StringComparison.Ordinal);
        Assert.Equal("", launched.Error);
        Assert.Equal(["exp"], Directory.GetDirectories(_folder.File("runs")).Select(Path.GetFileName));
        Assert.True(File.Exists(_folder.File("runs/exp/weights/last.pt")));
    }

    [GlooFact]
    public void A_batch_that_cannot_be_divided_ends_all_ranks_with_the_sizes_that_can()
    {
        using Launched launched = Launch("train", "--batch-size", "5");
        Assert.Equal(2, launched.ExitCode());
        Assert.Contains("Batch size 5 for 2 ranks", launched.Error, StringComparison.Ordinal);
        Assert.Contains("4 or 6 would do", launched.Error, StringComparison.Ordinal);
        Assert.Matches("Rank [01] ended with exit code 2; the others were ended. Its last lines:", launched.Error);
    }

    [GlooFact]
    public void A_rank_that_does_not_come_ends_the_others_after_the_time_out()
    {
        using Launched launched = Launch(["--nnodes", "2", "--master-addr", "127.0.0.1", "--master-port", FreePort()], "train", "--rank-timeout", "2");
        Assert.NotEqual(0, launched.ExitCode());
        Assert.Matches("rendezvous failed on rank [01] of 4: timed out", launched.Error);
    }

    [GlooTheory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_rank_that_is_killed_ends_all_within_seconds(int victim)
    {
        using Launched launched = Launch("train", "--epochs", "1000");
        launched.WaitFor("epoch 1/1000");
        launched.Rank(victim).Kill();
        Stopwatch watch = Stopwatch.StartNew();
        Assert.Equal(128 + 9, launched.ExitCode());
        Assert.True(watch.Elapsed < Seconds, $"after {watch.Elapsed}");
        Assert.Contains($"Rank {victim} ended with exit code 137 (signal 9)", launched.Error, StringComparison.Ordinal);
        Assert.Matches($@"\[rank {1 - victim}\] \w+ failed on rank {1 - victim} of 2: the connection to rank {victim} failed", launched.Error);
    }

    [GlooFact]
    public void After_a_restart_the_weights_are_those_of_the_undisturbed_run()
    {
        using (Launched whole = Launch("train", "--epochs", "3", "--name", "whole"))
            Assert.True(whole.ExitCode() == 0, whole.Error);
        using Launched launched = Launch(["--max-restarts", "1"], "train", "--epochs", "3", "--name", "parts");
        launched.WaitFor("epoch 1/3");
        launched.Rank(1).Kill();
        Assert.True(launched.ExitCode() == 0, launched.Error);
        Assert.Contains("All ranks are started again (1 of 1).", launched.Error, StringComparison.Ordinal);
        Assert.Contains("Resumed from", launched.Output, StringComparison.Ordinal);
        StateDict expected = Checkpoint.Read(_folder.File("runs/whole/weights/last.pt")).EmaStateDict!, actual = Checkpoint.Read(_folder.File("runs/parts/weights/last.pt")).EmaStateDict!;
        Assert.All(expected.Zip(actual), pair => Assert.True(pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span), pair.First.Name));
        Assert.False(Directory.Exists(_folder.File("runs/parts2")));
    }

    [GlooFact]
    public void Stopping_the_launcher_stops_the_ranks_after_the_batch_in_hand()
    {
        using Launched launched = Launch("train", "--epochs", "1000");
        launched.WaitFor("epoch 1/1000");
        using (Process kill = Process.Start("kill", ["-INT", launched.Id]))
            kill.WaitForExit();
        Assert.Equal(130, launched.ExitCode());
        Assert.Contains("Stopped; what was finished is kept.", launched.Error, StringComparison.Ordinal);
        Assert.False(SavedTraining.Read(_folder.File("runs/exp/weights/last.pt")).IsFinished);
    }

    [GlooFact]
    public void Ranks_do_not_outlive_their_launcher()
    {
        using Launched launched = Launch("train", "--epochs", "1000");
        launched.WaitFor("epoch 1/1000");
        Process[] ranks = [launched.Rank(0), launched.Rank(1)];
        launched.Kill();
        Assert.All(ranks, rank => Assert.True(rank.WaitForExit(Seconds)));
    }

    private static string FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private Launched Launch(params string[] program) => Launch([], program);

    private Launched Launch(string[] own, params string[] program) => new(
        ["launch", "--nproc-per-node", "2", "--master-port", "0", .. own, .. program, "--data", _data, "--cfg", "yolov5n", "--imgsz", "64", "--device", "cpu", "--noplots", "--workers", "1", "--project", _folder.File("runs"),
            .. program.Contains("--batch-size") ? (string[])[] : ["--batch-size", "4"]]);

    private sealed partial class Launched : IDisposable
    {
        private readonly Process _process;
        private readonly List<string> _output = [];
        private readonly Task<string> _error;
        private readonly Task _reading;

        public Launched(string[] arguments)
        {
            ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "yolo5.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            };
            _process = Process.Start(start)!;
            _error = _process.StandardError.ReadToEndAsync();
            _reading = Task.Run(() =>
            {
                while (_process.StandardOutput.ReadLine() is { } line)
                {
                    lock (_output)
                        _output.Add(line);
                }
            });
        }

        public string Id => _process.Id.ToString(CultureInfo.InvariantCulture);

        public string Output
        {
            get
            {
                lock (_output)
                    return string.Join('\n', _output);
            }
        }

        public string Error => _error.GetAwaiter().GetResult();

        public void WaitFor(string text)
        {
            Stopwatch watch = Stopwatch.StartNew();
            while (!Output.Contains(text, StringComparison.Ordinal))
            {
                Assert.True(watch.Elapsed < Ample, Output);
                if (_process.HasExited)
                    Assert.Fail(Output + Error);
                Thread.Sleep(20);
            }
        }

        /// <summary>A rank's process: the launcher's child with that number in its environment.</summary>
        public Process Rank(int rank) => Directory.EnumerateDirectories("/proc")
            .Where(path => int.TryParse(Path.GetFileName(path), out _) && IsRank(path, rank))
            .Select(path => Process.GetProcessById(int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)))
            .Single();

        public void Kill() => _process.Kill();

        public int ExitCode()
        {
            Assert.True(_process.WaitForExit(Ample), "it hangs");
            _reading.Wait();
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }

        private bool IsRank(string path, int rank)
        {
            try
            {
                return ParentId().Match(File.ReadAllText(Path.Combine(path, "status"))).Groups[1].Value == Id
                    && File.ReadAllText(Path.Combine(path, "environ")).Split('\0').Contains($"RANK={rank}");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }

        [GeneratedRegex(@"^PPid:\s+(\d+)$", RegexOptions.Multiline)]
        private static partial Regex ParentId();
    }
}
