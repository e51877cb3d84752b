using Events.Frames;

namespace Events.Tests.Frames;

public sealed class EventWindowsTests
{
    [Theory]
    [InlineData(1000.0, null)]
    [InlineData(33333.3, 0L)]
    [InlineData(7.5, 100L)]
    public void Every_event_is_in_one_window_or_late(double length, long? start)
    {
        CdEvent[] events = EventStreams.Draw(20_000, 1, EventStreams.Size, start: 50, mostGap: 20);
        using EventReader reader = Reader(events, EventStreams.Size);
        EventWindows windows = new(reader, length, start);
        Recorder frame = new(EventStreams.Size);
        long bound = start ?? events[0].Time, counted = 0;
        while (windows.Next(frame, out EventWindow window))
        {
            Assert.Equal(bound, window.Start);
            Assert.InRange(window.End - window.Start, Math.Floor(length), Math.Ceiling(length));
            Assert.Equal(window.Events, frame.Events.Count);
            Assert.All(frame.Events, each => Assert.InRange(each.Time, window.Start, window.End - 1));
            (bound, counted) = (window.End, counted + window.Events);
        }

        Assert.Equal(events.Count(each => each.Time < (start ?? 0)), windows.Late);
        Assert.Equal(events.Length, counted + windows.Late);
        Assert.InRange(events[^1].Time, 0, bound - 1);
    }

    [Fact]
    public void Windows_without_events_are_given_and_times_that_go_back_are_counted()
    {
        using EventReader reader = Reader([new(10, 0, 0, true), new(35, 0, 0, true), new(12, 0, 0, true), new(36, 0, 0, true)], new SensorSize(2, 2));
        EventWindows windows = new(reader, 10);
        PolarityCounts frame = new(new SensorSize(2, 2));
        List<EventWindow> all = [];
        while (windows.Next(frame, out EventWindow window))
            all.Add(window);

        Assert.Equal([new(10, 20, 1), new(20, 30, 0), new(30, 40, 2)], all);
        Assert.Equal(1, windows.Late);
    }

    [Fact]
    public void A_stamp_far_behind_ends_in_an_error_and_no_endless_run()
    {
        using EventReader reader = Reader([new(0, 0, 0, true), new(CdEvent.MostTime, 0, 0, true)], new SensorSize(2, 2));
        EventWindows windows = new(reader, 1);
        PolarityCounts frame = new(new SensorSize(2, 2));

        string message = Assert.Throws<InvalidInputException>(() =>
        {
            while (windows.Next(frame, out _))
            {
            }
        }).Message;
        Assert.Contains("999999999999999999 microseconds lies behind 1000000 windows", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_does_not_depend_on_the_length_of_the_file()
    {
        byte[] file = EventStreams.Write(EventFormat.Evt3, EventStreams.Size, EventStreams.Draw(2_000_000, 3, EventStreams.Size, mostGap: 4));
        using EventReader reader = EventFile.Open(new MemoryStream(file), "long");
        EventWindows windows = new(reader, 10_000);
        PolarityCounts frame = new(EventStreams.Size);

        long before = GC.GetAllocatedBytesForCurrentThread();
        while (windows.Next(frame, out _))
        {
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Statistics_are_those_of_the_stream()
    {
        CdEvent[] events = [new(2_000_000, 5, 6, true), new(1_000_000, 7, 1, false), new(5_000_000, 0, 0, true)];
        using EventReader reader = Reader(events, new SensorSize(10, 10));

        EventStatistics statistics = EventStatistics.Of(reader);

        Assert.Equal((3, 2, 1_000_000, 5_000_000, 1), (statistics.Count, statistics.On, statistics.First, statistics.Last, statistics.OutOfOrder));
        Assert.Equal((4.0, 0.75, new SensorSize(8, 7)), (statistics.Seconds, statistics.Rate, statistics.Extent));
    }

    private static EventReader Reader(CdEvent[] events, SensorSize size) => EventFile.Open(new MemoryStream(EventStreams.Write(EventFormat.Csv, size, events)), "events");

    private sealed class Recorder(SensorSize size) : IEventFrame
    {
        public SensorSize Size => size;

        public List<CdEvent> Events { get; } = [];

        public void Begin(long start, long end) => Events.Clear();

        public void Add(ReadOnlySpan<CdEvent> events) => Events.AddRange(events);
    }
}
