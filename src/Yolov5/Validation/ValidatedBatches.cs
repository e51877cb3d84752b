using Schemes.Distributed;
using Yolov5.Training;

namespace Yolov5.Validation;

/// <summary>
/// Results of the batches that one rank has validated, to be put together with those of the others: in the order of the batches, so
/// that the figures are those of one rank that validates all of them, to the bit.
/// </summary>
internal sealed class ValidatedBatches : IDisposable
{
    /// <summary>Images that could not be read stand behind all batches, those of each rank under a number of their own.</summary>
    private const int Missed = int.MaxValue / 2;

    private readonly MemoryStream _content = new();
    private readonly BinaryWriter _writer;

    public ValidatedBatches() => _writer = new BinaryWriter(_content);

    /// <summary>Adds a batch.</summary>
    /// <param name="number">Its number in the data set.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="images">Detections and labels of each image.</param>
    public void Add(int number, LossItems loss, IReadOnlyList<(Detection[] Found, GroundTruth[] Labels)> images)
    {
        _writer.Write(number);
        _writer.Write(loss.Box);
        _writer.Write(loss.Objectness);
        _writer.Write(loss.Class);
        _writer.Write(images.Count);
        foreach ((Detection[] found, GroundTruth[] labels) in images)
        {
            _writer.Write(found.Length);
            foreach (Detection each in found)
                Write(each.Class, each.X1, each.Y1, each.X2, each.Y2, each.Confidence);
            _writer.Write(labels.Length);
            foreach (GroundTruth each in labels)
                Write(each.Class, each.X1, each.Y1, each.X2, each.Y2);
        }
    }

    /// <summary>Adds images that could not be read.</summary>
    /// <param name="rank">This rank.</param>
    /// <param name="images">Labels of each.</param>
    public void AddMissed(int rank, IReadOnlyList<GroundTruth[]> images) =>
        Add(Missed + rank, default, [.. images.Select(static labels => (Array.Empty<Detection>(), labels))]);

    /// <summary>Gathers the batches of all ranks.</summary>
    /// <returns>Detections matched with labels, the sum of the batches' losses, and their number: the same on all ranks.</returns>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public (MetricsAccumulator Metrics, LossItems Losses, int Batches) Gather(ProcessGroup ranks)
    {
        _writer.Flush();
        SortedDictionary<int, (LossItems Loss, MetricsAccumulator Metrics)> batches = [];
        foreach (byte[] content in ranks.AllGather(_content.GetBuffer().AsSpan(0, (int)_content.Length)))
        {
            using BinaryReader reader = new(new MemoryStream(content));
            while (reader.BaseStream.Position < content.Length)
                batches.Add(reader.ReadInt32(), (new LossItems(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()), Images(reader)));
        }

        MetricsAccumulator metrics = new();
        LossItems losses = default;
        foreach ((LossItems loss, MetricsAccumulator images) in batches.Values)
        {
            losses += loss;
            metrics.Merge(images);
        }

        return (metrics, losses, batches.Keys.Count(static number => number < Missed));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static MetricsAccumulator Images(BinaryReader reader)
    {
        MetricsAccumulator metrics = new();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            Detection[] found = new Detection[reader.ReadInt32()];
            for (int i = 0; i < found.Length; i++)
            {
                int of = reader.ReadInt32();
                found[i] = new Detection(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), of);
            }

            GroundTruth[] labels = new GroundTruth[reader.ReadInt32()];
            for (int i = 0; i < labels.Length; i++)
                labels[i] = new GroundTruth(reader.ReadInt32(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
            metrics.Add(found, labels);
        }

        return metrics;
    }

    private void Write(int of, params ReadOnlySpan<float> values)
    {
        _writer.Write(of);
        foreach (float value in values)
            _writer.Write(value);
    }
}
