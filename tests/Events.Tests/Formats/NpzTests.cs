using System.Buffers.Binary;
using System.IO.Compression;
using Events.Npz;

namespace Events.Tests.Formats;

public sealed class NpzTests
{
    private static readonly CdEvent[] Expected = [new(3, 1, 2, true), new(600, 4, 5, false)];

    [Theory]
    [InlineData("<u2", "<u2", "<i8", "|b1", CompressionLevel.NoCompression)]
    [InlineData("<i4", "<u4", "<u8", "|i1", CompressionLevel.Optimal)]
    [InlineData(">i2", ">u2", ">i8", "|u1", CompressionLevel.Fastest)]
    [InlineData("<i8", "<u8", "<f8", "<i2", CompressionLevel.Optimal)]
    [InlineData("|u1", "|u1", ">f4", "<f4", CompressionLevel.NoCompression)]
    public void All_whole_types_and_both_ways_of_storing_are_read(string x, string y, string t, string p, CompressionLevel level)
    {
        byte[] file = Archive(level, ("x", x, [1, 4]), ("y", y, [2, 5]), ("t", t, [3, 600]), ("p", p, [1, 0]));

        Assert.Equal(Expected, EventStreams.Read(file));
    }

    [Fact]
    public void Other_names_other_arrays_and_polarities_of_minus_one_are_taken()
    {
        byte[] file = Archive(CompressionLevel.Optimal, ("xs", "<u2", [1, 4]), ("ys", "<u2", [2, 5]), ("timestamps", "<i8", [3, 600]), ("polarity", "|i1", [1, -1]), ("triggers", "<i8", [7]));

        Assert.Equal(Expected, EventStreams.Read(file));
    }

    [Theory]
    [InlineData("t missing", "has no array t")]
    [InlineData("t twice", "more than one array is t")]
    [InlineData("t short", "t has 1 elements and x has 2")]
    [InlineData("x large", "element 1: x is 16384; allowed is 0 to 16383")]
    [InlineData("p wrong", "element 0: p is 2; allowed is -1 to 1")]
    [InlineData("t fraction", "element 1: 0.5 is no whole number")]
    [InlineData("t text", "the elements are '<U5'")]
    [InlineData("t complex shape", "the shape is (1, 2); one dimension is expected")]
    [InlineData("t huge", "element 1: t is 9223372036854775807")]
    public void Errors_name_array_element_value_and_what_is_allowed(string problem, string expected)
    {
        List<(string Name, string Type, double[] Values)> arrays = [("x", "<i4", [1, 4]), ("y", "<u2", [2, 5]), ("t", "<i8", [3, 600]), ("p", "|u1", [1, 0])];
        string? shape = null;
        switch (problem)
        {
            case "t missing":
                arrays.RemoveAt(2);
                break;
            case "t twice":
                arrays.Add(("ts", "<i8", [3, 600]));
                break;
            case "t short":
                arrays[2] = ("t", "<i8", [3]);
                break;
            case "x large":
                arrays[0] = ("x", "<i4", [1, 16384]);
                break;
            case "p wrong":
                arrays[3] = ("p", "|u1", [2, 0]);
                break;
            case "t fraction":
                arrays[2] = ("t", "<f8", [3, 0.5]);
                break;
            case "t text":
                arrays[2] = ("t", "<U5", [3, 600]);
                break;
            case "t huge":
                arrays[2] = ("t", "<u8", [3, 1.8e19]);
                break;
            default:
                shape = "1, 2";
                break;
        }

        byte[] file = Archive(CompressionLevel.Optimal, shape, [.. arrays]);

        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => EventStreams.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_element_is_found_by_the_checksum()
    {
        byte[] file = EventStreams.Write(EventFormat.Npz, EventStreams.Size, EventStreams.Draw(1000, 4, EventStreams.Size));
        file[file.Length / 3] ^= 1;

        Assert.Contains("the file is damaged", Assert.Throws<InvalidInputException>(() => EventStreams.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_promises_more_than_there_is_allocates_nothing()
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in new[] { "x", "y", "t", "p" })
            {
                using Stream entry = archive.CreateEntry(name + ".npy").Open();
                entry.Write(new NpyHeader("<i8", long.MaxValue).ToBytes());
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("ends after 0 elements; its header says 9223372036854775807", Assert.Throws<InvalidInputException>(() => EventStreams.Read(stream.ToArray())).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private static byte[] Archive(CompressionLevel level, params (string Name, string Type, double[] Values)[] arrays) => Archive(level, null, arrays);

    private static byte[] Archive(CompressionLevel level, string? shapeOfTime, params (string Name, string Type, double[] Values)[] arrays)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string type, double[] values) in arrays)
            {
                using Stream entry = archive.CreateEntry(name + ".npy", level).Open();
                string shape = name == "t" && shapeOfTime is not null ? shapeOfTime : $"{values.Length},";
                // The keys in another order than NumPy's.
                entry.Write(NpyHeader.Padded($"{{'shape': ({shape}), 'fortran_order': False, 'descr': '{type}'}}"));
                foreach (double value in values)
                    entry.Write(Element(type, value));
            }
        }

        return stream.ToArray();
    }

    private static byte[] Element(string type, double value)
    {
        byte[] bytes = type[1..] switch
        {
            "f4" => BitConverter.GetBytes((float)value),
            "f8" => BitConverter.GetBytes(value),
            _ => BitConverter.GetBytes(value < 0 ? (ulong)(long)value : (ulong)value)[..Math.Min(8, type[2] - '0')],
        };
        if (type[0] == '>')
            Array.Reverse(bytes);
        return bytes;
    }
}
