using System.Globalization;
using Schemes;

namespace Benchmarks.Commands.Versus;

/// <summary>
/// Measures a case in two versions of this program, step by step in turn: whatever the machine does to the one in a moment
/// it does to the other, so that their ratio can be trusted where neither of the times can.
/// </summary>
internal static class InTurnMeasurement
{
    /// <summary>Measures one case. A version that fails is noted as such and ends it.</summary>
    /// <param name="baseline">Path of the one version's Benchmarks.dll.</param>
    /// <param name="current">Path of the other's.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="scheme">The scheme of the case.</param>
    /// <param name="batchSize">Its batch size.</param>
    /// <param name="cancellationToken">Ends it before its time.</param>
    public static (InTurnSide Baseline, InTurnSide Current, string? LibtorchVersion) Run(
        string baseline, string current, InTurnOptions options, Scheme scheme, int batchSize, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--model", options.Model,
            "--imgsz", Text(options.ImageSize),
            "--batch", Text(batchSize),
            "--scheme", scheme.Id,
            "--device", options.Device,
            "--threads", Text(options.Threads),
        ];
        InTurnSide before = new(), after = new();
        string? libtorch = null;
        for (int launch = 0; launch < options.Launches && before.Message is null && after.Message is null; launch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int steps = ((launch + 1) * options.Iterations / options.Launches) - (launch * options.Iterations / options.Launches);
            using StepProcess? first = Guarded(before, () => StepProcess.Start(baseline, arguments));
            using StepProcess? second = Guarded(after, () => StepProcess.Start(current, arguments));
            if (first is null || second is null)
                break;
            libtorch ??= first.LibtorchVersion;
            for (int step = -options.Warmup; step < steps; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();

                if (!Turn(before, first, step >= 0) || !Turn(after, second, step >= 0))
                    break;
            }
        }

        return (before, after, libtorch);
    }

    // The first step after the other process has had the machine is some 10% slower, with caches that are not its own: it is
    // not the step that a training run does, and is not counted.
    private static bool Turn(InTurnSide side, StepProcess process, bool measured)
    {
        (double, long?)? step = Guarded<(double, long?)?>(side, () =>
        {
            process.Step();
            return process.Step();
        });
        if (step is { } done && measured)
            side.Add(done);
        return step is not null;
    }

    private static T? Guarded<T>(InTurnSide side, Func<T> body)
    {
        try
        {
            return body();
        }
        catch (StepFailedException failure)
        {
            side.Fail(failure);
            return default;
        }
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
