using Support;

namespace Files.Tests;

public sealed class FileStampTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Length_and_time_are_those_of_the_file_also_through_a_link()
    {
        string path = _folder.File("é a.txt"), link = _folder.File("link");
        File.WriteAllText(path, "abc");
        DateTime time = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);
        File.CreateSymbolicLink(link, path);

        FileStamp stamp = FileStamp.Of(path)!.Value;

        Assert.Equal((3, (time - DateTime.UnixEpoch).Ticks * 100), (stamp.Length, stamp.Modified));
        Assert.Equal(stamp, FileStamp.Of(link));
    }

    [Fact]
    public void A_file_written_anew_with_its_old_length_and_time_has_another_stamp()
    {
        string path = _folder.File("a.txt");
        File.WriteAllText(path, "abc");
        DateTime time = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);
        FileStamp before = FileStamp.Of(path)!.Value;

        FileStamp after = before;
        for (int i = 0; after == before && i < 1_000_000; i++)
        {
            File.WriteAllText(path, "xyz");
            File.SetLastWriteTimeUtc(path, time);
            after = FileStamp.Of(path)!.Value;
        }

        Assert.Equal(before with { Changed = after.Changed }, after);
        Assert.True(after.Changed > before.Changed);
    }

    [Fact]
    public void Only_a_regular_file_has_a_stamp()
    {
        Assert.Null(FileStamp.Of(_folder.File("missing")));
        Assert.Null(FileStamp.Of(_folder.File(".")));
        Assert.Null(FileStamp.Of("/dev/null"));
    }
}
