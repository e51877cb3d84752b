using Support;
using Yolov5.Training;

namespace Yolov5.Tests.Training;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runs_that_begin_at_the_same_time_have_a_folder_each()
    {
        RunFolder[] begun = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => RunFolder.Begin(_folder.Path, "exp"))));

        string[] expected = ["exp", .. Enumerable.Range(2, 15).Select(number => $"exp{number}")];
        Assert.Equal(expected.Order(), begun.Select(each => Path.GetFileName(each.Path)).Order());
        Assert.Equal(expected.Order(), Directory.GetFileSystemEntries(_folder.Path).Select(each => Path.GetFileName(each)).Order());
    }

    [Fact]
    public void A_run_may_have_a_folder_that_exists_and_one_below_another()
    {
        Assert.Equal(_folder.File("exp"), RunFolder.Begin(_folder.Path, "exp").Path);
        Assert.Equal(_folder.File("exp"), RunFolder.Begin(_folder.Path, "exp", mayExist: true).Path);
        Assert.True(Directory.Exists(Path.GetDirectoryName(RunFolder.Begin(_folder.Path, "a/b").Last)));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_the_users_error() =>
        Assert.Contains("/proc/runs/exp cannot be made", Assert.Throws<InvalidInputException>(() => RunFolder.Begin("/proc/runs", "exp")).Message, StringComparison.Ordinal);
}
