using System.IO.Hashing;
using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

public class DataLoaderTests
{
    private static readonly AugmentationOptions Everything = new() { Degrees = 10, Shear = 2, FlipUpDown = 0.5 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(7, 2)]
    public void BatchesDoNotDependOnTheNumberOfWorkers(int workers, int prefetch)
    {
        DataLoaderOptions options = new() { BatchSize = 5, Shuffle = true, Seed = 42 };
        for (int epoch = 0; epoch < 2; epoch++)
        {
            List<string> expected = Digests(new MemoryDataset(23), options with { Workers = 0 }, epoch, ImageCaching.None);
            Assert.Equal(expected, Digests(new MemoryDataset(23), options with { Workers = workers, Prefetch = prefetch }, epoch, ImageCaching.None));
            Assert.Equal(expected, Digests(new MemoryDataset(23), options with { Workers = workers, Prefetch = prefetch }, epoch, ImageCaching.Ram));
            Assert.Equal(5, expected.Count);
            Assert.Equal(5, expected.Distinct().Count());
        }
    }

    [Fact]
    public void EpochsAndSeedsDiffer()
    {
        DataLoaderOptions options = new() { BatchSize = 23, Shuffle = true, Seed = 42, Workers = 0 };
        string first = Digests(new MemoryDataset(23), options, 0, ImageCaching.None)[0];
        Assert.NotEqual(first, Digests(new MemoryDataset(23), options, 1, ImageCaching.None)[0]);
        Assert.NotEqual(first, Digests(new MemoryDataset(23), options with { Seed = 43 }, 0, ImageCaching.None)[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryImageComesOnceAnEpoch(bool shuffle)
    {
        DataLoader loader = new(new MemoryDataset(23).Create(), new DataLoaderOptions { BatchSize = 4, Shuffle = shuffle, Workers = 2 });
        List<string> paths = [];
        foreach (Batch batch in loader.Epoch(3))
        {
            using (batch)
                paths.AddRange(batch.Paths);
        }

        IEnumerable<string> expected = Enumerable.Range(0, 23).Select(MemoryDataset.PathOf);
        Assert.Equal(expected, paths.Order(StringComparer.Ordinal));
        Assert.Equal(!shuffle, paths.SequenceEqual(expected));
    }

    [Fact]
    public void ABatchHoldsPlanesTargetsAndGeometry()
    {
        MemoryDataset memory = new(6);
        DetectionDataset dataset = memory.Create();
        using Batch batch = Assert.Single(new DataLoader(dataset, new DataLoaderOptions { BatchSize = 8, Workers = 2 }).Epoch(0));

        Assert.Equal((6, 64, 64), (batch.Count, batch.Height, batch.Width));
        Assert.Equal(6 * 3 * 64 * 64, batch.Pixels.Length);
        Assert.Equal(dataset.Entries.Sum(entry => entry.Labels.Count), batch.TargetCount);
        Sample sample = new();
        int row = 0;
        for (int i = 0; i < 6; i++)
        {
            byte[] planes = new byte[3 * 64 * 64];
            dataset.Load(i, new PlannedBatch([i], 64, 64), sample, new RandomStream(), planes);
            Assert.Equal(planes, batch.Pixels[(i * planes.Length)..((i + 1) * planes.Length)]);

            DatasetEntry entry = dataset.Entries[i];
            SampleGeometry geometry = batch.Geometries[i];
            Assert.Equal((entry.Width, entry.Height), (geometry.OriginalWidth, geometry.OriginalHeight));
            foreach (BoxLabel label in entry.Labels)
            {
                float[] target = batch.Targets[(row * 6)..((row * 6) + 6)];
                Assert.Equal(i, target[0]);
                Assert.Equal(label.Class, target[1]);
                Assert.Equal(label.X, ((target[2] * 64) - geometry.PadX) / geometry.RatioX / entry.Width, 1e-3);
                Assert.Equal(label.Y, ((target[3] * 64) - geometry.PadY) / geometry.RatioY / entry.Height, 1e-3);
                Assert.Equal(label.Width, target[4] * 64 / geometry.RatioX / entry.Width, 1e-3);
                Assert.Equal(label.Height, target[5] * 64 / geometry.RatioY / entry.Height, 1e-3);
                row++;
            }
        }
    }

    [Theory]
    [InlineData(10, 4, false, 3, 2)]
    [InlineData(10, 4, true, 2, 4)]
    [InlineData(3, 4, true, 1, 3)]
    public void TheLastBatchIsSmallerOrLeftOut(int images, int batchSize, bool dropLast, int batches, int last)
    {
        DataLoader loader = new(new MemoryDataset(images).Create(), new DataLoaderOptions { BatchSize = batchSize, DropLast = dropLast });
        Assert.Equal(batches, loader.BatchCount);
        List<int> sizes = [];
        foreach (Batch batch in loader.Epoch(0))
        {
            using (batch)
                sizes.Add(batch.Count);
        }

        Assert.Equal(batches, sizes.Count);
        Assert.Equal(last, sizes[^1]);
    }

    [Fact]
    public void ASavedPositionGoesOnWithTheVeryNextBatch()
    {
        DataLoaderOptions options = new() { BatchSize = 4, Shuffle = true, Seed = 7, Workers = 2 };
        DetectionDataset Dataset() => new MemoryDataset(21).Create(Everything);
        List<string> whole = [.. new DataLoader(Dataset(), options).Epoch(1).Select(Digest)];

        DataLoader interrupted = new(Dataset(), options);
        List<string> parts = [.. interrupted.Epoch(1).Take(2).Select(Digest)];
        LoaderPosition saved = interrupted.Position;
        Assert.Equal(new LoaderPosition(1, 2), saved);
        DataLoader resumed = new(Dataset(), options);
        parts.AddRange(resumed.Resume(saved).Select(Digest));

        Assert.Equal(whole, parts);
        Assert.Equal(new LoaderPosition(2, 0), resumed.Position);
    }

    [Fact]
    public void ABatchBeyondOneArrayIsRefusedWithWords()
    {
        DetectionDataset dataset = new MemoryDataset(2_000).Create(imageSize: 640);
        Assert.Contains("2000 images of 640x640", Assert.Throws<InvalidInputException>(() => new DataLoader(dataset, new DataLoaderOptions { BatchSize = 4_000 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_images_are_read_at_a_time_as_there_are_workers()
    {
        using Barrier all = new(3);
        bool met = true;
        MemoryDataset dataset = new(12) { Reading = () => met &= all.SignalAndWait(TimeSpan.FromSeconds(20)) };
        foreach (Batch batch in new DataLoader(dataset.Create(), new DataLoaderOptions { BatchSize = 6, Workers = 3 }).Epoch(0))
            batch.Dispose();
        Assert.True(met, "Three workers never read at the same time.");

        int own = Environment.CurrentManagedThreadId;
        MemoryDataset alone = new(4) { Reading = () => Assert.Equal(own, Environment.CurrentManagedThreadId) };
        foreach (Batch batch in new DataLoader(alone.Create(), new DataLoaderOptions { BatchSize = 2, Workers = 0 }).Epoch(0))
            batch.Dispose();
        Assert.Equal(4, alone.Reads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void CancellationEndsTheEpoch(int workers)
    {
        using CancellationTokenSource cancellation = new();
        DataLoader loader = new(new MemoryDataset(20).Create(), new DataLoaderOptions { BatchSize = 2, Workers = workers });
        using IEnumerator<Batch> batches = loader.Epoch(0, 0, cancellation.Token).GetEnumerator();
        Assert.True(batches.MoveNext());
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (batches.MoveNext())
                batches.Current.Dispose();
        });
    }

    [Fact]
    public void PrefetchIsBounded()
    {
        MemoryDataset memory = new(100);
        DataLoader loader = new(memory.Create(), new DataLoaderOptions { BatchSize = 5, Workers = 2, Prefetch = 2 });
        foreach (Batch batch in loader.Epoch(0).Take(3))
            batch.Dispose();
        Assert.InRange(memory.Reads, 15, 5 * (3 + 2));
    }

    [Fact]
    public void KeptImagesAreReadOnce()
    {
        MemoryDataset memory = new(10);
        DetectionDataset dataset = memory.Create(Everything, ImageCaching.Ram);
        DataLoader loader = new(dataset, new DataLoaderOptions { BatchSize = 4, Workers = 2, Shuffle = true });
        for (int epoch = 0; epoch < 3; epoch++)
        {
            foreach (Batch batch in loader.Epoch(epoch))
                batch.Dispose();
        }

        Assert.Equal(10, memory.Reads);
        Assert.Equal(10, dataset.Cached);
    }

    [Fact]
    public void PixelsAreUsedAgainAfterDisposal()
    {
        DataLoader loader = new(new MemoryDataset(40).Create(), new DataLoaderOptions { BatchSize = 2, Workers = 2, Prefetch = 2 });
        HashSet<byte[]> arrays = new(ReferenceEqualityComparer.Instance);
        Batch? last = null;
        for (int epoch = 0; epoch < 3; epoch++)
        {
            foreach (Batch batch in loader.Epoch(epoch))
            {
                arrays.Add(batch.Pixels);
                batch.Dispose();
                batch.Dispose();
                last = batch;
            }
        }

        Assert.InRange(arrays.Count, 1, 4);
        Assert.Throws<ObjectDisposedException>(() => last!.Pixels);
    }

    [Fact]
    public void RectangularBatchesAreNotShuffled()
    {
        DetectionDataset dataset = new MemoryDataset(4).Create();
        Assert.Throws<ArgumentException>(() => new DataLoader(dataset, new DataLoaderOptions { Rectangular = true, Shuffle = true }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(dataset, new DataLoaderOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(dataset, new DataLoaderOptions()).Epoch(0, 5));
    }

    [Fact]
    public void RectangularBatchesHoldEveryImageInTheShapeOfItsBatch()
    {
        DataLoader loader = new(new MemoryDataset(23).Create(), new DataLoaderOptions { BatchSize = 4, Rectangular = true, Pad = 0.5, Workers = 2 });
        int images = 0;
        foreach (Batch batch in loader.Epoch(0))
        {
            using (batch)
            {
                Assert.Equal(0, batch.Width % 32);
                Assert.Equal(0, batch.Height % 32);
                Assert.All(batch.Geometries, geometry => Assert.True(geometry.PadX >= 0 && geometry.PadY >= 0));
                images += batch.Count;
            }
        }

        Assert.Equal(23, images);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Persistent_workers_are_the_same_threads_in_every_epoch(bool isPersistent)
    {
        HashSet<Thread> threads = [];
        MemoryDataset memory = new(12);
        memory.Reading = () =>
        {
            lock (threads)
                threads.Add(Thread.CurrentThread);
        };
        DataLoaderOptions options = new() { BatchSize = 4, Shuffle = true, Workers = 2 };

        // Images of mosaics would be read once and kept.
        DataLoader loader = new(memory.Create(AugmentationOptions.Light), options with { PersistentWorkers = isPersistent });
        DataLoader expected = new(new MemoryDataset(12).Create(AugmentationOptions.Light), options with { Workers = 0 });
        foreach (int epoch in (int[])[0, 1, 2])
        {
            // One that is broken off leaves nothing behind for the next.
            loader.Epoch(epoch).First().Dispose();
            Assert.Equal(expected.Epoch(epoch).Select(Digest), loader.Epoch(epoch).Select(Digest));
        }

        loader.EndWorkers();
        Assert.Equal(isPersistent, threads.Count <= 2);
        Assert.All(threads, thread => Assert.False(thread.IsAlive));
    }

    private static List<string> Digests(MemoryDataset memory, DataLoaderOptions options, int epoch, ImageCaching cache) =>
        [.. new DataLoader(memory.Create(Everything, cache), options).Epoch(epoch).Select(Digest)];

    private static string Digest(Batch batch)
    {
        using (batch)
            return $"{batch.Position} {Crc32.HashToUInt32(batch.Pixels)} {string.Join(' ', batch.Targets)} {string.Join(' ', batch.Paths)}";
    }
}
