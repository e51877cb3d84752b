using System.Globalization;
using System.Runtime.InteropServices;

namespace LibTorch.Loading;

/// <summary>
/// Sets how long libtorch's threads spin when they wait for each other. libgomp's default is 300,000 rounds at every parallel loop: where another process has the
/// core that a thread waits for, the waiting takes the time in which the work could be done. Two trainings on two cores took 30 to 100 times as long as one.
/// </summary>
internal static partial class ThreadWaiting
{
    // Enough for the gaps between two loops of a step; then the thread sleeps. Sleeping at once (OMP_WAIT_POLICY=PASSIVE) costs a small step up to a third more time on idle cores.
    private const int SpinRounds = 1000;

    private const string SpinCount = "GOMP_SPINCOUNT";
    private static readonly string[] Settings = [SpinCount, "OMP_WAIT_POLICY", "KMP_BLOCKTIME"];

    /// <summary>Shortens the spinning unless the user's environment says otherwise. libgomp reads it once, when it is loaded.</summary>
    public static void Shorten()
    {
        if (OperatingSystem.IsLinux() && Settings.All(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
            _ = SetVariable(SpinCount, SpinRounds.ToString(CultureInfo.InvariantCulture), overwrite: 0);
    }

    // .NET's own environment is a copy, which native libraries do not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
