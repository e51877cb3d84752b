using System.Globalization;
using System.IO.Compression;
using Support;
using Yolov5.Weights;

namespace Yolov5.Tests.Weights;

public sealed class BoundedZipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("a.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void More_entries_than_16_bits_count()
    {
        WriteZip(CompressionLevel.NoCompression, [.. Enumerable.Range(0, 70_000).Select(i => (i.ToString(CultureInfo.InvariantCulture), (byte[])[(byte)i]))]);

        using BoundedZip zip = Open();

        Assert.Equal(70_000, zip.Names.Count);
        Assert.Equal([69_999 & 255], zip.Read("69999", 1)!);
        Assert.Null(zip.Read("70000", 1));
    }

    [Fact]
    public void A_content_above_the_limit_is_refused()
    {
        WriteZip(CompressionLevel.NoCompression, ("a", new byte[65]));

        using BoundedZip zip = Open();

        Assert.Contains("'a' has 65 bytes; at most 64", Assert.Throws<InvalidDataException>(() => zip.Read("a", 64)).Message, StringComparison.Ordinal);
        Assert.Equal(65, zip.Read("a", 65)!.Length);
    }

    [Fact]
    public void An_archive_that_unpacks_to_far_more_than_its_length_is_refused_before_memory_is_taken()
    {
        WriteZip(CompressionLevel.SmallestSize, ("a", new byte[(256 << 20) + 1]));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("would unpack to", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(24, uint.MaxValue - 1, "would unpack to")]
    [InlineData(24, 99_999u, "checksum of 'a' does not match")]
    [InlineData(24, 100_001u, "cannot be unpacked")]
    [InlineData(20, uint.MaxValue - 1, "longer than the archive")]
    [InlineData(16, 1u, "checksum of 'a' does not match")]
    [InlineData(8, 1u, "encrypted")]
    [InlineData(10, 12u, "cannot be unpacked")]
    [InlineData(42, 7u, "cannot be unpacked")]
    public void A_directory_with_false_entries_is_refused(int field, uint value, string complaint)
    {
        WriteZip(CompressionLevel.Fastest, ("a", new byte[100_000]));
        byte[] bytes = File.ReadAllBytes(Path);
        Span<byte> place = bytes.AsSpan(bytes.AsSpan().LastIndexOf("PK\x01\x02"u8) + field);
        _ = field is 8 or 10 ? BitConverter.TryWriteBytes(place, (ushort)value) : BitConverter.TryWriteBytes(place, value);
        File.WriteAllBytes(Path, bytes);

        string message = Assert.Throws<InvalidDataException>(() =>
        {
            using BoundedZip zip = Open();
            zip.Read("a", int.MaxValue);
        }).Message;

        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_name_twice_is_refused()
    {
        WriteZip(CompressionLevel.NoCompression, ("a", [1]), ("a", [2]));
        Assert.Contains("twice", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_share_their_bytes_are_refused()
    {
        WriteZip(CompressionLevel.NoCompression, ("a", new byte[10_000]));

        // The directory's one header ten times, each of another name, all of the same bytes.
        byte[] bytes = File.ReadAllBytes(Path);
        int central = bytes.AsSpan().IndexOf("PK\x01\x02"u8);
        int end = bytes.AsSpan().IndexOf("PK\x05\x06"u8);
        List<byte> hostile = [.. bytes[..central]];
        for (int i = 0; i < 10; i++)
        {
            byte[] header = bytes[central..end];
            header[46] = (byte)('a' + i);
            hostile.AddRange(header);
        }

        byte[] tail = bytes[end..];
        tail[8] = tail[10] = 10;
        BitConverter.TryWriteBytes(tail.AsSpan(12), 10 * (end - central));
        File.WriteAllBytes(Path, [.. hostile, .. tail]);

        Assert.Contains("longer than the archive", Assert.Throws<InvalidDataException>(Open).Message, StringComparison.Ordinal);
    }

    private BoundedZip Open() => new(File.OpenRead(Path));

    private void WriteZip(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using ZipArchive zip = ZipFile.Open(Path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream stream = zip.CreateEntry(name, level).Open();
            stream.Write(content);
        }
    }
}
