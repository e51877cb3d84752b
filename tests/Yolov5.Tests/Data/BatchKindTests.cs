using Yolov5.Data;
using Yolov5.Data.Augmentation;

namespace Yolov5.Tests.Data;

/// <summary>Batches other than plain square ones.</summary>
public class BatchKindTests
{
    [Fact]
    public void Four_images_are_joined_down_and_then_to_the_right_or_one_is_enlarged()
    {
        DetectionDataset dataset = new MemoryDataset(16).Create(AugmentationOptions.None);
        DataLoaderOptions options = new() { BatchSize = 8, Workers = 2, Seed = 1 };
        List<(byte[] Pixels, float[] Targets)> plain = [.. new DataLoader(dataset, options).Epoch(0).Select(batch => ((byte[])[.. batch.Pixels], batch.Targets))];
        int joined = 0, enlarged = 0, number = 0;
        foreach (Batch batch in new DataLoader(dataset, options with { Quad = true }).Epoch(0))
        {
            Assert.Equal((2, 128, 128), (batch.Count, batch.Width, batch.Height));
            for (int i = 0; i < 2; i++)
            {
                float[][] rows = [.. batch.Targets.Chunk(6).Where(row => row[0] == i)];
                float[][] sources = [.. plain[number].Targets.Chunk(6).Where(row => (int)row[0] / 4 == i)];
                ReadOnlySpan<byte> first = plain[number].Pixels.AsSpan(4 * i * 3 * 64 * 64, 64), second = plain[number].Pixels.AsSpan(((4 * i) + 1) * 3 * 64 * 64, 64);
                ReadOnlySpan<byte> image = batch.Pixels.AsSpan(i * 3 * 128 * 128, 3 * 128 * 128);
                if (rows.Length == sources.Length && image[..64].SequenceEqual(first))
                {
                    // The second image lies below the first, the third to its right.
                    joined++;
                    Assert.True(image.Slice(64 * 128, 64).SequenceEqual(second));
                    Assert.All(rows.Zip(sources), pair =>
                    {
                        int part = (int)pair.Second[0] % 4;
                        Assert.Equal((pair.Second[2] + (part / 2)) / 2, pair.First[2], 6);
                        Assert.Equal((pair.Second[3] + (part % 2)) / 2, pair.First[3], 6);
                        Assert.Equal(pair.Second[4] / 2, pair.First[4], 6);
                    });
                }
                else
                {
                    enlarged++;
                    Assert.Equal(sources.Where(row => (int)row[0] % 4 == 0).Select(row => row[1..]), rows.Select(row => row[1..]));
                }
            }

            batch.Dispose();
            number++;
        }

        Assert.Equal(4, joined + enlarged);
        Assert.True(joined > 0 && enlarged > 0, $"{joined} joined, {enlarged} enlarged");
    }

    [Fact]
    public void A_last_batch_of_less_than_four_images_is_left_out_of_quads()
    {
        DetectionDataset dataset = new MemoryDataset(11).Create(AugmentationOptions.None);
        DataLoader loader = new(dataset, new DataLoaderOptions { BatchSize = 4, Workers = 0, Quad = true });
        Assert.Equal((2, 2), (loader.BatchCount, loader.Epoch(0).Count()));
        Assert.Throws<ArgumentException>(() => new DataLoader(dataset, new DataLoaderOptions { BatchSize = 3, Quad = true }));
    }

    [Fact]
    public void Scales_vary_by_batch_in_whole_strides_and_boxes_with_them()
    {
        DetectionDataset dataset = new MemoryDataset(60).Create(AugmentationOptions.None);
        DataLoaderOptions options = new() { BatchSize = 2, Workers = 2, Seed = 5, MultiScale = true };
        HashSet<int> sizes = [];
        float[][] plain = [.. new DataLoader(dataset, options with { MultiScale = false }).Epoch(0).Select(batch => batch.Targets)];
        foreach (Batch batch in new DataLoader(dataset, options).Epoch(0))
        {
            sizes.Add(batch.Width);
            Assert.Equal(batch.Width, batch.Height);
            Assert.Equal(plain[batch.Position.Batch], batch.Targets);
            batch.Dispose();
        }

        Assert.Equal([32, 64, 96], sizes.Order());
        Assert.Equal(new DataLoader(dataset, options).Plan(3).Select(batch => batch.OutputWidth), new DataLoader(dataset, options).Plan(3).Select(batch => batch.OutputWidth));
        Assert.All(Enumerable.Range(0, 500), i => Assert.InRange(BatchPlan.Scaled(new PlannedBatch([0], 640, 640), 640, 32, new RandomStream(i)).OutputWidth, 320, 960));
    }

    [Fact]
    public void Images_are_drawn_by_their_weights_and_are_another_sample_each_time()
    {
        MemoryDataset memory = new(20);
        DataLoader loader = new(memory.Create(AugmentationOptions.Light), new DataLoaderOptions { BatchSize = 5, Workers = 2, Shuffle = true });
        double[] weights = new double[20];
        (weights[3], weights[7]) = (1, 3);
        loader.Weights = weights;
        List<string> paths = [];
        HashSet<string> samples = [];
        foreach (int epoch in Enumerable.Range(0, 10))
        {
            foreach (Batch batch in loader.Epoch(epoch))
            {
                paths.AddRange(batch.Paths);
                for (int i = 0; i < batch.Count; i++)
                    samples.Add(Convert.ToHexString(batch.Pixels.AsSpan(i * 3 * 64 * 64, 3 * 64 * 64)));
                batch.Dispose();
            }
        }

        Assert.Equal(200, paths.Count);
        Assert.Equal([MemoryDataset.PathOf(3), MemoryDataset.PathOf(7)], paths.Distinct().Order());
        Assert.InRange(paths.Count(path => path == MemoryDataset.PathOf(7)), 130, 170);
        Assert.InRange(samples.Count, 190, 200);
    }

    [Fact]
    public void A_mosaic_does_not_depend_on_workers_or_on_where_an_epoch_begins()
    {
        AugmentationOptions options = new() { Mosaic = 0.8, Mosaic9 = 0.3, Mixup = 0.5, CopyPaste = 0.5, Degrees = 5, Perspective = 0.0005, Filters = new FilterOptions { Blur = 0.2, Clahe = 0.2 } };
        List<string> Digests(int workers, int first) =>
            [.. new DataLoader(new MemoryDataset(12, outlines: true).Create(options), new DataLoaderOptions { BatchSize = 3, Workers = workers, Shuffle = true, Seed = 9 }).Epoch(2, first)
                .Select(batch => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(batch.Pixels)) + string.Join(' ', batch.Targets))];

        List<string> expected = Digests(0, 0);
        Assert.Equal(expected, Digests(3, 0));
        Assert.Equal(expected[2..], Digests(2, 2));
    }
}
