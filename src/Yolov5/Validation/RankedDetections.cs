using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Yolov5.Validation;

/// <summary>The detections of one class in descending confidence, and the curves of precision and recall along them.</summary>
/// <remarks>
/// Recall rises and precision has its peaks at right detections alone: the places of those are all that the curves need. There
/// are at most as many as labels, a few in a hundred of a validation's detections.
/// </remarks>
internal ref struct RankedDetections
{
    private readonly ReadOnlySpan<ulong> _ranked;
    private readonly List<int>[] _right;
    private readonly double[] _envelope;
    private readonly int _labels;
    private int _threshold;

    /// <summary>Takes the detections of a class.</summary>
    /// <param name="ranked">[n] keys of the detections in their order, at least one.</param>
    /// <param name="correct">[., 10] matches by index.</param>
    /// <param name="labels">Number of labels of the class, at least 1.</param>
    public RankedDetections(ReadOnlySpan<ulong> ranked, ReadOnlySpan<bool> correct, int labels)
    {
        _ranked = ranked;
        _labels = labels;
        _right = new List<int>[DetectionMatcher.ThresholdCount];
        for (int threshold = 0; threshold < _right.Length; threshold++)
            _right[threshold] = [];
        ReadOnlySpan<byte> matches = MemoryMarshal.AsBytes(correct);
        for (int place = 0; place < ranked.Length; place++)
        {
            ReadOnlySpan<byte> row = matches.Slice(ConfidenceOrder.Index(ranked[place]) * DetectionMatcher.ThresholdCount, DetectionMatcher.ThresholdCount);

            // Nearly all are wrong: ten comparisons in two.
            if (BinaryPrimitives.ReadUInt64LittleEndian(row) == 0 && BinaryPrimitives.ReadUInt16LittleEndian(row[sizeof(ulong)..]) == 0)
                continue;
            for (int threshold = 0; threshold < _right.Length; threshold++)
            {
                if (row[threshold] != 0)
                    _right[threshold].Add(place);
            }
        }

        _envelope = new double[_right.Max(static places => places.Count)];
    }

    /// <summary>Precision and recall at IoU 0.5 of the detections above a confidence: linear between the detections, as NumPy's <c>interp</c>.</summary>
    /// <param name="confidences">Ascending confidences to read at.</param>
    /// <param name="precision">Receives the precision; 1 above the largest confidence of a detection.</param>
    /// <param name="recall">Receives the recall; 0 above the largest confidence of a detection.</param>
    public readonly void Sample(ReadOnlySpan<double> confidences, Span<double> precision, Span<double> recall)
    {
        List<int> right = _right[0];
        int below = 0; // the first detection below the confidence
        int truePositives = 0; // of those before it
        for (int i = confidences.Length - 1; i >= 0; i--)
        {
            while (below < _ranked.Length && Confidence(below) >= confidences[i])
                below++;
            while (truePositives < right.Count && right[truePositives] < below)
                truePositives++;
            if (below == 0)
            {
                (precision[i], recall[i]) = (1, 0);
                continue;
            }

            precision[i] = (double)truePositives / below;
            recall[i] = (double)truePositives / _labels;
            double above = Confidence(below - 1);
            if (below == _ranked.Length || above == confidences[i])
                continue;
            int with = truePositives + (truePositives < right.Count && right[truePositives] == below ? 1 : 0);
            double width = above - Confidence(below), distance = above - confidences[i];
            precision[i] = ((((double)with / (below + 1)) - precision[i]) / width * distance) + precision[i];
            recall[i] = ((((double)with / _labels) - recall[i]) / width * distance) + recall[i];
        }
    }

    /// <summary>Creates the precision envelope over recall at one IoU threshold, with the end points (0, 1) and (1, 0).</summary>
    public void Envelope(int threshold)
    {
        _threshold = threshold;
        List<int> right = _right[threshold];
        double highest = 0;
        for (int i = right.Count - 1; i >= 0; i--)
            _envelope[i] = highest = Math.Max(highest, (i + 1.0) / (right[i] + 1));
    }

    /// <summary>Area under the envelope over equally spaced recalls.</summary>
    public readonly double Area(ReadOnlySpan<double> recalls)
    {
        Span<double> values = stackalloc double[recalls.Length];
        SampleEnvelope(recalls, values);
        return Interpolation.Trapezoids(recalls, values);
    }

    /// <summary>The envelope at given recalls.</summary>
    /// <remarks>
    /// It is level up to each right detection, and from the last one, where the precision is that of all detections, it falls
    /// linearly to the end point.
    /// </remarks>
    public readonly void SampleEnvelope(ReadOnlySpan<double> recalls, Span<double> precision)
    {
        int count = _right[_threshold].Count;
        double last = (double)count / _labels, ofAll = (double)count / _ranked.Length;
        int reached = 0;
        for (int i = 0; i < recalls.Length; i++)
        {
            while (reached < count && (reached + 1.0) / _labels <= recalls[i])
                reached++;
            precision[i] = reached < count ? _envelope[reached]
                : recalls[i] >= 1 ? 0
                : recalls[i] == last ? ofAll
                : (-ofAll / (1 - last) * (recalls[i] - last)) + ofAll;
        }
    }

    private readonly double Confidence(int place) => ConfidenceOrder.Confidence(_ranked[place]);
}
