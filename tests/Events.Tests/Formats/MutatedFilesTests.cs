using System.Diagnostics;

namespace Events.Tests.Formats;

/// <summary>100,000 damaged files in all.</summary>
public sealed class MutatedFilesTests
{
    private const int MutationsOfAFormat = 100_000 / 6 + 1;

    public static TheoryData<EventFormat> Formats => [.. Enum.GetValues<EventFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mutated_and_truncated_files_end_in_a_clear_error_or_are_read(EventFormat format)
    {
        SensorSize size = new(320, 240);
        CdEvent[] events = EventStreams.Draw(40, 3, size, mostGap: 3000);
        byte[] whole = EventStreams.Write(format, size, events);
        Random random = new(17);
        CdEvent[] block = new CdEvent[64];
        int errors = 0;
        List<CdEvent> read = [];
        Stopwatch watch = new();
        for (int i = 0; i < MutationsOfAFormat; i++)
        {
            byte[] file = Mutate(whole, random);
            read.Clear();
            watch.Restart();
            try
            {
                using EventReader reader = EventFile.Open(new MemoryStream(file), "damaged");
                int count;
                while ((count = reader.Read(block)) > 0)
                {
                    read.AddRange(block.AsSpan(0, count));
                    foreach (CdEvent each in block.AsSpan(0, count))
                    {
                        if (each.Time is < 0 or > CdEvent.MostTime || each.X >= (reader.Size?.Width ?? SensorSize.Most) || each.Y >= (reader.Size?.Height ?? SensorSize.Most))
                            Assert.Fail($"Mutation {i}: {each} in {reader.Size}");
                    }
                }

                // Its checksums leave an archive no way to give other events.
                if (format == EventFormat.Npz)
                    Assert.Equal(events, read);
            }
            catch (InvalidInputException exception)
            {
                errors++;
                Assert.StartsWith("damaged", exception.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(exception.Message, char.IsControl);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Mutation {i} of {format}: {exception}");
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"Mutation {i} took {watch.Elapsed}.");
        }

        Assert.InRange(errors, MutationsOfAFormat / 20, MutationsOfAFormat);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_cut_off_anywhere_gives_the_events_before_or_a_clear_error(EventFormat format)
    {
        SensorSize size = new(320, 240);
        CdEvent[] events = EventStreams.Draw(60, 9, size);
        byte[] whole = EventStreams.Write(format, size, events);
        for (int length = 0; length < whole.Length; length++)
        {
            CdEvent[]? read = null;
            InvalidInputException? error = null;
            try
            {
                read = EventStreams.Read(whole[..length]);
            }
            catch (InvalidInputException exception)
            {
                error = exception;
            }

            // A text may be cut within its last number.
            int same = format == EventFormat.Csv ? Math.Max(0, (read?.Length ?? 0) - 1) : read?.Length ?? 0;
            Assert.Equal(events[..same], read?[..same] ?? []);
            if (format == EventFormat.Npz)
                Assert.NotNull(error);
        }
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        List<byte> file = [.. whole];
        for (int change = random.Next(1, 4); change > 0 && file.Count > 0; change--)
        {
            int at = random.Next(file.Count), length = Math.Min(random.Next(1, 9), file.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[at] = (byte)random.Next(256);
                    break;
                case 2:
                    file.RemoveRange(at, length);
                    break;
                case 3:
                    file.InsertRange(at, file.GetRange(random.Next(file.Count - length + 1), length));
                    break;
                case 4:
                    file.RemoveRange(at, file.Count - at);
                    break;
                case 5:
                    byte fill = random.Next(2) == 0 ? (byte)0 : (byte)0xFF;
                    for (int i = at; i < at + length; i++)
                        file[i] = fill;
                    break;
                default:
                    // The front, where the headers are, more often.
                    file[Math.Min(file.Count - 1, random.Next(120))] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. file];
    }
}
