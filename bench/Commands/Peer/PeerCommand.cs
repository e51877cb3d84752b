using System.CommandLine;
using System.Globalization;
using Benchmarks.Commands.InTurn;
using Benchmarks.Commands.Versus;
using Reports.Comparison;
using Reports.Model;
using Schemes;
using Yolov5.Configuration;

namespace Benchmarks.Commands.Peer;

/// <summary><c>peer</c>: every scheme against the step of plain TorchSharp, step by step in turn.</summary>
internal sealed class PeerCommand : Command
{
    private const double Alpha = 0.025;

    private readonly Option<string> _model = WorkloadOptions.Model();
    private readonly Option<int> _imageSize = WorkloadOptions.ImageSize();
    private readonly Option<int> _batch = new("--batch", "--batch-size") { Description = "Images a step.", DefaultValueFactory = _ => 8 };
    private readonly Option<string> _scheme = WorkloadOptions.Schemes();
    private readonly Option<string?> _device = WorkloadOptions.Device();
    private readonly Option<int> _threads = WorkloadOptions.Threads();
    private readonly Option<int> _iterations = new("--iterations") { Description = "Measured pairs of steps of each scheme.", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _launches = new("--launches") { Description = "Fresh pairs of processes that they are spread over.", DefaultValueFactory = _ => 2 };
    private readonly Option<int> _warmup = new("--warmup") { Description = "Steps of each process before the measured ones.", DefaultValueFactory = _ => 2 };

    public PeerCommand()
        : base("peer", """
            Measures schemes against a training step as a user of TorchSharp would write it (its optimizer, contiguous float32, the system's allocator), a step of one after a step of the other. Prints times, their ratio with its 95% interval, and the scheme's peak of allocated bytes.

            Examples:
              dotnet run -c Release -- peer --scheme all
              dotnet run -c Release -- peer --scheme baseline,amp_fused_channels_last --model n --imgsz 320
            """)
    {
        foreach (Option option in (Option[])[_model, _imageSize, _batch, _scheme, _device, _threads, _iterations, _launches, _warmup])
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        InTurnOptions options = new()
        {
            Model = OptionValues.ModelName(parsed.GetValue(_model)!),
            ImageSize = OptionValues.Side(parsed.GetValue(_imageSize)),
            Schemes = OptionValues.Schemes("--scheme", parsed.GetValue(_scheme)!),
            BatchSizes = [OptionValues.Positive("--batch", parsed.GetValue(_batch))],
            Device = MachineOptions.Device(parsed.GetValue(_device)),
            Threads = OptionValues.Positive("--threads", parsed.GetValue(_threads)),
            Iterations = OptionValues.Positive("--iterations", parsed.GetValue(_iterations)),
            Launches = OptionValues.Positive("--launches", parsed.GetValue(_launches)),
            Warmup = OptionValues.Positive("--warmup", parsed.GetValue(_warmup)),
        };
        using BusyMachine? busy = BusyMachine.Watch(options.Device, options.Threads, Console.Error);
        using Interruption interruption = new();
        string program = SourceVersions.This().Program;
        Console.WriteLine($"{"scheme",-26} {"plain TorchSharp",16} {"scheme",10} {"ratio",6} {"95% interval",14} {"peak alloc",11}");
        bool failed = false;
        string given = parsed.GetValue(_scheme)!;
        string[] names = given == "all" ? [.. options.Schemes.Select(scheme => scheme.Id)] : given.Split(',', StringSplitOptions.TrimEntries);
        foreach ((Scheme scheme, string name) in options.Schemes.Zip(names))
        {
            int batch = options.BatchSizes[0];
            (InTurnSide plain, InTurnSide side, _) = InTurnMeasurement.Run(
                (program, InTurnMeasurement.Arguments(options, batch, "--plain")),
                (program, InTurnMeasurement.Arguments(options, batch, "--scheme", name)),
                options,
                interruption.Token);
            failed |= !Show(scheme, plain, side);
        }

        return failed ? 1 : 0;
    }

    private static bool Show(Scheme scheme, InTurnSide plain, InTurnSide side)
    {
        if ((plain.Message ?? side.Message) is { } message)
        {
            Console.WriteLine($"{scheme.Id,-26} {message}");
            return false;
        }

        double before = TimeStatistics.Of(plain.Seconds)!.Median, after = TimeStatistics.Of(side.Seconds)!.Median;
        (double Shift, Interval Interval)? shift = PairedShift.Of(plain.Seconds, side.Seconds, Alpha);
        string interval = shift is { } known ? string.Create(CultureInfo.InvariantCulture, $"{1 + known.Interval.Low:F3}..{1 + known.Interval.High:F3}") : "too few pairs";
        double ratio = 1 + (shift?.Shift ?? ((after / before) - 1));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{scheme.Id,-26} {before,14:F3} s {after,8:F3} s {ratio,6:F3} {interval,14} {side.PeakAllocatedBytes / 1048576.0,7:F1} MiB"));
        return true;
    }
}
