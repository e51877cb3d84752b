namespace Events.Tests;

/// <summary>Streams of events for tests, and files of them in memory.</summary>
internal static class EventStreams
{
    public static readonly SensorSize Size = new(1280, 720);

    /// <summary>Events as a camera sends them: bursts of rows with neighbours of one time, and single ones.</summary>
    public static CdEvent[] Draw(int count, int seed, SensorSize size, long start = 0, int mostGap = 400)
    {
        Random random = new(seed);
        List<CdEvent> events = [];
        long time = start;
        while (events.Count < count)
        {
            if (random.Next(3) == 0)
                time += random.Next(mostGap);
            int y = random.Next(size.Height), x = random.Next(size.Width);
            bool isOn = random.Next(2) == 0;
            int run = random.Next(4) == 0 ? random.Next(1, 70) : 1;
            for (int i = 0; i < run && x < size.Width; i++, x += random.Next(1, random.Next(2, 12)))
                events.Add(new CdEvent(time, (ushort)x, (ushort)y, isOn));
        }

        return [.. events.Take(count)];
    }

    public static byte[] Write(EventFormat format, SensorSize size, ReadOnlySpan<CdEvent> events, int block = int.MaxValue)
    {
        using MemoryStream file = new();
        using (EventWriter writer = EventFile.Create(file, format, size))
        {
            for (int i = 0; i < events.Length; i += Math.Min(block, events.Length - i))
                writer.Write(events.Slice(i, Math.Min(block, events.Length - i)));
            writer.Complete();
            Assert.Equal(events.Length, writer.Count);
        }

        return file.ToArray();
    }

    public static CdEvent[] Read(byte[] file, EventReadOptions? options = null, int block = 5000)
    {
        using EventReader reader = EventFile.Open(new MemoryStream(file), "events", options);
        List<CdEvent> all = [];
        CdEvent[] events = new CdEvent[block];
        int count;
        while ((count = reader.Read(events)) > 0)
            all.AddRange(events.AsSpan(0, count));
        Assert.Equal(0, reader.Read(events));
        return [.. all];
    }
}
