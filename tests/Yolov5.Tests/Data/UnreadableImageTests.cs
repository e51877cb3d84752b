using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Imaging;

namespace Yolov5.Tests.Data;

/// <summary>Images that cannot be read, or only with damage, while batches are made.</summary>
public class UnreadableImageTests
{
    private static readonly AugmentationOptions Augmented = new() { Degrees = 10 };

    [Fact]
    public void AnUnreadableImageIsReplacedInTrainingAndToldOnce()
    {
        MemoryDataset memory = new(12);
        memory.Failures[MemoryDataset.PathOf(5)] = new ImageFormatException(MemoryDataset.PathOf(5), "no picture");
        memory.Failures[MemoryDataset.PathOf(9)] = new FileNotFoundException("gone");
        List<DatasetProblem> told = [];
        DataLoader loader = new(memory.Create(Augmented), new DataLoaderOptions { BatchSize = 4, Shuffle = true, Workers = 3, Problems = new Inline<DatasetProblem>(told) });
        for (int epoch = 0; epoch < 3; epoch++)
        {
            foreach (Batch batch in loader.Epoch(epoch))
            {
                using (batch)
                {
                    Assert.Equal(4, batch.Count);
                    Assert.DoesNotContain(MemoryDataset.PathOf(5), batch.Paths);
                }
            }
        }

        Assert.Equal([MemoryDataset.PathOf(5), MemoryDataset.PathOf(9)], loader.Problems.Select(problem => problem.File));
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public void AnUnreadableImageIsLeftOutOfValidation()
    {
        MemoryDataset memory = new(9);
        DetectionDataset dataset = memory.Create();
        memory.Failures[MemoryDataset.PathOf(1)] = new IOException("disk");
        foreach (int index in new[] { 3, 4, 5 })
            memory.Failures[MemoryDataset.PathOf(index)] = new IOException("disk");
        List<string> paths = [];
        DataLoader loader = new(dataset, new DataLoaderOptions { BatchSize = 3, Workers = 2 });
        foreach (Batch batch in loader.Epoch(0))
        {
            using (batch)
            {
                Assert.Equal(batch.Count * 3 * 64 * 64, batch.Pixels.Length);
                Assert.All(Enumerable.Range(0, batch.TargetCount), row => Assert.InRange(batch.Targets[row * 6], 0, batch.Count - 1));
                if (batch.Position.Batch == 0)
                {
                    Sample sample = new();
                    byte[] planes = new byte[3 * 64 * 64];
                    dataset.Load(2, new PlannedBatch([2], 64, 64), sample, new RandomStream(), planes);
                    Assert.Equal(planes, batch.Pixels[(3 * 64 * 64)..(2 * 3 * 64 * 64)]);
                }

                paths.AddRange(batch.Paths);
            }
        }

        Assert.Equal(new[] { 0, 2, 6, 7, 8 }.Select(MemoryDataset.PathOf), paths);
        Assert.Equal(new[] { 1, 3, 4, 5 }.Select(MemoryDataset.PathOf), loader.LeftOut.Select(entry => entry.ImagePath));
    }

    [Fact]
    public void ADamagedImageIsUsedAndToldOnce()
    {
        MemoryDataset memory = new(6) { Damaged = MemoryDataset.PathOf(2) };
        DataLoader loader = new(memory.Create(cache: ImageCaching.Ram), new DataLoaderOptions { BatchSize = 6, Workers = 2 });
        for (int epoch = 0; epoch < 2; epoch++)
        {
            using Batch batch = Assert.Single(loader.Epoch(epoch));
            Assert.Equal(6, batch.Count);
        }

        Assert.Equal(new DatasetProblem(MemoryDataset.PathOf(2), "the file is damaged inside: a bad Huffman code", "image used as it can be read"), Assert.Single(loader.Problems));
    }

    [Fact]
    public void NothingReadableIsAnError()
    {
        MemoryDataset memory = new(4);
        for (int i = 0; i < 4; i++)
            memory.Failures[MemoryDataset.PathOf(i)] = new IOException("disk gone");
        foreach (AugmentationOptions? augmentation in new[] { null, Augmented })
        {
            DataLoader loader = new(memory.Create(augmentation), new DataLoaderOptions { BatchSize = 2, Workers = 2 });
            Assert.Contains("disk gone", Assert.Throws<InvalidInputException>(() => loader.Epoch(0).ToList()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnUnexpectedFailureEndsTheEpochOnceAndNamesTheFile()
    {
        MemoryDataset memory = new(12);
        for (int i = 4; i < 12; i++)
            memory.Failures[MemoryDataset.PathOf(i)] = new InvalidCastException("a mistake");
        DataLoader loader = new(memory.Create(), new DataLoaderOptions { BatchSize = 4, Workers = 3 });
        using IEnumerator<Batch> batches = loader.Epoch(0).GetEnumerator();
        Assert.True(batches.MoveNext());
        batches.Current.Dispose();

        string message = Assert.Throws<InvalidOperationException>(() => batches.MoveNext()).Message;
        Assert.Contains("images/00", message, StringComparison.Ordinal);
        Assert.Contains("a mistake", message, StringComparison.Ordinal);
        Assert.False(batches.MoveNext());
    }

    private sealed class Inline<T>(List<T> told) : IProgress<T>
    {
        public void Report(T value)
        {
            lock (told)
                told.Add(value);
        }
    }
}
