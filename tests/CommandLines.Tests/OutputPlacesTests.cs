using Support;

namespace CommandLines.Tests;

public sealed class OutputPlacesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OutputPlacesTests() => File.WriteAllText(_folder.File("file"), "");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_place_that_can_be_written_is_left_as_it_was()
    {
        Assert.Equal(_folder.File("new.json"), OutputPlaces.File("--json", _folder.File("new.json")));
        Assert.Equal(_folder.File("a/b"), OutputPlaces.Folder("--out", _folder.File("a/b")));
        Assert.Equal(_folder.File("a/b.json"), OutputPlaces.File("--json", _folder.File("a/b.json"), createsFolder: true));
        Assert.Null(OutputPlaces.OptionalFile("--json", null));
        Assert.Equal([_folder.File("file")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named_with_the_reason()
    {
        Assert.Contains("the folder /no/such/folder does not exist", Complaint(() => OutputPlaces.File("--json", "/no/such/folder/x.json")), StringComparison.Ordinal);
        Assert.Contains("not of a folder", Complaint(() => OutputPlaces.File("--json", _folder.Path)), StringComparison.Ordinal);
        Assert.Contains("is a file and not a folder", Complaint(() => OutputPlaces.Folder("--project", _folder.File("file/below"))), StringComparison.Ordinal);
        Assert.Contains("is a file and not a folder", Complaint(() => OutputPlaces.Folder("--project", _folder.File("file"))), StringComparison.Ordinal);
        Assert.Contains("nothing can be created in /proc", Complaint(() => OutputPlaces.Folder("--artifacts", "/proc/runs")), StringComparison.Ordinal);
        Assert.Contains("nothing can be created in /proc", Complaint(() => OutputPlaces.File("--json", "/proc/x.json")), StringComparison.Ordinal);
        Assert.Contains("the name of a file is expected", Complaint(() => OutputPlaces.File("--json", "")), StringComparison.Ordinal);
    }

    private static string Complaint(Action check) => Assert.Throws<InvalidInputException>(check).Message;
}
