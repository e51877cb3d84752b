using System.Globalization;
using Monitoring;

namespace Benchmarks.Commands;

/// <summary>Warns where other processes take the cores while something is measured: when it begins, and at its end.</summary>
internal sealed class BusyMachine : IDisposable
{
    private const double Least = 0.1;

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(0.5);

    private readonly CoreContention _contention;
    private readonly TextWriter _warnings;

    private BusyMachine(int threads, TextWriter warnings)
    {
        _contention = new CoreContention(threads);
        _warnings = warnings;
    }

    /// <summary>Looks at the machine for half a second, before anything is computed, and goes on to watch it.</summary>
    /// <param name="device">Device that is measured; on another one than the CPU the cores matter little, and nothing is watched.</param>
    /// <param name="threads">Threads that are going to compute.</param>
    /// <param name="warnings">Receives the warnings, one line each.</param>
    public static BusyMachine? Watch(string device, int threads, TextWriter warnings)
    {
        if (device != "cpu")
            return null;
        BusyMachine watch = new(threads, warnings);
        Thread.Sleep(FirstLook);
        watch.Warn("Other processes take {0:0%} of the cores' time right now: times will be longer and vary more. Wait for them to end, or measure with fewer --threads.");
        return watch;
    }

    /// <summary>Looks back at the whole time.</summary>
    public void Dispose() => Warn("Other processes took {0:0%} of the cores' time while this was measured: times are longer than on an idle machine, and vary more.");

    /// <summary>The warning about a share; null if it is too small for one.</summary>
    internal static string? Warning(double? share, string text) => share >= Least ? string.Format(CultureInfo.InvariantCulture, text, share) : null;

    private void Warn(string text)
    {
        if (Warning(_contention.Read(), text) is { } warning)
            _warnings.WriteLine(warning);
    }
}
