using Support;
using Yolov5.Data;
using Yolov5.Datasets;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Datasets;

public sealed class VerifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _yaml;

    public VerifierTests() => _yaml = DatasetLayout.Create(_folder.Path, ["a", "b"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_problem_is_listed_with_file_and_line()
    {
        Add("train/good.png", "0 0.5 0.5 0.5 0.5\n1 0.5 0.5 1 1");
        Add("train/rows.png", "0 0.5 0.5 0.5 0.5\n\n2 0.5 0.5 0.5 0.5\n0 0.5 0.5 nan 0.5\n0 0.5 0.5 0.5 0.5\n0 0.5 0.5 0 0.5\n0 0.9 0.5 0.5 0.5\n0 0.5 0.5\n-1 0.5 0.5 0.5 0.5");
        Add("train/empty.png", null);
        File.WriteAllBytes(_folder.File("images/train/empty.png"), []);
        File.WriteAllText(_folder.File("labels/train/lost.txt"), "0 0.5 0.5 0.5 0.5");
        File.WriteAllText(_folder.File("labels/train/classes.txt"), "a\nb");
        Add("val/same.png", null);
        File.Copy(_folder.File("images/train/good.png"), _folder.File("images/val/same.png"), overwrite: true);
        File.WriteAllText(_folder.File("list.txt"), "./images/val/same.png\n\n./images/val/none.png\n");
        File.AppendAllText(_yaml, "\ntest: list.txt\ncolour: red\n");

        DatasetVerification result = new DatasetVerifier(DatasetDescription.Load(_yaml)).Run();

        Assert.Equal(
            [
                ("data.yaml", null, "unknown key 'colour'"),
                ("empty.png", null, "empty"),
                ("rows.txt", 3, "class 2 is too large"),
                ("rows.txt", 4, "'nan'"),
                ("rows.txt", 5, "repeats row 1"),
                ("rows.txt", 6, "no area"),
                ("rows.txt", 7, "4.8 pixels over"),
                ("rows.txt", 8, "3 columns"),
                ("rows.txt", 9, "class -1"),
                ("same.png", null, "is the same picture as"),
                ("list.txt", 3, "none.png does not exist"),
                ("same.png", null, "is the same picture as"),
                ("lost.txt", null, "no image"),
            ],
            result.Findings.Select(finding => (Path.GetFileName(finding.File), finding.Line, finding.Reason)),
            (wanted, found) => wanted.Item1 == found.Item1 && wanted.Item2 == found.Item2 && found.Item3.Contains(wanted.Item3, StringComparison.Ordinal));
        Assert.Equal((6, 2, 3), (result.Images, result.LabelFiles, result.Objects));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.cache", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_good_data_set_has_no_problem()
    {
        Add("train/a b ü.png", "0 0.5 0.5 0.5 0.5");
        Add("val/b.png", null);

        Assert.Empty(new DatasetVerifier(DatasetDescription.Load(_yaml)).Run().Findings);
    }

    [Fact]
    public void A_split_that_is_missing_is_a_problem_among_the_others()
    {
        Add("train/a.png", "9 0.5 0.5 0.5 0.5");
        Directory.Delete(_folder.File("images/val"));

        Assert.Equal(
            ["a.txt", "data.yaml"],
            new DatasetVerifier(DatasetDescription.Load(_yaml)).Run().Findings.Select(finding => Path.GetFileName(finding.File)));
    }

    [Fact]
    public void Boxes_and_classes_are_counted()
    {
        Add("train/a.png", "0 0.5 0.5 0.5 0.5\n0 0.5 0.5 0.25 0.25", 64, 32);
        Add("train/b.png", null);

        DatasetStatistics statistics = DatasetStatistics.Of(new DatasetScanner { UseCache = false }.Scan(DatasetDescription.Load(_yaml), DatasetSplit.Train), ["a", "b"]);

        Assert.Equal([new ClassStatistics("a", 2, 1, 24, 12), new ClassStatistics("b", 0, 0, double.NaN, double.NaN)], statistics.Classes);
        Assert.Equal((2, 0, 0), statistics.SizeRanges);
        Assert.Equal((2, 1), (statistics.Images, statistics.Background));
        Assert.Equal([(32, 24, 1), (64, 32, 1)], statistics.ImageSizes);
    }

    private void Add(string name, string? labels, int width = 32, int height = 24)
    {
        ImageFile.Write(_folder.File($"images/{name}"), Pictures.Noise(width, height, seed: name.Length));
        if (labels is not null)
            File.WriteAllText(_folder.File($"labels/{Path.ChangeExtension(name, ".txt")}"), labels);
    }
}
