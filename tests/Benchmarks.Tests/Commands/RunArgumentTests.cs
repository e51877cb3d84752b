using Benchmarks.Commands;
using Support;
using Yolov5;

namespace Benchmarks.Tests.Commands;

public sealed class RunArgumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Latest_is_the_newest_run_that_came_to_an_end()
    {
        Make("20250301-142233/run.json");
        string newest = Make("20250302-090000/run.json");
        Make("20250303-100000/report.html");
        Make("reports/run.json");
        Make("zzz/run.json");

        Assert.Equal(newest, RunArgument.PathOf("latest", _folder.Path));
    }

    [Fact]
    public void Latest_without_a_run_says_how_to_make_one()
    {
        Assert.Contains("./bench.sh", Assert.Throws<InvalidInputException>(() => RunArgument.PathOf("latest", _folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => RunArgument.PathOf("latest", _folder.File("absent")));
    }

    [Fact]
    public void A_folder_stands_for_its_run_and_a_file_for_itself()
    {
        string run = Make("mine/run.json");

        Assert.Equal(run, RunArgument.PathOf(_folder.File("mine"), _folder.Path));
        Assert.Equal(run, RunArgument.PathOf(run, _folder.Path));
        Assert.Throws<InvalidInputException>(() => RunArgument.PathOf(_folder.Path, _folder.Path));
    }

    private string Make(string name)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }
}
