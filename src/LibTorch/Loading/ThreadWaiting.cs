using System.Globalization;
using System.Runtime.InteropServices;

namespace LibTorch.Loading;

/// <summary>
/// Sets how long libtorch's threads spin when they wait for each other. libgomp's default is 300,000 rounds at every parallel loop: where another process has the
/// core that a thread waits for, the waiting takes the time in which the work could be done.
/// </summary>
/// <remarks>
/// Measured in turn, yolov5n at 320, batch 4, two cores: alone a step took 81 ms with 10,000 rounds, 79 ms with 300,000 and 88 ms with 1,000; two processes at
/// once took 0.9 s with 10,000 rounds, 2.4 s with 50,000 and 0.5 s with 1,000.
/// </remarks>
internal static partial class ThreadWaiting
{
    private const int SpinRounds = 10_000;

    // Ranks of one machine that have the cores in common are sure to wait for each other.
    private const int SpinRoundsOfRanks = 1000;

    private const string SpinCount = "GOMP_SPINCOUNT";
    private static readonly string[] Settings = [SpinCount, "OMP_WAIT_POLICY", "KMP_BLOCKTIME"];

    /// <summary>Shortens the spinning unless the user's environment says otherwise. libgomp reads it once, when it is loaded.</summary>
    public static void Shorten()
    {
        if (OperatingSystem.IsLinux() && Settings.All(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
            _ = SetVariable(SpinCount, Rounds(Environment.GetEnvironmentVariable("LOCAL_WORLD_SIZE")).ToString(CultureInfo.InvariantCulture), overwrite: 0);
    }

    /// <summary>Rounds for a number of ranks on this machine, as launchers tell it.</summary>
    internal static int Rounds(string? localWorldSize) =>
        int.TryParse(localWorldSize, NumberStyles.None, CultureInfo.InvariantCulture, out int ranks) && ranks > 1 ? SpinRoundsOfRanks : SpinRounds;

    // .NET's own environment is a copy, which native libraries do not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
