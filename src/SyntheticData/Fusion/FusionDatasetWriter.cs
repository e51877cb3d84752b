using System.Globalization;

namespace SyntheticData.Fusion;

/// <summary>Draws all sequences of a data set, and the lists of its splits.</summary>
internal static class FusionDatasetWriter
{
    public static void Write(string folder, FusionDatasetOptions options, IProgress<SyntheticProgress>? progress, CancellationToken cancellation)
    {
        (string Name, int Member, bool IsNight)[] sequences = [.. Split("train", options.TrainSequences, 0), .. Split("val", options.ValidationSequences, 1)];
        Directory.CreateDirectory(folder);
        int done = 0;
        try
        {
            // Every sequence has a seed of its own, so the order of the work and the number of threads do not matter.
            Parallel.ForEach(sequences, new ParallelOptions { CancellationToken = cancellation }, sequence =>
            {
                FusionSequenceWriter.Write(Path.Combine(folder, sequence.Name), sequence.Member, sequence.IsNight, options, cancellation);
                progress?.Report(new SyntheticProgress(Interlocked.Increment(ref done), sequences.Length));
            });
        }
        catch (AggregateException e)
        {
            // The first failure is enough: the others have the same cause, such as a full disk.
            throw e.InnerExceptions.FirstOrDefault(static inner => inner is IOException or OperationCanceledException) ?? e.InnerExceptions[0];
        }

        foreach (string split in new[] { "train", "val" })
            File.WriteAllLines(Path.Combine(folder, split + ".txt"), sequences.Select(static sequence => sequence.Name).Where(name => name.StartsWith(split, StringComparison.Ordinal)));

        IEnumerable<(string Name, int Member, bool IsNight)> Split(string split, int count, int member) => Enumerable.Range(0, count).Select(i =>
        {
            // Nights are spread evenly: the n-th sequence is one where the count of nights so far falls behind the share.
            // As a decimal number, 0.7 is 0.7 and not a little less.
            decimal share = (decimal)options.NightShare;
            bool isNight = (int)((i + 1) * share) > (int)(i * share);
            return (string.Create(CultureInfo.InvariantCulture, $"{split}_{i:D4}"), i << 1 | member, isNight);
        });
    }
}
