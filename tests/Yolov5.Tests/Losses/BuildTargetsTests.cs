using Support;
using Yolov5.Losses;

namespace Yolov5.Tests.Losses;

public class BuildTargetsTests
{
    private static readonly float[][] Anchors = [[1.25f, 1.625f, 2, 3.75f, 4.125f, 2.875f], [1.875f, 3.8125f, 3.875f, 2.8125f, 3.6875f, 7.4375f], [3.625f, 2.8125f, 4.875f, 6.1875f, 11.65625f, 10.1875f]];

    [SharedFact("golden/loss")]
    public void Matches_are_the_references_to_the_bit_and_in_its_order()
    {
        BuildTargets matcher = new(Anchors, 80, 4.0);
        LevelTargets[] levels = matcher.Match(Read("targets").Single(), 2, [(40, 40), (20, 20), (10, 10)]);
        for (int i = 0; i < 3; i++)
        {
            LevelTargets level = levels[i];
            Assert.Equal(Read($"tcls{i}").Int64(), level.Class.Select(value => (long)value));
            Assert.Equal(Read($"tbox{i}").Single(), level.Box);
            Assert.Equal(Read($"anch{i}").Single(), level.AnchorSize);
            Assert.Equal(
                Read($"indices{i}").Int64(),
                Enumerable.Range(0, level.Count).SelectMany(match => new long[] { level.Image[match], level.Anchor[match], level.Row[match], level.Column[match] }));
        }
    }

    [Fact]
    public void Without_labels_there_are_no_matches() =>
        Assert.All(new BuildTargets(Anchors, 80, 4.0).Match([], 2, [(40, 40), (20, 20), (10, 10)]), level => Assert.Equal(0, level.Count));

    [Theory]
    [InlineData(0f, 3f, "class 3")]
    [InlineData(0f, -1f, "class -1")]
    [InlineData(0f, float.NaN, "class NaN")]
    [InlineData(2f, 0f, "image 2")]
    [InlineData(float.NaN, 0f, "image NaN")]
    public void A_label_that_fits_no_image_or_class_is_refused(float image, float cls, string complaint)
    {
        BuildTargets matcher = new(Anchors, 3, 4.0);
        float[] targets = [image, cls, 0.5f, 0.5f, 0.1f, 0.1f];
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => matcher.Match(targets, 2, [(40, 40), (20, 20), (10, 10)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_label_stays_inside_the_maps()
    {
        Random random = new(7);
        BuildTargets matcher = new(Anchors, 3, 4.0);
        float[] extremes = [0, 1, -1, 2, 0.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, 1e30f];
        float Any() => random.Next(3) == 0 ? extremes[random.Next(extremes.Length)] : random.NextSingle();
        float[] targets = [.. Enumerable.Range(0, 3000).SelectMany(_ => new[] { random.Next(4), random.Next(3), Any(), Any(), Any(), Any() })];
        (int Rows, int Columns)[] grids = [(40, 60), (20, 30), (10, 15)];
        foreach ((LevelTargets level, (int Rows, int Columns) grid) in matcher.Match(targets, 4, grids).Zip(grids))
        {
            Assert.NotEqual(0, level.Count);
            Assert.All(level.Row, row => Assert.InRange(row, 0, grid.Rows - 1));
            Assert.All(level.Column, column => Assert.InRange(column, 0, grid.Columns - 1));
            Assert.All(level.Anchor, anchor => Assert.InRange(anchor, 0, 2));
        }
    }

    private static NpyFile Read(string name) => NpyFile.Read(Repository.SharedPath($"golden/loss/{name}.npy"));
}
