using Support;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

public sealed class DatasetScannerTests : IDisposable
{
    private readonly ScannedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ImagesAndLabelsAreFoundInOrdinalOrder()
    {
        _folder.Add("b.png", "0 0.5 0.5 0.5 0.5");
        _folder.Add("B.jpg", "1 0.5 0.5 0.5 0.5\n2 0.5 0.5 0.5 0.5");
        _folder.Add("more/a.png", "");
        _folder.Add("a.png", null);
        File.WriteAllText(_folder.File("images/train/notes.md"), "no image");

        DatasetScan scan = _folder.Scan();

        Assert.Equal(["B.jpg", "a.png", "b.png", "more/a.png"], scan.Entries.Select(Name));
        Assert.Equal(_folder.File("labels/train/more/a.txt"), scan.Entries[3].LabelPath);
        Assert.Equal([2, 0, 1, 0], scan.Entries.Select(entry => entry.Labels.Count));
        Assert.Equal((32, 24), (scan.Entries[0].Width, scan.Entries[0].Height));
        Assert.Equal((2, 1, 1, 0, 4, 3), (scan.Found, scan.Missing, scan.Empty, scan.Corrupt, scan.Total, scan.Objects));
        Assert.Equal("4 images: 2 with objects (3), 1 without label file, 1 with an empty one, 0 corrupt and ignored", scan.Summary);
        Assert.Empty(scan.Problems);
    }

    [Fact]
    public void WhatIsWrongIsToldOnceAndTheRestIsUsed()
    {
        _folder.Add("1good.jpg", "0 0.5 0.5 0.5 0.5");
        _folder.Add("2columns.jpg", "0 0.5 0.5 0.5");
        _folder.Add("3class.jpg", "1e9 0.5 0.5 0.5 0.5");
        _folder.Add("4range.jpg", "0 1.5 0.5 0.5 0.5");
        _folder.Add("5duplicate.jpg", "0 0.5 0.5 0.5 0.5\n0 0.5 0.5 0.5 0.5");
        _folder.Add("6small.png", "0 0.5 0.5 0.5 0.5", width: 9, height: 40);
        _folder.Add("7cut.jpg", "0 0.5 0.5 0.5 0.5", width: 200, height: 200);
        _folder.Change("7cut.jpg", file => file[..(file.Length / 2)]);
        _folder.Add("8noend.jpg", "0 0.5 0.5 0.5 0.5", width: 200, height: 200);
        _folder.Change("8noend.jpg", file => file[..^2]);
        File.WriteAllText(_folder.File("images/train/9text.jpg"), "this is no picture");
        File.WriteAllBytes(_folder.File("images/train/9zero.png"), []);
        File.WriteAllText(_folder.File("images/train/9bitmap.bmp"), "BM");

        DatasetScan scan = _folder.Scan();

        Assert.Equal(["1good.jpg", "5duplicate.jpg", "8noend.jpg"], scan.Entries.Select(Name));
        Assert.Equal(8, scan.Corrupt);
        Assert.Equal(
            ["2columns.txt", "3class.txt", "4range.txt", "5duplicate.txt", "6small.png", "7cut.jpg", "8noend.jpg", "9bitmap.bmp", "9text.jpg", "9zero.png"],
            scan.Problems.Select(problem => Path.GetFileName(problem.File)));
        Assert.Contains("4 columns", scan.Problems[0].Reason, StringComparison.Ordinal);
        Assert.Contains("3 classes", scan.Problems[1].Reason, StringComparison.Ordinal);
        Assert.Contains("1.5", scan.Problems[2].Reason, StringComparison.Ordinal);
        Assert.Equal("repetitions removed", scan.Problems[3].Action);
        Assert.Contains("9x40", scan.Problems[4].Reason, StringComparison.Ordinal);
        Assert.Contains("cut off", scan.Problems[5].Reason, StringComparison.Ordinal);
        Assert.Contains("used", scan.Problems[6].Action, StringComparison.Ordinal);
        Assert.Contains("BMP", scan.Problems[7].Reason, StringComparison.Ordinal);
        Assert.All(scan.Problems, problem => Assert.False(string.IsNullOrEmpty(problem.Reason) || string.IsNullOrEmpty(problem.Action)));
    }

