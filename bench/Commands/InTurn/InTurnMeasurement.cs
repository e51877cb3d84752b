using System.Globalization;
using Benchmarks.Processes;

namespace Benchmarks.Commands.InTurn;

/// <summary>
/// Measures a case in two programs (two versions of this one, or two ways of computing a step), step by step in turn: whatever the machine does to one at a moment
/// it does to the other, so that their ratio can be trusted even if the times cannot.
/// </summary>
internal static class InTurnMeasurement
{
    /// <summary>Arguments of the verb <c>step</c> for one case.</summary>
    /// <param name="options">Network, image size, device, threads.</param>
    /// <param name="batchSize">Images a step.</param>
    /// <param name="step">Options that say how the step is computed.</param>
    public static string[] Arguments(InTurnOptions options, int batchSize, params IEnumerable<string> step) =>
    [
        "--model", options.Model,
        "--imgsz", Text(options.ImageSize),
        "--batch", Text(batchSize),
        "--device", options.Device,
        "--threads", Text(options.Threads),
        .. step,
    ];

    /// <summary>Measures one case. A program that fails is noted as such and ends it.</summary>
    /// <param name="baseline">Path of the one Benchmarks.dll, and its arguments.</param>
    /// <param name="current">Path of the other, and its arguments.</param>
    /// <param name="options">Numbers of steps and processes.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    public static (InTurnSide Baseline, InTurnSide Current, string? LibtorchVersion) Run(
        (string Program, string[] Arguments) baseline, (string Program, string[] Arguments) current, InTurnOptions options, CancellationToken cancellationToken)
    {
        InTurnSide before = new(), after = new();
        string? libtorch = null;
        for (int launch = 0; launch < options.Launches && before.Message is null && after.Message is null; launch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int steps = ((launch + 1) * options.Iterations / options.Launches) - (launch * options.Iterations / options.Launches);
            using StepProcess? first = Start(before, baseline.Program, baseline.Arguments);
            using StepProcess? second = Start(after, current.Program, current.Arguments);
            string? version = Ready(before, first);
            Ready(after, second);
            libtorch ??= version;
            for (int step = -options.Warmup; step < steps && before.Message is null && after.Message is null; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // The other one takes its turn even if this one has failed: it may do so too, and must not pass for well.
                Turn(before, first, step >= 0);
                Turn(after, second, step >= 0);
            }

            ProveFirstStep(before, first, after);
            ProveFirstStep(after, second, before);
        }

        return (before, after, libtorch);
    }

    // A side whose partner never started has done no step yet, and would pass for well without having been tried.
    private static void ProveFirstStep(InTurnSide side, StepProcess? process, InTurnSide partner)
    {
        if (side.Message is not null || partner.Message is null)
            return;
        Turn(side, process, measured: false);
        if (side.Message is null)
            side.Discard();
    }

    /// <summary>Runs a step of one program, with one before it that is not counted; false if the program failed.</summary>
    /// <remarks>
    /// The first step after the other process has run is some 10% slower, because the caches hold the other's data: it is
    /// not representative of a training run.
    /// </remarks>
    public static bool Turn(InTurnSide side, StepProcess? process, bool measured)
    {
        if (process is null)
            return false;
        (double, long?)? step = Guarded<(double, long?)?>(side, () =>
        {
            process.Step();
            return process.Step();
        });
        if (step is { } done && measured)
            side.Add(done);
        return step is not null;
    }

    /// <summary>Starts a process, which makes its network while others make theirs; null if it failed, which is noted.</summary>
    public static StepProcess? Start(InTurnSide side, string program, string[] arguments) => Guarded(side, () => StepProcess.Start(program, arguments));

    /// <summary>Waits until a process is ready for its first step.</summary>
    /// <returns>The version of libtorch that it runs over; null if it failed, which is noted.</returns>
    public static string? Ready(InTurnSide side, StepProcess? process)
    {
        side.BeginProcess();
        return process is null ? null : Guarded(side, process.WaitUntilReady);
    }

    // Runs what may fail for one program, which is then noted.
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
