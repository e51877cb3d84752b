using Support;

namespace Files.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("a.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_and_nothing_is_left_beside_it()
    {
        AtomicFile.WriteText(Path, "a longer old content");
        AtomicFile.WriteText(Path, "new é");

        Assert.Equal("new é"u8.ToArray(), File.ReadAllBytes(Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_failure_in_the_middle_keeps_the_old_content()
    {
        AtomicFile.WriteText(Path, "old");

        Assert.Throws<FormatException>(() => AtomicFile.Write(Path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new FormatException();
        }));
        Assert.Contains("no space", Complaint(() => AtomicFile.Write(Path, _ => throw new IOException("no space"))), StringComparison.Ordinal);

        Assert.Equal("old", File.ReadAllText(Path));
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Readers_see_whole_contents_while_writers_replace_them()
    {
        AtomicFile.WriteText(Path, Content(0));
        Task writers = Task.WhenAll(Enumerable.Range(1, 3).Select(writer => Task.Run(() =>
        {
            for (int round = 0; round < 30; round++)
                AtomicFile.WriteText(Path, Content(writer));
        })));
        do
        {
            string read = File.ReadAllText(Path);
            Assert.Equal(Content(read[0] - '0'), read);
        }
        while (!writers.IsCompleted);

        await writers;
        Assert.Equal([Path], Directory.GetFileSystemEntries(_folder.Path));

        static string Content(int writer) => new((char)('0' + writer), 10_000 + writer);
    }

    [Fact]
    public void A_missing_folder_is_made_only_where_that_is_asked_for()
    {
        string path = _folder.File("b/c/d.txt");

        string complaint = Complaint(() => AtomicFile.WriteText(path, ""));
        Assert.Equal($"{path} cannot be written: the folder {_folder.File("b/c")} does not exist.", complaint);
        Assert.False(Directory.Exists(_folder.File("b")));

        AtomicFile.WriteText(path, "x", createFolder: true);
        Assert.Equal("x", File.ReadAllText(path));
    }

    [Fact]
    public void A_file_longer_than_the_file_system_allows_is_an_error_that_keeps_the_old_one()
    {
        AtomicFile.WriteText(Path, "old");

        Assert.StartsWith($"{Path} cannot be written: ", Complaint(() => AtomicFile.Write(Path, stream => stream.SetLength(long.MaxValue))), StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.Path))));
    }

    [Fact]
    public void A_path_that_is_no_file_is_named()
    {
        Directory.CreateDirectory(Path);
        AtomicFile.WriteText(_folder.File("file"), "");

        Assert.StartsWith(Path, Complaint(() => AtomicFile.WriteText(Path, "")), StringComparison.Ordinal);
        Assert.StartsWith(_folder.File("file/b"), Complaint(() => AtomicFile.WriteText(_folder.File("file/b"), "", createFolder: true)), StringComparison.Ordinal);
        Assert.StartsWith("/ ", Complaint(() => AtomicFile.WriteText("/", "")), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Fact]
    public void A_name_as_long_as_names_can_be_is_written()
    {
        string path = _folder.File(new string('n', 255));
        AtomicFile.WriteText(path, "x");
        Assert.Equal("x", File.ReadAllText(path));
    }

    [Fact]
    public void Deleting_a_file_that_is_not_there_is_no_mistake()
    {
        AtomicFile.WriteText(Path, "x");
        AtomicFile.Delete(Path);
        AtomicFile.Delete(Path);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private static string Complaint(Action body) => Assert.Throws<InvalidInputException>(body).Message;
}
