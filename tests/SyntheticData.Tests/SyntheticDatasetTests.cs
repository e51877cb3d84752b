using System.Globalization;
using Support;
using Yolov5;
using Yolov5.Imaging;

namespace SyntheticData.Tests;

public sealed class SyntheticDatasetTests : IDisposable
{
    private static readonly SyntheticDatasetOptions Tiny = new() { TrainImages = 5, ValidationImages = 3, ImageSize = 64 };

    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.File("synthetic");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Two_runs_give_the_same_bytes()
    {
        SyntheticDataset.Ensure(Folder, Tiny);
        SyntheticDataset.Ensure(_temporary.File("again"), Tiny);

        Assert.Equal(Contents(Folder), Contents(_temporary.File("again")));
    }

    [Fact]
    public void An_image_depends_on_its_number_alone_and_the_seed_changes_all()
    {
        SyntheticDataset.Ensure(Folder, Tiny);
        SyntheticDataset.Ensure(_temporary.File("more"), Tiny with { TrainImages = 9 });
        SyntheticDataset.Ensure(_temporary.File("other"), Tiny with { Seed = 2 });

        Dictionary<string, string> few = Contents(Folder), more = Contents(_temporary.File("more")), other = Contents(_temporary.File("other"));
        foreach (string name in few.Keys.Where(static name => name.StartsWith("images", StringComparison.Ordinal)))
        {
            Assert.Equal(few[name], more[name]);
            Assert.NotEqual(few[name], other[name]);
        }
    }

    [Fact]
    public void The_folder_is_in_yolo_layout()
    {
        string yaml = SyntheticDataset.Ensure(Folder, Tiny with { TrainImages = 40 });

        Assert.Equal(Path.Combine(Folder, "synthetic.yaml"), yaml);
        string text = File.ReadAllText(yaml);
        foreach (string line in new[] { "path: .", "train: images/train", "val: images/val", "  0: ball", "  3: tyre" })
            Assert.Contains(line, text, StringComparison.Ordinal);
        string[] images = Directory.GetFiles(Path.Combine(Folder, "images"), "*.jpg", SearchOption.AllDirectories);
        Assert.Equal(43, images.Length);
        HashSet<(int, int)> shapes = [];
        foreach (string path in images)
        {
            ImageSize size = ImageFile.ReadSize(path);
            Assert.Equal(64, Math.Max(size.Width, size.Height));
            Assert.Equal(ImageDamage.None, ImageFile.Read(path).Damage);
            shapes.Add((size.Width, size.Height));

            string labels = path.Replace("images", "labels", StringComparison.Ordinal).Replace(".jpg", ".txt", StringComparison.Ordinal);
            if (!File.Exists(labels))
                continue;
            string[] rows = File.ReadAllLines(labels);
            Assert.NotEmpty(rows);
            Assert.Equal(rows.Length, rows.Distinct().Count());
            foreach (string row in rows)
            {
                double[] values = [.. row.Split(' ').Select(static v => double.Parse(v, CultureInfo.InvariantCulture))];
                Assert.Equal(5, values.Length);
                Assert.All(values[1..], static v => Assert.InRange(v, 0, 1));
            }
        }

        Assert.Equal([(48, 64), (64, 48), (64, 64)], shapes.Order());
    }

    [Fact]
    public void A_second_call_does_nothing_and_caches_beside_the_data_survive()
    {
        Reports first = new(), second = new();
        SyntheticDataset.Ensure(Folder, Tiny, first);
        File.WriteAllText(Path.Combine(Folder, "labels", "train.cache"), "someone else's");
        DateTime[] written = [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order().Select(File.GetLastWriteTimeUtc)];

        SyntheticDataset.Ensure(Folder, Tiny, second);

        Assert.Equal(Enumerable.Range(1, 8), first.Values.Select(static p => p.Done).Order());
        Assert.All(first.Values, static p => Assert.Equal(8, p.Total));
        Assert.Empty(second.Values);
        Assert.Equal(written, Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order().Select(File.GetLastWriteTimeUtc));
    }

