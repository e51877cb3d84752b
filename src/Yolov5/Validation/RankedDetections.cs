namespace Yolov5.Validation;

/// <summary>The detections of one class in descending confidence, and the curves of precision and recall along them.</summary>
internal ref struct RankedDetections
{
    private readonly ReadOnlySpan<int> _order;
    private readonly ReadOnlySpan<float> _confidences;
    private readonly ReadOnlySpan<bool> _correct;
    private readonly int _labels;
    private readonly double[] _recall;
    private readonly double[] _precision;

    /// <summary>Takes the detections of a class.</summary>
    /// <param name="order">[n] indices of the detections in descending confidence, at least one.</param>
    /// <param name="confidences">Confidences by index.</param>
    /// <param name="correct">[., 10] matches by index.</param>
    /// <param name="labels">Number of labels of the class, at least 1.</param>
    public RankedDetections(ReadOnlySpan<int> order, ReadOnlySpan<float> confidences, ReadOnlySpan<bool> correct, int labels)
    {
        _order = order;
        _confidences = confidences;
        _correct = correct;
        _labels = labels;

        // Two more than there are detections: the end points of the precision-recall curve.
        _recall = new double[order.Length + 2];
        _precision = new double[order.Length + 2];
    }

    /// <summary>Precision and recall at IoU 0.5 of the detections above a confidence.</summary>
    /// <param name="confidences">Ascending confidences to read at.</param>
    /// <param name="precision">Receives the precision; 1 above the largest confidence of a detection.</param>
    /// <param name="recall">Receives the recall; 0 above the largest confidence of a detection.</param>
    public readonly void Sample(ReadOnlySpan<double> confidences, Span<double> precision, Span<double> recall)
    {
        Accumulate(threshold: 0);

        // Confidence falls along the detections; its negative rises, as interpolation wants it.
        var abscissae = new double[_order.Length];
        for (int i = 0; i < abscissae.Length; i++)
            abscissae[i] = -_confidences[_order[i]];
        var places = new double[confidences.Length];
        for (int i = 0; i < places.Length; i++)
            places[i] = -confidences[^(i + 1)];
        Interpolation.Linear(places, abscissae, _precision.AsSpan(1, _order.Length), before: 1, precision);
        Interpolation.Linear(places, abscissae, _recall.AsSpan(1, _order.Length), before: 0, recall);
        precision.Reverse();
        recall.Reverse();
    }

    /// <summary>Creates the precision envelope over recall at one IoU threshold, with the end points (0, 1) and (1, 0).</summary>
    public readonly void Envelope(int threshold)
    {
        Accumulate(threshold);
        _recall[0] = 0;
        _precision[0] = 1;
        _recall[^1] = 1;
        _precision[^1] = 0;
        for (int i = _precision.Length - 2; i >= 0; i--)
            _precision[i] = Math.Max(_precision[i], _precision[i + 1]);
    }

    /// <summary>Area under the envelope over equally spaced recalls.</summary>
    public readonly double Area(ReadOnlySpan<double> recalls)
    {
        Span<double> values = stackalloc double[recalls.Length];
        SampleEnvelope(recalls, values);
        return Interpolation.Trapezoids(recalls, values);
    }

    /// <summary>The envelope at given recalls.</summary>
    public readonly void SampleEnvelope(ReadOnlySpan<double> recalls, Span<double> precision) =>
        Interpolation.Linear(recalls, _recall, _precision, before: 1, precision);

    /// <summary>Fills recall and precision after each detection, from place 1 on.</summary>
    private readonly void Accumulate(int threshold)
    {
        int truePositives = 0;
        for (int i = 0; i < _order.Length; i++)
        {
            if (_correct[(_order[i] * DetectionMatcher.ThresholdCount) + threshold])
                truePositives++;
            _recall[i + 1] = (double)truePositives / _labels;
            _precision[i + 1] = (double)truePositives / (i + 1);
        }
    }
}