    [Fact]
    public void Files_that_are_damaged_inside_are_named()
    {
        foreach (string name in new[] { "pixels.png", "codes.jpg", "whole.jpg" })
            _folder.Add(name, "0 0.5 0.5 0.5 0.5", width: 200, height: 200);
        _folder.Change("pixels.png", static file =>
        {
            file[file.Length / 2] ^= 1;
            return file;
        });
        _folder.Change("codes.jpg", static file =>
        {
            file.AsSpan(file.Length / 2, 40).Fill(0x55);
            return file;
        });

        foreach (DatasetScan scan in new[] { _folder.Scan(), _folder.Scan() })
        {
            Assert.Equal(["codes.jpg", "whole.jpg"], scan.Entries.Select(Name));
            Assert.Equal(1, scan.Corrupt);
            Assert.Equal(["codes.jpg", "pixels.png"], scan.Problems.Select(problem => Path.GetFileName(problem.File)));
            Assert.Equal("image used as it can be read", scan.Problems[0].Action);
            Assert.Contains("damaged inside", scan.Problems[0].Reason, StringComparison.Ordinal);
            Assert.Equal("image ignored", scan.Problems[1].Action);
            Assert.Contains("checksum", scan.Problems[1].Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_format_is_scanned_whatever_its_name()
    {
        Image image = Pictures.Gradient(48, 32);
        Dictionary<string, byte[]> files = new()
        {
            ["a.bmp"] = OtherFormats.Bmp(image),
            ["b.gif"] = OtherFormats.Gif(48, 32, new byte[48 * 32]),
            ["c.tif"] = OtherFormats.Tiff(image),
            ["d.webp"] = OtherFormats.WebP(image, isLossless: false),
            ["e.jpg"] = OtherFormats.WebP(image, isLossless: true),
            ["f.jpg"] = OtherFormats.Tiff(image),
            ["g.png"] = OtherFormats.Bmp(image),
            ["h.mpo"] = Pictures.Jpeg(image),
        };
        foreach ((string name, byte[] file) in files)
            File.WriteAllBytes(_folder.File($"images/train/{name}"), file);

        DatasetScan scan = _folder.Scan();

        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), scan.Entries.Select(Name));
        Assert.All(scan.Entries, static entry => Assert.Equal((48, 32), (entry.Width, entry.Height)));
        Assert.Empty(scan.Problems);
    }

    [Fact]
    public void ListsNameImagesRelativeToThemselves()
    {
        _folder.Add("a.png", "0 0.5 0.5 0.5 0.5");
        _folder.Add("b.png", null);
        _folder.Add("c.png", null);
        string list = _folder.File("train.txt");
        File.WriteAllText(list, $"./images/train/b.png\n\nimages/train/a.png\r\n{_folder.File("images/train/c.png")}\n./images/train/b.png\n./images/train/gone.png\n");

        DatasetScan scan = new DatasetScanner().Scan([list], 3);

        Assert.Equal(["a.png", "b.png", "c.png"], scan.Entries.Select(Name));
        Assert.Equal("gone.png", Path.GetFileName(Assert.Single(scan.Problems).File));
        Assert.True(File.Exists(_folder.File("train.yolo5.cache")));
        Assert.Equal(["a.png", "b.png", "c.png"], new DatasetScanner { UseCache = false }.Scan([list, _folder.Images], 3).Entries.Select(Name));
    }

    [Fact]
    public void OnlyTheLastImagesFolderOfAPathBecomesLabels()
    {
        string images = Directory.CreateDirectory(_folder.File("images/inner/images/x")).FullName;
        ImageFile.Write(Path.Combine(images, "a.b.png"), Pictures.Noise(16, 16, 1));

        Assert.Equal(_folder.File("images/inner/labels/x/a.b.txt"), Assert.Single(new DatasetScanner { UseCache = false }.Scan([images], 1).Entries).LabelPath);
    }

    [Theory]
    [InlineData("1 2 3", "are your classes numbered from 1?")]
    [InlineData("0 1 3", "has to name every class")]
    [InlineData("1 1 7", "has to name every class")]
    public void A_class_that_the_data_set_does_not_have_ends_the_scan(string classes, string hint)
    {
        string[] each = classes.Split(' ');
        for (int i = 0; i < each.Length; i++)
            _folder.Add($"{i}.png", $"{each[i]} 0.5 0.5 0.5 0.5");

        // The second time it is known what the images are, and the labels are read all the same.
        for (int time = 0; time < 2; time++)
        {
            string message = Assert.Throws<InvalidInputException>(() => _folder.Scan()).Message;
            Assert.StartsWith(_folder.File("labels/train/2.txt"), message, StringComparison.Ordinal);
            Assert.Contains($"up to {each[2]}, but there are 3 classes, 0 to 2", message, StringComparison.Ordinal);
            Assert.Contains(hint, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Links_are_followed_but_not_in_circles()
    {
        _folder.Add("a.png", "0 0.5 0.5 0.5 0.5");
        using TemporaryFolder elsewhere = new();
        ImageFile.Write(elsewhere.File("far.png"), Pictures.Noise(16, 16, 1));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Images, "linked"), elsewhere.Path);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Images, "circle"), _folder.Images);
        Directory.CreateSymbolicLink(elsewhere.File("back"), _folder.File("images"));
        File.CreateSymbolicLink(Path.Combine(_folder.Images, "self.png"), Path.Combine(_folder.Images, "self.png"));
        File.CreateSymbolicLink(Path.Combine(_folder.Images, "gone.png"), "nowhere.png");
        _folder.Add("b.png", null);
        File.CreateSymbolicLink(_folder.File("labels/train/b.txt"), "nowhere.txt");

        DatasetScan scan = _folder.Scan();

        Assert.Equal(["a.png", "linked/far.png"], scan.Entries.Select(Name));
        Assert.Equal(
            ["b.txt", "circle", "gone.png", "self.png", "train"],
            scan.Problems.Select(problem => Path.GetFileName(problem.File)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ProgressEndsWithAllImages()
    {
        for (int i = 0; i < 20; i++)
            _folder.Add($"{i}.png", i == 3 ? "oops" : null);
        Last progress = new();

        _ = new DatasetScanner { Progress = progress, Workers = 2 }.Scan([_folder.Images], 3);

        Assert.Equal(20, progress.Reports);
        Assert.Equal(new ScanProgress(20, 20, 1), progress.Largest);
    }

    [Fact]
    public void ACancelledScanEnds()
    {
        _folder.Add("a.png", null);
        using CancellationTokenSource cancellation = new();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new DatasetScanner().Scan([_folder.Images], 3, cancellation.Token));
    }

    [Fact]
    public void NoImageIsAnError()
    {
        Assert.Contains("No image", Assert.Throws<InvalidInputException>(() => _folder.Scan()).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<InvalidInputException>(() => new DatasetScanner().Scan([_folder.File("nowhere")], 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADataSetWithoutUseSaysWhy()
    {
        _folder.Add("a.png", "oops");
        DetectionDatasetOptions training = new() { Augmentation = new() };
        Assert.Contains("'oops'", Assert.Throws<InvalidInputException>(() => new DetectionDataset(_folder.Scan(), training)).Message, StringComparison.Ordinal);

        _folder.Add("b.png", null);
        Assert.Contains("nothing to train on", Assert.Throws<InvalidInputException>(() => new DetectionDataset(_folder.Scan(), training)).Message, StringComparison.Ordinal);
        Assert.Equal(1, new DetectionDataset(_folder.Scan(), new DetectionDatasetOptions()).Count);
    }

    [SharedFact("data/bccd/bccd.yaml")]
    public void RealPhotographsAreAllUsable()
    {
        DatasetDescription description = DatasetDescription.Load(Repository.SharedPath("data/bccd/bccd.yaml"));
        DatasetScanner scanner = new() { UseCache = false };
        DatasetScan train = scanner.Scan(description, DatasetSplit.Train), val = scanner.Scan(description, DatasetSplit.Val);

        Assert.Equal((205, 2804), (train.Entries.Count, train.Objects));
        Assert.Equal((159, 2082), (val.Entries.Count, val.Objects));
        Assert.Equal([214, 2381, 209], Enumerable.Range(0, 3).Select(label => train.Entries.Sum(entry => entry.Labels.Count(box => box.Class == label))));
        Assert.Equal((0, 0), (train.Corrupt, val.Corrupt));
    }

    private string Name(DatasetEntry entry) => Path.GetRelativePath(_folder.Images, entry.ImagePath);

    private sealed class Last : IProgress<ScanProgress>
    {
        private readonly Lock _lock = new();

        public int Reports { get; private set; }

        public ScanProgress Largest { get; private set; }

        public void Report(ScanProgress value)
        {
            lock (_lock)
            {
                Reports++;
                if (value.Done >= Largest.Done)
                    Largest = value;
            }
        }
    }
}
