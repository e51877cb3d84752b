using System.Text;
using Support;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

public sealed class DatasetCacheTests : IDisposable
{
    private readonly ScannedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheSecondScanComesFromTheCache()
    {
        _folder.Add("a.png", "0 0.5 0.25 0.5 0.125\n1 0.1 0.2 0.1 0.2\n2 0.1 0.2 0.3 0.2 0.1 0.4");
        _folder.Add("b.png", "oops");
        _folder.Add("c.png", null);

        DatasetScan first = _folder.Scan();
        DatasetScan second = _folder.Scan();

        Assert.False(first.FromCache);
        Assert.True(second.FromCache);
        Assert.NotNull(second.Entries[0].Outlines![2]);
        Assert.Empty(first.Notes);
        Assert.Equal(Describe(first), Describe(second));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public void Only_images_whose_content_has_changed_are_decoded_again()
    {
        foreach (string name in new[] { "a.png", "b.png", "c.png" })
            _folder.Add(name, "0 0.5 0.25 0.5 0.125");
        Assert.Equal(3, _folder.Scan().Decoded);
        Assert.True(_folder.Scan().FromCache);
        Assert.True(_folder.Scan(classCount: 4).FromCache);

        File.SetLastWriteTimeUtc(_folder.File("images/train/a.png"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.True(_folder.Scan().FromCache);
        ImageFile.Write(_folder.File("images/train/b.png"), Pictures.Noise(50, 40, seed: 9));
        _folder.Add("d.png", null);
        DatasetScan scan = _folder.Scan();

        Assert.Equal((2, 4), (scan.Decoded, scan.Total));
        Assert.Equal((50, 40), (scan.Entries[1].Width, scan.Entries[1].Height));
        File.Delete(_folder.File("images/train/a.png"));
        Assert.Equal((0, 3), (_folder.Scan().Decoded, _folder.Scan().Total));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_label_that_changes_in_content_alone_is_noticed(bool isKept)
    {
        _folder.Add("a.png", "0 0.5 0.25 0.5 0.125");
        string label = _folder.File("labels/train/a.txt");
        DateTime time = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(label, time);
        _ = isKept ? _folder.ScanLater() : _folder.Scan();

        File.WriteAllText(label, "1 0.5 0.25 0.5 0.125");
        File.SetLastWriteTimeUtc(label, time);
        DatasetScan scan = _folder.Scan();

        Assert.True(scan.FromCache);
        Assert.Equal(1, Assert.Single(scan.Entries[0].Labels).Class);
    }

    [Fact]
    public void Labels_that_have_not_changed_are_kept()
    {
        _folder.Add("a.png", "0 0.5 0.25 0.5 0.125\n2 0.1 0.2 0.3 0.2 0.1 0.4\n2 0.1 0.2 0.3 0.2 0.1 0.4");
        _folder.Add("b.png", "");
        _folder.Add("c.png", null);
        _folder.Add("d.png", "0 0.5 0.25 0.5 7");
        DatasetScan first = _folder.ScanLater();
        byte[] written = File.ReadAllBytes(_folder.Cache);

        DatasetScan second = _folder.Scan();

        Assert.Equal(Describe(first), Describe(second));
        Assert.Equal(written, File.ReadAllBytes(_folder.Cache));

        // A class that the data set no longer has is refused although its file is known.
        Assert.Contains("a.txt", Assert.Throws<InvalidInputException>(() => _folder.Scan(classCount: 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cache_stays_true_where_the_data_set_is_moved()
    {
        _folder.Add("a.png", null);
        _folder.Add("more/b.png", null);
        _ = _folder.Scan();

        using TemporaryFolder other = new();
        foreach (string folder in new[] { "images", "labels" })
            Directory.Move(_folder.File(folder), other.File(folder));

        Assert.True(new DatasetScanner().Scan([other.File("images/train")], 3).FromCache);
        foreach (string folder in new[] { "images", "labels" })
            Directory.Move(other.File(folder), _folder.File(folder));
    }

    [Fact]
    public void ADamagedCacheIsAsGoodAsNone()
    {
        _folder.Add("a.png", "0 0.5 0.25 0.5 0.125");
        _folder.Add("b.png", "oops");
        string expected = Describe(_folder.Scan());
        byte[] cache = File.ReadAllBytes(_folder.Cache);
        Random random = new(8);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = Mutation.Of(cache, random);
            File.WriteAllBytes(_folder.Cache, damaged);
            DatasetScan scan = _folder.Scan();
            Assert.Equal(expected, Describe(scan));
            Assert.Equal(damaged.AsSpan().SequenceEqual(cache), scan.FromCache);
        }
    }

    [Fact]
    public void ACacheThatCannotBeWrittenIsOnlyANote()
    {
        _folder.Add("a.png", "0 0.5 0.25 0.5 0.125");
        Directory.CreateDirectory(_folder.Cache);

        DatasetScan scan = _folder.Scan();

        Assert.Single(scan.Entries);
        Assert.Contains(_folder.Cache, Assert.Single(scan.Notes), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    private static string Describe(DatasetScan scan)
    {
        StringBuilder text = new();
        foreach (DatasetEntry entry in scan.Entries)
            text.AppendLine($"{entry with { Labels = [], Outlines = null }} {string.Join(' ', entry.Labels)} {string.Join('|', entry.Outlines?.Select(outline => string.Join(' ', outline ?? [])) ?? [])}");
        return text.AppendJoin('\n', scan.Problems).Append(scan.Total).ToString();
    }
}
