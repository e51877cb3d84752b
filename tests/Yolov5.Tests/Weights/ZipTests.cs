using System.IO.Compression;
using System.Text;
using Support;
using Yolov5.Weights.Zip;

namespace Yolov5.Tests.Weights;

public sealed class ZipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("a.zip");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Checksums_are_those_of_the_format(string text, uint expected) =>
        Assert.Equal(expected, Crc32.Compute(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0)]
    [InlineData(150)]
    public void Offsets_of_32_and_64_bits(long largest32)
    {
        byte[][] contents = [.. Enumerable.Range(0, 20).Select(i => Enumerable.Repeat((byte)i, i * 7).ToArray())];
        using (FileStream stream = File.Create(Path))
        {
            var writer = new ZipWriter(stream, largest32);
            for (int i = 0; i < contents.Length; i++)
                writer.Add($"folder/{i}", contents[i]);
            writer.Finish();
        }

        using var reader = new ZipReader(File.OpenHandle(Path));
        for (int i = 0; i < contents.Length; i++)
            Assert.Equal(contents[i], reader.Read(reader.Entries[$"folder/{i}"], 1000));
        using ZipArchive framework = ZipFile.OpenRead(Path);
        Assert.Equal(20, framework.Entries.Count);
        using var copy = new MemoryStream();
        using (Stream entry = framework.Entries[19].Open())
            entry.CopyTo(copy);
        Assert.Equal(contents[19], copy.ToArray());
    }

    [Fact]
    public void More_entries_than_16_bits_count()
    {
        using (FileStream stream = File.Create(Path))
        {
            var writer = new ZipWriter(stream);
            for (int i = 0; i < 70_000; i++)
                writer.Add($"{i}", [1]);
            writer.Finish();
        }

        using var reader = new ZipReader(File.OpenHandle(Path));
        Assert.Equal(70_000, reader.Entries.Count);
    }

    [Fact]
    public void Entries_that_share_their_bytes_are_refused()
    {
        using (FileStream stream = File.Create(Path))
        {
            var writer = new ZipWriter(stream);
            writer.Add("a", new byte[10_000]);
            writer.Finish();
        }

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

        Assert.Contains("longer than the archive", Assert.Throws<InvalidDataException>(() => new ZipReader(File.OpenHandle(Path))).Message, StringComparison.Ordinal);
    }
}
