using Yolov5.Data;
using Yolov5.Data.Augmentation;

namespace Yolov5.Tests.Data;

/// <summary>The parts that ranks load, put together, are what one rank loads.</summary>
public class RankShareTests
{
    private static readonly AugmentationOptions s_everything = new() { Degrees = 10, Shear = 2, FlipUpDown = 0.5 };

    public static TheoryData<string, int, DataLoaderOptions> Cases => new()
    {
        { "in order", 2, new DataLoaderOptions { BatchSize = 4 } },
        { "shuffled, a last batch of three", 3, new DataLoaderOptions { BatchSize = 5, Shuffle = true } },
        { "of many sizes", 2, new DataLoaderOptions { BatchSize = 6, Shuffle = true, MultiScale = true } },
        { "rectangular", 4, new DataLoaderOptions { BatchSize = 8, Rectangular = true } },
        { "by fours", 2, new DataLoaderOptions { BatchSize = 16, Shuffle = true, Quad = true } },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ranks_load_the_batches_of_one_rank(string name, int ranks, DataLoaderOptions options)
    {
        Assert.NotEmpty(name);
        bool augments = !options.Rectangular;
        List<Content> expected = Load(options, augments);
        List<Content>[] parts = [.. Enumerable.Range(0, ranks).Select(rank => Load(options with { Share = new RankShare(rank, ranks, IsOfEachBatch: true) }, augments))];
        Assert.All(parts, part => Assert.Equal(expected.Count, part.Count));
        for (int batch = 0; batch < expected.Count; batch++)
        {
            Assert.Equal(expected[batch].Paths, parts.SelectMany(part => part[batch].Paths));
            Assert.Equal(expected[batch].Pixels, parts.SelectMany(part => part[batch].Pixels));
            Assert.Equal(expected[batch].Labels, parts.SelectMany(part => part[batch].Labels));
        }
    }

    [Fact]
    public void Images_that_are_drawn_by_weight_are_the_same_too()
    {
        DataLoaderOptions options = new() { BatchSize = 4, Shuffle = true };
        double[] weights = [.. Enumerable.Range(0, 23).Select(i => i % 5 + 0.5)];
        List<Content> expected = Load(options, augments: true, weights);
        List<Content>[] parts = [.. Enumerable.Range(0, 2).Select(rank => Load(options with { Share = new RankShare(rank, 2, IsOfEachBatch: true) }, augments: true, weights))];
        for (int batch = 0; batch < expected.Count; batch++)
            Assert.Equal(expected[batch].Pixels, parts.SelectMany(part => part[batch].Pixels));
    }

    [Fact]
    public void Whole_batches_come_in_turn()
    {
        DataLoaderOptions options = new() { BatchSize = 4 };
        List<Content> expected = Load(options, augments: false);
        List<Content>[] parts = [.. Enumerable.Range(0, 4).Select(rank => Load(options with { Share = new RankShare(rank, 4, IsOfEachBatch: false) }, augments: false))];
        Assert.Equal([2, 2, 1, 1], parts.Select(part => part.Count));
        for (int batch = 0; batch < expected.Count; batch++)
            Assert.Equal(expected[batch].Pixels, parts[batch % 4][batch / 4].Pixels);
    }

    [Fact]
    public void A_last_batch_without_an_image_for_every_rank_is_left_out()
    {
        DataLoaderOptions options = new() { BatchSize = 4, Share = new RankShare(0, 4, IsOfEachBatch: true) };
        Assert.Equal(5, new DataLoader(new MemoryDataset(23).Create(), options).BatchCount);
        Assert.Equal(6, new DataLoader(new MemoryDataset(24).Create(), options).BatchCount);
        Assert.Contains("at least 4 images are needed", Assert.Throws<InvalidInputException>(() => new DataLoader(new MemoryDataset(3).Create(), options)).Message, StringComparison.Ordinal);
    }

    private static List<Content> Load(DataLoaderOptions options, bool augments, double[]? weights = null)
    {
        List<Content> contents = [];
        DataLoader loader = new(new MemoryDataset(options.Quad ? 24 : 23).Create(augments ? s_everything : null), options with { Workers = 2, Seed = 42 }) { Weights = weights };
        foreach (Batch batch in loader.Epoch(1))
        {
            using (batch)
            {
                // Labels without the number of their image, which is counted from the part's first.
                contents.Add(new Content([.. batch.Paths], batch.Pixels[..(batch.Count * 3 * batch.Width * batch.Height)], [.. batch.Targets.Chunk(Batch.TargetColumns).Select(row => string.Join(' ', row[1..]))]));
            }
        }

        return contents;
    }

    private sealed record Content(string[] Paths, byte[] Pixels, string[] Labels);
}