    [Theory]
    [InlineData("missing image")]
    [InlineData("changed label")]
    [InlineData("damaged marker")]
    [InlineData("other options")]
    public void An_incomplete_or_different_data_set_is_drawn_again(string damage)
    {
        SyntheticDataset.Ensure(Folder, Tiny);
        Dictionary<string, string> whole = Contents(Folder);
        switch (damage)
        {
            case "missing image":
                File.Delete(Path.Combine(Folder, "images/val/000001.jpg"));
                break;
            case "changed label":
                File.AppendAllText(Directory.GetFiles(Path.Combine(Folder, "labels/train"))[0], "0 0.5 0.5 0.1 0.1\n");
                break;
            case "damaged marker":
                File.WriteAllText(Path.Combine(Folder, "synthetic.json"), "{");
                break;
            default:
                SyntheticDataset.Ensure(Folder, Tiny with { ImageSize = 80 });
                Assert.NotEqual(whole, Contents(Folder));
                break;
        }

        SyntheticDataset.Ensure(Folder, Tiny);

        Assert.Equal(whole, Contents(Folder));
        Assert.Equal(["synthetic"], Directory.GetDirectories(_temporary.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Remains_of_an_interrupted_run_are_removed()
    {
        foreach (string remains in new[] { ".synthetic.making", ".synthetic.old" })
        {
            Directory.CreateDirectory(_temporary.File($"{remains}/images/train"));
            File.WriteAllText(_temporary.File($"{remains}/images/train/000000.jpg"), "half a file");
        }

        SyntheticDataset.Ensure(Folder, Tiny);

        Assert.Equal(["synthetic"], Directory.GetDirectories(_temporary.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Cancelling_leaves_no_folder_and_the_next_call_succeeds()
    {
        using CancellationTokenSource source = new();
        Reports reports = new(() => source.Cancel());

        Assert.Throws<OperationCanceledException>(() => SyntheticDataset.Ensure(Folder, Tiny with { TrainImages = 500 }, reports, source.Token));

        Assert.Empty(Directory.GetDirectories(_temporary.Path));
        Assert.True(File.Exists(SyntheticDataset.Ensure(Folder, Tiny)));
    }

    [Fact]
    public void Concurrent_calls_draw_the_data_set_once()
    {
        Reports reports = new();
        Thread[] threads = [.. Enumerable.Range(0, 6).Select(_ => new Thread(() => SyntheticDataset.Ensure(Folder, Tiny, reports)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();

        Assert.Equal(8, reports.Values.Count);
        Assert.True(File.Exists(Path.Combine(Folder, "synthetic.json")));
    }

    [Fact]
    public void A_folder_with_other_files_is_left_alone()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "thesis.txt"), "years of work");

        Assert.Contains(Folder, Assert.Throws<InvalidInputException>(() => SyntheticDataset.Ensure(Folder, Tiny)).Message, StringComparison.Ordinal);

        Assert.Equal("years of work", File.ReadAllText(Path.Combine(Folder, "thesis.txt")));
        Assert.Throws<InvalidInputException>(() => SyntheticDataset.Ensure(Path.Combine(Folder, "thesis.txt"), Tiny));
        Assert.Throws<InvalidInputException>(() => SyntheticDataset.Ensure(Path.Combine(Folder, "thesis.txt", "inside"), Tiny));
    }

    [Fact]
    public void Wrong_options_are_named()
    {
        Assert.Contains("ImageSize is 10", Assert.Throws<InvalidInputException>(() => SyntheticDataset.Ensure(Folder, Tiny with { ImageSize = 10 })).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => SyntheticDataset.Ensure(Folder, Tiny with { TrainImages = 0 }));
        Assert.Throws<InvalidInputException>(() => SyntheticDataset.Ensure(Folder, Tiny with { JpegQuality = 101 }));
    }

    private static Dictionary<string, string> Contents(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path), static path => Convert.ToHexString(File.ReadAllBytes(path)));

    /// <summary>Keeps what is reported, from any thread and at once (Progress of .NET reports later).</summary>
    private sealed class Reports(Action? onReport = null) : IProgress<SyntheticProgress>
    {
        public List<SyntheticProgress> Values { get; } = [];

        public void Report(SyntheticProgress value)
        {
            lock (Values)
                Values.Add(value);
            onReport?.Invoke();
        }
    }
}
