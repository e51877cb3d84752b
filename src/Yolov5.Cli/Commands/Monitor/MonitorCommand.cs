using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Monitoring;
using Schemes;
using Spectre.Console;
using TorchSharp;
using Yolov5.Cli.Output;
using Yolov5.Configuration;

namespace Yolov5.Cli.Commands.Monitor;

/// <summary><c>yolo5 monitor</c></summary>
internal sealed class MonitorCommand : Command
{
    private const double MostSeconds = 3600;

    private readonly Option<double> _interval = new("--interval") { Description = "Seconds between two readings.", DefaultValueFactory = _ => 1 };
    private readonly Option<long?> _count = new("--count") { Description = "Number of readings to take (until Ctrl-C)." };
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<string?> _json = CommonOptions.Json();

    public MonitorCommand(CancellationToken stop)
        : base("monitor", "Shows utilisation, memory, temperature and power of a device: a GPU through the driver, or processor and memory of the machine.\n\n  yolo5 monitor --interval 0.5 --json readings.json")
    {
        foreach (Option option in new Option[] { _interval, _count, _device, _json })
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        double seconds = parsed.GetValue(_interval);
        if (!(seconds > 0 && seconds <= MostSeconds))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"--interval {seconds}: seconds above 0, at most {MostSeconds}, are expected."));
        long count = parsed.GetValue(_count) ?? long.MaxValue;
        if (count < 1)
            throw new InvalidInputException($"--count {count}: at least 1 is expected.");
        string? json = parsed.GetValue(_json);
        using IDeviceMonitor monitor = Open(parsed.GetValue(_device)!);

        // Kept only for the file: a monitor may run for days.
        List<TimedReading>? kept = json is null ? null : [];

        // Written once at the start too, so that a path that cannot be written is reported before the readings.
        if (json is not null)
            FiguresFile.Write(json, Figures(monitor.Name, seconds, kept!));
        Watch(monitor, TimeSpan.FromSeconds(seconds), count, kept, stop);
        if (json is not null)
            FiguresFile.Write(json, Figures(monitor.Name, seconds, kept!));
        stop.ThrowIfCancellationRequested();
        return 0;
    }

    // A GPU can be watched without a libtorch that could use it.
    private static IDeviceMonitor Open(string given)
    {
        int? gpu = !string.IsNullOrWhiteSpace(given) ? MachineOptions.CudaIndex(given) : DeviceMonitors.GpuCount > 0 ? 0 : null;
        return gpu >= TorchDevices.CudaCount && gpu < DeviceMonitors.GpuCount
            ? DeviceMonitors.OpenGpu(gpu.Value)
            : DeviceMonitors.Open(TorchDevices.BusId(torch.device(MachineOptions.Device(given))));
    }

    private static void Watch(IDeviceMonitor monitor, TimeSpan interval, long count, List<TimedReading>? kept, CancellationToken stop)
    {
        if (CommandLines.Output.IsPlain)
        {
            Console.WriteLine(monitor.Name);
            Readings(monitor, interval, count, kept, sample => Console.WriteLine(ReadingText.Line(sample)), stop);
            return;
        }

        MonitorTable table = new(monitor.Name);
        AnsiConsole.Live(new Text("")).Start(live => Readings(monitor, interval, count, kept, sample => live.UpdateTarget(table.With(sample)), stop));
    }

    private static void Readings(IDeviceMonitor monitor, TimeSpan interval, long count, List<TimedReading>? kept, Action<TimedReading> show, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        for (long taken = 0; taken < count && !stop.WaitHandle.WaitOne(interval); taken++)
        {
            TimedReading sample = new(Stopwatch.GetElapsedTime(start), monitor.Read());
            kept?.Add(sample);
            show(sample);
        }
    }

    private static JsonObject Figures(string name, double seconds, List<TimedReading> samples)
    {
        JsonObject figures = new()
        {
            ["device"] = name,
            ["interval_seconds"] = seconds,
            ["samples"] = new JsonArray([.. samples.Select(ReadingText.Json)]),
        };
        if (samples.Average(sample => sample.Reading.Utilization) is { } mean)
            figures["mean_utilization"] = mean;
        return figures;
    }
}
