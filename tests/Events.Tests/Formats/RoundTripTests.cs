namespace Events.Tests.Formats;

public sealed class RoundTripTests
{
    public static TheoryData<EventFormat> Formats => [.. Enum.GetValues<EventFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Drawn_streams_are_read_back_equal(EventFormat format)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            SensorSize size = new(1 + seed * 97, 1 + seed * 61);
            CdEvent[] events = EventStreams.Draw(1 + seed * seed * 50, seed, size, start: seed * 1_000_003L, mostGap: seed % 2 == 0 ? 3 : 5000);

            byte[] file = EventStreams.Write(format, size, events, block: 1 + seed * 13);

            Assert.Equal(events, EventStreams.Read(file, block: EventReader.LeastBlock + seed));
            using EventReader reader = EventFile.Open(new MemoryStream(file), "events");
            Assert.Equal((format, (SensorSize?)size), (reader.Format, reader.Size));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Files_longer_than_a_block_are_read_back_equal(EventFormat format)
    {
        CdEvent[] events = EventStreams.Draw(300_000, 5, EventStreams.Size);

        Assert.Equal(events, EventStreams.Read(EventStreams.Write(format, EventStreams.Size, events)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Adversarial_streams_are_read_back_equal(EventFormat format)
    {
        SensorSize size = new(2048, 2048);
        long most = format == EventFormat.Dat ? uint.MaxValue : (1L << 40) - 1;
        CdEvent[][] streams =
        [
            [],
            [new(0, 0, 0, false)],
            [new(most, 2047, 2047, true)],
            // Every pixel of a row, forward and back, both polarities in turn.
            [.. Enumerable.Range(0, 2048).Select(x => new CdEvent(7, (ushort)x, 9, true))],
            [.. Enumerable.Range(0, 2048).Select(x => new CdEvent(7, (ushort)(2047 - x), 9, true))],
            [.. Enumerable.Range(0, 2048).Select(x => new CdEvent(7, (ushort)x, 9, x % 2 == 0))],
            // The same pixel again and again, and vectors that end at the last column.
            [.. Enumerable.Repeat(new CdEvent(5, 3, 3, true), 100)],
            [.. Enumerable.Range(2030, 18).SelectMany(x => new[] { new CdEvent(1, (ushort)x, 0, true), new CdEvent(1, (ushort)x, 0, true) })],
            // Steps of the clocks: the low bits, the high bits, whole rounds of 24 and 34 bits.
            [.. new long[] { 0, 63, 64, 4095, 4096, (1 << 24) - 1, 1 << 24, (1 << 24) + 4096, (3 << 24) + 5 }.Select(t => new CdEvent(t, 1, 1, true))],
            [.. Enumerable.Range(0, 32).Select(i => new CdEvent(most >> (31 - i), (ushort)i, (ushort)i, i % 3 == 0))],
        ];
        foreach (CdEvent[] stream in streams)
            Assert.Equal(stream, EventStreams.Read(EventStreams.Write(format, size, stream)));
    }

    [Theory]
    [InlineData(EventFormat.Dat)]
    [InlineData(EventFormat.Csv)]
    [InlineData(EventFormat.Npz)]
    public void Tables_keep_times_that_go_back_and_large_coordinates(EventFormat format)
    {
        CdEvent[] events = [new(100, 16383, 16383, true), new(3, 0, 0, false), new(99, 5, 6, true)];

        Assert.Equal(events, EventStreams.Read(EventStreams.Write(format, new SensorSize(16384, 16384), events)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Events_that_do_not_fit_are_refused_with_number_value_and_range(EventFormat format)
    {
        using MemoryStream file = new();
        using EventWriter writer = EventFile.Create(file, format, new SensorSize(10, 20));
        writer.Write([new CdEvent(50, 1, 1, true)]);

        Assert.Contains("Event 2 cannot", Message(new CdEvent(60, 0, 0, true), new CdEvent(60, 10, 0, true)), StringComparison.Ordinal);
        Assert.Contains("x is 10; allowed is 0 to 9", Message(new CdEvent(60, 10, 0, true)), StringComparison.Ordinal);
        Assert.Contains("y is 20; allowed is 0 to 19", Message(new CdEvent(60, 0, 20, true)), StringComparison.Ordinal);
        Assert.Contains("allowed in this format is 0 to", Message(new CdEvent(-1, 0, 0, true)), StringComparison.Ordinal);
        Assert.Contains("allowed in this format is 0 to", Message(new CdEvent(long.MaxValue, 0, 0, true)), StringComparison.Ordinal);
        if (format is EventFormat.Evt2 or EventFormat.Evt21 or EventFormat.Evt3)
            Assert.Contains("before the 50 of the event before it", Message(new CdEvent(49, 0, 0, true)), StringComparison.Ordinal);
        Assert.Equal(1, writer.Count);

        string Message(params CdEvent[] events) => Assert.Throws<InvalidInputException>(() => writer.Write(events)).Message;
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_same_events_give_the_same_bytes(EventFormat format)
    {
        CdEvent[] events = EventStreams.Draw(1000, 1, EventStreams.Size);

        Assert.Equal(EventStreams.Write(format, EventStreams.Size, events), EventStreams.Write(format, EventStreams.Size, events, block: 1000));
    }

    [Fact]
    public void Vectors_make_evt21_and_evt3_shorter()
    {
        CdEvent[] rows = [.. Enumerable.Range(0, 100).SelectMany(t => Enumerable.Range(0, 640).Select(x => new CdEvent(t * 10, (ushort)x, (ushort)t, true)))];

        int evt2 = EventStreams.Write(EventFormat.Evt2, EventStreams.Size, rows).Length;

        Assert.InRange(EventStreams.Write(EventFormat.Evt21, EventStreams.Size, rows).Length, 1, evt2 / 15);
        Assert.InRange(EventStreams.Write(EventFormat.Evt3, EventStreams.Size, rows).Length, 1, evt2 / 20);
    }
}
