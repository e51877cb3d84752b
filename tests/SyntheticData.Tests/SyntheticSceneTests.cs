using System.Globalization;
using System.Security.Cryptography;
using Yolov5;

namespace SyntheticData.Tests;

public sealed class SyntheticSceneTests
{
    private static readonly SceneOptions Defaults = new();

    /// <summary>
    /// Fails when the drawings change (then count up <see cref="SyntheticDataset.Version"/> and take the new value) or when
    /// a processor rounds differently.
    /// </summary>
    [Fact]
    public void Pixels_are_the_same_on_every_machine()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (ulong seed = 0; seed < 12; seed++)
        {
            SyntheticScene scene = SyntheticScene.Draw(160, 128, seed, Defaults);
            hash.AppendData(scene.Image.Pixels);
            foreach (SceneLabel label in scene.Labels)
                hash.AppendData(System.Text.Encoding.ASCII.GetBytes(label.ToYolo(160, 128)));
        }

        Assert.Equal("b69ba4065cc0e75e0e62095391a25427d7b9caf5be73d4bafd01b478d100a17c", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void Boxes_are_tight_around_what_can_be_seen()
    {
        int boxes = 0;
        for (ulong seed = 100; seed < 140; seed++)
        {
            SyntheticScene scene = SyntheticScene.Draw(200, 150, seed, Defaults);
            foreach (SceneLabel label in scene.Labels)
            {
                int[] mask = [.. Enumerable.Range(0, 200 * 150).Where(i => scene.ObjectAt[i] == label.ObjectIndex)];
                Assert.Equal(label.Left, mask.Min(static i => i % 200));
                Assert.Equal(label.Right, mask.Max(static i => i % 200) + 1);
                Assert.Equal(label.Top, mask.Min(static i => i / 200));
                Assert.Equal(label.Bottom, mask.Max(static i => i / 200) + 1);
                boxes++;
            }
        }

        Assert.True(boxes > 100);
    }

    [Fact]
    public void Labels_lie_inside_the_image_and_say_the_box_in_six_decimals()
    {
        for (ulong seed = 200; seed < 240; seed++)
        {
            SyntheticScene scene = SyntheticScene.Draw(160, 120, seed, Defaults);
            Assert.InRange(scene.Labels.Count, 0, Defaults.MaxObjects);
            foreach (SceneLabel label in scene.Labels)
            {
                Assert.InRange(label.ClassIndex, 0, SyntheticScene.ClassNames.Count - 1);
                string[] columns = label.ToYolo(160, 120).Split(' ');
                Assert.Equal(label.ClassIndex.ToString(CultureInfo.InvariantCulture), columns[0]);
                double[] box = [.. columns[1..].Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
                Assert.Equal(4, box.Length);
                Assert.All(box, static value => Assert.InRange(value, 0, 1));
                Assert.All(columns[1..], static text => Assert.Equal(8, text.Length));
                Assert.Equal(label.Left, (box[0] - box[2] / 2) * 160, 1e-3);
                Assert.Equal(label.Bottom, (box[1] + box[3] / 2) * 120, 1e-3);
            }
        }
    }

    [Fact]
    public void Classes_are_balanced_and_sizes_are_spread()
    {
        SceneLabel[] labels = [.. Enumerable.Range(0, 250).AsParallel().SelectMany(static seed => SyntheticScene.Draw(96, 96, (ulong)seed + 5000, Defaults).Labels)];

        Assert.InRange(labels.Length, 250 * 4, 250 * 7);
        foreach (IGrouping<int, SceneLabel> group in labels.GroupBy(static label => label.ClassIndex))
            Assert.InRange(group.Count(), labels.Length * 0.2, labels.Length * 0.3);

        // In pixels of an image of 320.
        double[] extents = [.. labels.Select(static label => Math.Max(label.Right - label.Left, label.Bottom - label.Top) * 320 / 96.0)];
        Assert.True(extents.Count(static e => e is >= 28 and <= 150) > labels.Length * 0.7);
        Assert.Contains(extents, static e => e < 20);
        Assert.Contains(extents, static e => e > 150);
        Assert.All(extents, static e => Assert.True(e < 240));
    }

    [Fact]
    public void Mostly_hidden_objects_have_no_label()
    {
        SceneOptions crowd = Defaults with { MinObjects = 20, MaxObjects = 20, MaxOverlap = 1, MinVisible = 0.9f, SmallShare = 0, LargeShare = 0.5f };
        SyntheticScene scene = SyntheticScene.Draw(200, 200, 7, crowd);

        int inSight = scene.ObjectAt.Where(static number => number >= 0).Distinct().Count();
        Assert.NotEmpty(scene.Labels);
        Assert.True(scene.Labels.Count < inSight);
    }

    [Fact]
    public void Scenes_may_be_empty_and_seeds_differ()
    {
        SyntheticScene empty = SyntheticScene.Draw(64, 64, 1, Defaults with { EmptyShare = 1 });
        Assert.Empty(empty.Labels);
        Assert.All(empty.ObjectAt, static number => Assert.Equal(-1, number));

        Assert.NotEqual(SyntheticScene.Draw(64, 64, 1, Defaults).Image.Pixels, SyntheticScene.Draw(64, 64, 2, Defaults).Image.Pixels);
        Assert.Equal(SyntheticScene.Draw(64, 64, 1, Defaults).Image.Pixels, SyntheticScene.Draw(64, 64, 1, Defaults).Image.Pixels);
    }

    [Fact]
    public void Any_size_and_any_difficulty_can_be_drawn()
    {
        Random random = new(3);
        for (int round = 0; round < 60; round++)
        {
            SceneOptions options = new()
            {
                MinObjects = 1 + random.Next(4),
                MaxObjects = 5 + random.Next(20),
                MaxOverlap = random.NextSingle(),
                MinVisible = random.NextSingle(),
                MinContrast = random.NextSingle(),
                MaxClutter = random.Next(20),
                OccluderChance = random.NextSingle(),
                MaxUnevenLight = random.NextSingle(),
                MaxBlurPasses = random.Next(6),
                MaxNoise = random.NextSingle(),
                MaxExtent = 320,
            };
            int width = random.Next(16, 120), height = random.Next(16, 120);
            SyntheticScene scene = SyntheticScene.Draw(width, height, (ulong)round, options);
            Assert.All(scene.Labels, label => Assert.True(label.Left >= 0 && label.Left < label.Right && label.Right <= width && label.Top >= 0 && label.Top < label.Bottom && label.Bottom <= height));
        }
    }

    [Fact]
    public void Wrong_options_are_named()
    {
        Assert.Contains("MaxObjects", Assert.Throws<InvalidInputException>(() => SyntheticScene.Draw(64, 64, 1, Defaults with { MaxObjects = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("MaxNoise", Assert.Throws<InvalidInputException>(() => SyntheticScene.Draw(64, 64, 1, Defaults with { MaxNoise = float.NaN })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticScene.Draw(8, 64, 1, Defaults));
    }
}
