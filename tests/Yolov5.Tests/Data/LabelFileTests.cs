using System.Globalization;
using System.Text;
using Support;
using Yolov5.Data;

namespace Yolov5.Tests.Data;

public class LabelFileTests
{
    [Fact]
    public void BoxesAreReadInOrder()
    {
        LabelFileContent content = Parse("45 0.479492 0.688771 0.955609 0.5955\n0\t0.5  0.25 1 0\r\n\r\n 2 .1 1e-1 +0.3 0.4");

        Assert.Null(content.Error);
        Assert.Equal(0, content.DuplicatesRemoved);
        Assert.Equal(
            [
                new BoxLabel(45, 0.479492f, 0.688771f, 0.955609f, 0.5955f),
                new BoxLabel(0, 0.5f, 0.25f, 1f, 0f),
                new BoxLabel(2, 0.1f, 0.1f, 0.3f, 0.4f),
            ],
            content.Labels);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n  \r\n\t")]
    [InlineData("\uFEFF")]
    public void AnEmptyFileIsBackground(string text)
    {
        LabelFileContent content = Parse(text);
        Assert.Null(content.Error);
        Assert.Empty(content.Labels);
    }

    [Fact]
    public void AnOutlineGivesTheBoxAroundIt()
    {
        LabelFileContent content = Parse("3 0.25 0.5 0.75 0.25 0.5 0.75\n1 0.5 0.5 0.5 0.5\n");

        Assert.Null(content.Error);
        Assert.Equal([new BoxLabel(3, 0.5f, 0.5f, 0.5f, 0.5f), new BoxLabel(1, 0.5f, 0.5f, 0.5f, 0.5f)], content.Labels);
        Assert.Equal([[0.25f, 0.5f, 0.75f, 0.25f, 0.5f, 0.75f], null], content.Outlines!);
    }

    [Fact]
    public void DuplicatesAreRemovedAndTheRestIsSortedAsInTheReference()
    {
        LabelFileContent content = Parse("2 0.5 0.5 0.1 0.1\n1 0.9 0.5 0.1 0.1\n2 0.5 0.5 0.1 0.1\n1 0.2 0.5 0.1 0.1\n2 0.50 .5 0.1 0.1");

        Assert.Null(content.Error);
        Assert.Equal(2, content.DuplicatesRemoved);
        Assert.Equal(
            [new BoxLabel(1, 0.2f, 0.5f, 0.1f, 0.1f), new BoxLabel(1, 0.9f, 0.5f, 0.1f, 0.1f), new BoxLabel(2, 0.5f, 0.5f, 0.1f, 0.1f)],
            content.Labels);
    }

    [Theory]
    [InlineData("0 0.5 0.5 0.1", "row 1", "4 columns")]
    [InlineData("0 0.5 0.5 0.1 0.1 0.9", "row 1", "6 columns")]
    [InlineData("0 0.5 0.5 0.1 0.1 0.9 0.8 0.7", "row 1", "8 columns")]
    [InlineData("0 0.5 0.5 0.1 0.1\r\n\r\n0 -0.5 0.5 0.1 0.1", "row 3", "-0.5")]
    [InlineData("0 1.01 0.5 0.1 0.1", "row 1", "1.01")]
    [InlineData("0 0.5 0.5 0.1 Infinity", "row 1", "out of bounds")]
    [InlineData("0 0.5 nan 0.1 0.1", "row 1", "'nan'")]
    [InlineData("0 0.5 NaN 0.1 0.1", "row 1", "'NaN'")]
    [InlineData("0 1e999 0.5 -1e999 0.1 1e999 0.3", "row 1", "negative")]
    [InlineData("1.5 0.5 0.5 0.1 0.1", "row 1", "class 1.5")]
    [InlineData("-1 0.5 0.5 0.1 0.1", "row 1", "class -1")]
    [InlineData("80 0.5 0.5 0.1 0.1", "row 1", "80 classes")]
    [InlineData("1e30 0.5 0.5 0.1 0.1", "row 1", "too large")]
    [InlineData("cat 0.5 0.5 0.1 0.1", "row 1", "'cat'")]
    [InlineData("0 0,5 0,5 0,1 0,1", "row 1", "'0,5'")]
    public void AWrongRowMakesTheFileUnusableAndIsNamed(string text, params string[] said)
    {
        LabelFileContent content = Parse(text);

        Assert.NotNull(content.Error);
        Assert.Empty(content.Labels);
        Assert.All(said, part => Assert.Contains(part, content.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    public void Text_in_UTF_16_is_named(string encoding, bool hasMark)
    {
        Encoding utf16 = Encoding.GetEncoding(encoding);
        byte[] text = [.. hasMark ? utf16.GetPreamble() : [], .. utf16.GetBytes("0 0.5 0.5 0.1 0.1\n")];

        Assert.Contains("UTF-16", LabelFile.Parse(text, 80).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryWrittenFloatIsReadBackToTheBit()
    {
        Random random = new(5);
        for (int i = 0; i < 10_000; i++)
        {
            float[] values = [random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle()];
            string row = string.Join(' ', values.Select(value => value.ToString("G9", CultureInfo.InvariantCulture)));
            Assert.Equal([new BoxLabel(7, values[0], values[1], values[2], values[3])], Parse("7 " + row).Labels);
        }
    }

    [Fact]
    public void Numbers_are_read_as_the_framework_reads_them()
    {
        Random random = new(9);
        IEnumerable<string> texts = Enumerable.Range(0, 20_000)
            .Select(_ => random.NextInt64(10_000_000_000_000_000).ToString(CultureInfo.InvariantCulture))
            .Select(digits => digits.Insert(random.Next(digits.Length + 1), random.Next(4) == 0 ? "" : "."))
            .Concat(["", ".", "0.", ".5", "00001.50", "1.2.3", "-0.5", "+1", "1e-3", "999999999999999", "9999999999999999", "0.000000000000001", "0.0000000000000001", "12345678901234567890"]);
        foreach (string text in texts)
        {
            bool expected = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);

            Assert.Equal(expected, LabelNumber.TryParse(Encoding.UTF8.GetBytes(text), out double read));
            if (expected)
                Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(read));
        }
    }

    [Fact]
    public void ALargeFileIsRefusedUnread()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("large.txt");
        using (FileStream file = File.Create(path))
            file.SetLength(LabelFile.MaximumBytes + 1L);

        Assert.Contains("bytes", LabelFile.Read(path, 80).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomMutationsEndInAResult()
    {
        byte[] original = Encoding.UTF8.GetBytes("45 0.479492 0.688771 0.955609 0.5955\n0 0.25 0.5 0.75 0.25 0.5 0.75\n0 0.5 0.5 0.5 0.5\n");
        Random random = new(6);
        int valid = 0;
        for (int i = 0; i < 10_000; i++)
        {
            LabelFileContent content = LabelFile.Parse(Mutation.Of(original, random), 80);
            if (content.Error is not null)
                continue;
            valid++;
            Assert.All(content.Labels, label =>
            {
                Assert.InRange(label.Class, 0, 79);
                Assert.InRange(label.X, 0f, 1f);
                Assert.InRange(label.Y, 0f, 1f);
                Assert.InRange(label.Width, 0f, 1f);
                Assert.InRange(label.Height, 0f, 1f);
            });
        }

        Assert.InRange(valid, 100, 9_900);
    }

    private static LabelFileContent Parse(string text) => LabelFile.Parse(Encoding.UTF8.GetBytes(text), 80);
}
