using BenchmarkDotNet.Attributes;
using Benchmarks.Rounds;
using Events;
using Events.Frames;

namespace Benchmarks;

/// <summary>
/// Decoding of events in each format, alone and with their accumulation into frames of 33 ms, on one core: four million events of a sensor
/// of 1280x720, from memory. At the end of a case the median of events a second of processor time, over all calls with those of
/// the warm-up, is written to the log; other programs on the machine change it little.
/// </summary>
[MeasuredByName("Event")]
public class EventBenchmarks
{
    private const int Count = 4_000_000;
    private const double Window = 1e6 / 30;

    private static readonly SensorSize Size = new(1280, 720);

    private readonly List<double> _rates = [];
    private byte[] _file = [];

    /// <summary>Format of the file.</summary>
    [ParamsAllValues]
    public EventFormat Format { get; set; }

    /// <summary>Draws the events: edges that move, as short rows of neighbours, and noise between them.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Random random = new(1);
        CdEvent[] events = new CdEvent[Count];
        long time = 0;
        for (int i = 0; i < Count;)
        {
            int y = random.Next(Size.Height), x = random.Next(Size.Width);
            bool isOn = random.Next(2) == 0;
            for (int run = random.Next(1, 8); run > 0 && i < Count && x < Size.Width; run--, x++)
                events[i++] = new CdEvent(time, (ushort)x, (ushort)y, isOn);
            time += random.Next(2);
        }

        using MemoryStream file = new();
        using EventWriter writer = EventFile.Create(file, Format, Size);
        writer.Write(events);
        writer.Complete();
        _file = file.ToArray();
    }

    /// <summary>Decoding alone.</summary>
    [Benchmark]
    public void Decode() => Measure(static reader =>
    {
        CdEvent[] block = new CdEvent[1 << 13];
        long all = 0;
        int count;
        while ((count = reader.Read(block)) > 0)
            all += count;
        return all;
    });

    /// <summary>Counts of each polarity.</summary>
    [Benchmark]
    public void Counts() => Measure(static reader => Accumulate(reader, new PolarityCounts(Size)));

    /// <summary>A time surface.</summary>
    [Benchmark]
    public void Surface() => Measure(static reader => Accumulate(reader, new TimeSurface(Size, Window)));

    /// <summary>A voxel grid of five bins.</summary>
    [Benchmark]
    public void Voxels() => Measure(static reader => Accumulate(reader, new VoxelGrid(Size, 5)));

    /// <summary>Writes the events a second.</summary>
    [GlobalCleanup]
    public void CleanUp() =>
        Console.WriteLine(StandardStreamsHost.FigurePrefix + FormattableString.Invariant($"{_rates.Order().ElementAt(_rates.Count / 2) / 1e6:F1} million events a second of processor time, {(double)_file.Length / Count:F2} bytes an event"));

    private static long Accumulate(EventReader reader, IEventFrame frame)
    {
        EventWindows windows = new(reader, Window);
        long all = 0;
        while (windows.Next(frame, out EventWindow window))
            all += window.Events;
        return all;
    }

    private void Measure(Func<EventReader, long> run)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        using EventReader reader = EventFile.Open(new MemoryStream(_file), "events");
        if (run(reader) != Count)
            throw new InvalidOperationException("Events were lost.");
        _rates.Add(Count / (Environment.CpuUsage.TotalTime - start).TotalSeconds);
    }
}
