using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Yolov5.Sizing;

namespace Yolov5.Cli.Commands.Launch;

/// <summary>Ranks that one launcher starts, of all that train together.</summary>
/// <param name="RanksPerNode">Ranks of this machine.</param>
/// <param name="Nodes">Number of machines.</param>
/// <param name="NodeRank">Number of this machine, from 0.</param>
/// <param name="MasterAddress">Address or name of the first machine.</param>
/// <param name="MasterPort">Port there at which the ranks meet.</param>
/// <param name="Program">Verb and arguments of each rank.</param>
internal sealed record LaunchSettings(int RanksPerNode, int Nodes, int NodeRank, string MasterAddress, int MasterPort, IReadOnlyList<string> Program)
{
    /// <summary>Checks that the first machine's port is free, and finds one if it is 0.</summary>
    /// <exception cref="InvalidInputException">It is in use.</exception>
    public LaunchSettings WithFreePort()
    {
        if (NodeRank != 0)
            return this;
        try
        {
            using TcpListener listener = new(IPAddress.Any, MasterPort);
            listener.Start();
            return this with { MasterPort = ((IPEndPoint)listener.LocalEndpoint).Port };
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new InvalidInputException(
                $"--master-port {MasterPort}: address already in use. Another program, or a run that has not ended, listens there: choose another port, on all machines, or 0, which finds a free one on a single machine.", exception);
        }
    }

    /// <summary>A rank's process.</summary>
    /// <param name="localRank">Number among the ranks of this machine.</param>
    /// <param name="restarts">Number of starts before this one.</param>
    /// <param name="runFile">File to which the rank writes the folder of its run.</param>
    /// <param name="run">Folder of the run to go on with; null for a new one.</param>
    public ProcessStartInfo StartInfo(int localRank, int restarts, string runFile, string? run)
    {
        (string file, string[] before) = OwnProgram.Command;
        ProcessStartInfo start = new(file, [.. before, .. Program]);
        void Set(string name, object value) => start.Environment[name] = Convert.ToString(value, CultureInfo.InvariantCulture);
        Set("RANK", (NodeRank * RanksPerNode) + localRank);
        Set("LOCAL_RANK", localRank);
        Set("WORLD_SIZE", Nodes * RanksPerNode);
        Set("LOCAL_WORLD_SIZE", RanksPerNode);
        Set("MASTER_ADDR", MasterAddress);
        Set("MASTER_PORT", MasterPort);
        Set("TORCHELASTIC_RESTART_COUNT", restarts);
        Set(LaunchedProcess.RunFileVariable, localRank == 0 ? runFile : "");
        start.Environment.Remove("TORCHELASTIC_USE_AGENT_STORE");
        if (run is not null)
            Set(LaunchedProcess.RestartVariable, run);
        return start;
    }
}
