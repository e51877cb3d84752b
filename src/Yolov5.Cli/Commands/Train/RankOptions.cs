using System.CommandLine;
using System.Globalization;
using System.Text;
using Schemes;
using Schemes.Distributed;
using TorchSharp;
using Yolov5.Configuration;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of <c>yolo5 train</c> for several ranks, and the ranks that a launcher has started.</summary>
internal sealed class RankOptions
{
    private const int NoRank = -1;
    private const string LocalRankVariable = "LOCAL_RANK";

    private readonly Option<bool> _syncBatchNorm = new("--sync-bn") { Description = "Compute batch norm over the images of all ranks." };
    private readonly Option<int> _localRank = new("--local_rank") { Description = "Number of this rank on its machine, for older launchers that pass it; by default the variable LOCAL_RANK.", DefaultValueFactory = _ => NoRank };
    private readonly Option<int> _timeout = new("--rank-timeout") { Description = "Seconds that ranks wait for each other, also while one scans the data set for the first time; then the training ends with an error.", DefaultValueFactory = _ => 600 };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_syncBatchNorm, _localRank, _timeout];

    /// <summary>Options of this start, which may be given together with <c>--resume</c>.</summary>
    public IReadOnlyList<Option> WithResume => [_localRank, _timeout];

    /// <summary>True if batch norm is computed over all ranks.</summary>
    public bool SyncBatchNorm(ParseResult parsed) => parsed.GetValue(_syncBatchNorm);

    /// <summary>The place of this process among ranks; null if no launcher has started several.</summary>
    /// <exception cref="InvalidInputException">A launcher's variable has a value that is not allowed, or the option contradicts it.</exception>
    public LaunchedRank? Launched(ParseResult parsed)
    {
        int given = parsed.GetValue(_localRank);
        if (given != NoRank)
        {
            if (InProcess() is null)
                throw new InvalidInputException($"--local_rank {given}: a launcher gives it, together with the environment variables RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, which are not set. 'yolo5 launch --nproc-per-node 2 train ...' sets them.");
            CommonOptions.AtLeast("--local_rank", given, 0);
            string? known = Environment.GetEnvironmentVariable(LocalRankVariable);
            string text = given.ToString(CultureInfo.InvariantCulture);
            if (!string.IsNullOrEmpty(known) && known != text)
                throw new InvalidInputException($"--local_rank {given}: the environment variable {LocalRankVariable} is {known}.");
            Environment.SetEnvironmentVariable(LocalRankVariable, text);
        }

        return InProcess() is { WorldSize: > 1 } rank ? rank : null;
    }

    /// <summary>Checks that all ranks of a run that is started again go on from the same place.</summary>
    /// <exception cref="InvalidInputException">Some find the run's <c>last.pt</c>, and others do not.</exception>
    public static void CheckRestart(ProcessGroup ranks, string run, bool isSaved)
    {
        bool some = ranks.Any(isSaved), notAll = ranks.Any(!isSaved);
        if (some && notAll)
            throw new InvalidInputException($"{run}: not every rank finds the run's last.pt; --max-restarts on several machines needs a folder that all of them share.");
    }

    /// <summary>The device of a rank: the CPU, or the GPU that has the rank's number on its machine.</summary>
    /// <exception cref="InvalidInputException">There is no such GPU.</exception>
    public static string Device(LaunchedRank rank, string device) => device == "cpu" ? device
        : rank.LocalRank < TorchDevices.CudaCount ? string.Create(CultureInfo.InvariantCulture, $"cuda:{rank.LocalRank}")
        : throw new InvalidInputException($"Rank {rank.LocalRank} of this machine: it has {TorchDevices.CudaCount} CUDA devices that libtorch can use, and each rank takes one. Start fewer ranks, or give --device cpu.");

    /// <summary>Meets the other ranks.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="rank">Place of this process.</param>
    /// <param name="device">Device of this rank.</param>
    /// <returns>The ranks, owned by the caller.</returns>
    /// <exception cref="InvalidInputException">A variable is not as expected, or the library for ranks on CPUs is missing.</exception>
    /// <exception cref="CollectiveException">The port is in use, or a rank did not come in time.</exception>
    public ProcessGroup Join(ParseResult parsed, LaunchedRank rank, string device)
    {
        int seconds = CommonOptions.AtLeast("--rank-timeout", parsed.GetValue(_timeout), 1);
        try
        {
            return ProcessGroup.FromEnvironment(TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds)), torch.device(device).type);
        }
        catch (Exception exception) when (exception is FormatException or DllNotFoundException)
        {
            throw new InvalidInputException(exception.Message, exception);
        }
    }

    /// <summary>Checks what the ranks of a training cannot do.</summary>
    /// <exception cref="InvalidInputException">The batch size is to be found by trying, or cannot be divided.</exception>
    public static void Check(TrainRequest request, LaunchedRank rank)
    {
        if (request.FindBatch)
            throw new InvalidInputException($"--batch-size -1: the largest batch is found by one process alone; with {rank.WorldSize} ranks, give the size over all of them.");
        if (request.Preset is not null)
            throw new InvalidInputException($"--preset: schemes are tried by one process alone; with {rank.WorldSize} ranks, give --scheme and --batch-size.");
        request.Config.CheckBatch(rank.WorldSize);
    }

    /// <summary>Number of ranks on this rank's machine.</summary>
    public static int OnThisMachine(ProcessGroup ranks)
    {
        byte[] name = Encoding.UTF8.GetBytes(Environment.MachineName);
        return ranks.AllGather(name).Count(other => other.AsSpan().SequenceEqual(name));
    }

    /// <summary>The folder of the run, which rank 0 chooses.</summary>
    /// <param name="ranks">The ranks; null for one alone.</param>
    /// <param name="own">The folder that this rank would choose.</param>
    public static string PathOfFirst(ProcessGroup? ranks, string own)
    {
        string full = Path.GetFullPath(own);
        return ranks is null ? full : Encoding.UTF8.GetString(ranks.AllGather(ranks.Rank == 0 ? Encoding.UTF8.GetBytes(full) : [])[0]);
    }

    /// <summary>A text with the number of this rank before it, if it is one of several.</summary>
    public static string Named(string text) => InProcess(throws: false) is { WorldSize: > 1 } rank
        ? string.Create(CultureInfo.InvariantCulture, $"Rank {rank.Rank} of {rank.WorldSize}: {text}")
        : text;

    private static LaunchedRank? InProcess(bool throws = true)
    {
        try
        {
            return LaunchedRank.FromEnvironment();
        }
        catch (FormatException exception)
        {
            return throws ? throw new InvalidInputException(exception.Message, exception) : null;
        }
    }
}
