using System.CommandLine;
using System.Globalization;
using CommandLines;
using Events;
using Events.Frames;
using Yolov5.Imaging;

namespace Yolov5.Cli.Commands.EventFiles;

/// <summary><c>yolo5 events frames</c></summary>
internal sealed class FramesCommand : Command
{
    private readonly EventInput _input = new();
    private readonly Option<string> _output = new("--output") { Description = "Folder of the frames.", Required = true };
    private readonly Option<FrameKind> _kind = new("--kind") { Description = "counts (PNG), surface (PNG) or voxels (NumPy arrays of float32, [bins, height, width]).", DefaultValueFactory = _ => FrameKind.Counts };
    private readonly Option<double> _window = new("--window") { Description = "Milliseconds of a frame.", DefaultValueFactory = _ => 1e3 / 30 };
    private readonly Option<long?> _start = new("--start") { Description = "Microsecond at which the first frame begins; by default that of the first event." };
    private readonly Option<int> _fullCount = new("--full-count") { Description = "Events of a pixel at which its colour is full (counts).", DefaultValueFactory = _ => 4 };
    private readonly Option<double> _decay = new("--decay") { Description = "Milliseconds in which a value falls to 1/e (surface).", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _bins = new("--bins") { Description = $"Bins of time, 1 to {VoxelGrid.MostBins} (voxels).", DefaultValueFactory = _ => 5 };

    public FramesCommand(CancellationToken stop)
        : base("frames", "Makes frames of a file of events; each is named by the microsecond at which it ends.\n\n  yolo5 events frames recording.raw --output Event/Frames\n  yolo5 events frames recording.raw --output voxels --kind voxels --bins 5 --window 50")
    {
        _input.AddTo(this);
        foreach (Option option in new Option[] { _output, _kind, _window, _start, _fullCount, _decay, _bins })
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        FrameKind kind = parsed.GetValue(_kind);
        Check(parsed, kind);
        string output = OutputPlaces.Folder("--output", parsed.GetValue(_output)!);
        using EventReader reader = _input.Open(parsed);
        EventWindows windows = new(reader, parsed.GetValue(_window) * 1e3, parsed.GetValue(_start));
        SensorSize size = reader.Size!.Value;
        (IEventFrame frame, Action<string> write) = Frame(parsed, kind, size);
        int count = 0;
        long events = 0;
        while (windows.Next(frame, out EventWindow window))
        {
            stop.ThrowIfCancellationRequested();
            write(Path.Combine(output, string.Create(CultureInfo.InvariantCulture, $"frame_{window.End}")));
            (count, events) = (count + 1, events + window.Events);
        }

        string late = windows.Late == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {windows.Late} left out, because they are earlier than their frame");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output}: {count} frames of {events} events{late}"));
        return 0;
    }

    // Writes to a path without its ending.
    private (IEventFrame Frame, Action<string> Write) Frame(ParseResult parsed, FrameKind kind, SensorSize size)
    {
        switch (kind)
        {
            case FrameKind.Counts:
                PolarityCounts counts = new(size);
                int fullCount = parsed.GetValue(_fullCount);
                return (counts, Pictures(size, rgb => counts.Draw(rgb, fullCount)));
            case FrameKind.Surface:
                TimeSurface surface = new(size, parsed.GetValue(_decay) * 1e3);
                return (surface, Pictures(size, rgb => surface.Draw(rgb)));
            default:
                VoxelGrid voxels = new(size, parsed.GetValue(_bins));
                return (voxels, path => AtomicFile.Write(path + ".npy", voxels.WriteNpy, createFolder: true));
        }
    }

    private static Action<string> Pictures(SensorSize size, Action<byte[]> draw)
    {
        Image picture = new(size.Width, size.Height);
        return path =>
        {
            draw(picture.Pixels);
            AtomicFile.Write(path + ".png", stream => stream.Write(ImageEncoder.Png(picture)), createFolder: true);
        };
    }

    /// <summary>Refuses values out of range, and options of another kind of frames.</summary>
    private void Check(ParseResult parsed, FrameKind kind)
    {
        Refuse(_fullCount, FrameKind.Counts, parsed.GetValue(_fullCount) >= 1, "at least 1");
        Refuse(_decay, FrameKind.Surface, parsed.GetValue(_decay) is >= 1e-3 and <= 1e9, "0.001 to 1e9");
        Refuse(_bins, FrameKind.Voxels, parsed.GetValue(_bins) is >= 1 and <= VoxelGrid.MostBins, $"1 to {VoxelGrid.MostBins}");

        void Refuse(Option option, FrameKind fits, bool isInRange, string range)
        {
            if (parsed.GetResult(option) is not { Implicit: false } given)
                return;
            if (kind != fits)
                throw new InvalidInputException($"{option.Name} with --kind {Lower(kind)}: it is for {Lower(fits)}.");
            if (!isInRange)
                throw new InvalidInputException($"{option.Name} {string.Join(' ', given.Tokens)}: {range} is expected.");
        }
    }

    private static string Lower(FrameKind kind) => kind.ToString().ToLowerInvariant();
}
