namespace Yolov5.Validation;

/// <summary>The detections and labels of one image and category, and which of them COCO's evaluation matches.</summary>
internal sealed class CocoImageMatch
{
    public const int ThresholdCount = 10;
    public const int MaxDetections = 100;
    private const int SizeCount = 4;

    // Both ends belong to a size, so an object of exactly 32 x 32 pixels is small and medium.
    private static readonly (double From, double To)[] Areas = [(0, 1e10), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, 1e10)];
    private static readonly double[] Thresholds = [.. Enumerable.Range(0, ThresholdCount).Select(i => i == 9 ? 0.95 : 0.5 + (i * ((0.95 - 0.5) / 9)))];

    private readonly List<CocoAnnotation> _labels = [];
    private readonly List<CocoDetection> _detections = [];
    private ushort[] _matched = [];
    private ushort[] _ignored = [];

    /// <summary>The detections that take part, in descending score.</summary>
    public IReadOnlyList<CocoDetection> Detections => _detections;

    public void Add(CocoAnnotation label) => _labels.Add(label);

    public void Add(CocoDetection detection) => _detections.Add(detection);

    /// <summary>Returns true if a detection found a label of this size at this threshold.</summary>
    public bool IsMatched(CocoSize size, int detection, int threshold) => Bit(_matched, size, detection, threshold);

    /// <summary>Returns true if a detection counts neither as right nor as wrong at this threshold.</summary>
    public bool IsIgnored(CocoSize size, int detection, int threshold) => Bit(_ignored, size, detection, threshold);

    /// <summary>Number of labels of this size, crowds left out.</summary>
    public int Objects(CocoSize size) => _labels.Count(label => !Ignore(label, size));

    public void Evaluate()
    {
        CocoDetection[] ranked = [.. _detections.OrderByDescending(detection => detection.Score).Take(MaxDetections)];
        _detections.Clear();
        _detections.AddRange(ranked);
        _matched = new ushort[SizeCount * ranked.Length];
        _ignored = new ushort[SizeCount * ranked.Length];
        for (CocoSize size = CocoSize.All; size <= CocoSize.Large; size++)
        {
            // Labels that do not count come last: they are taken only where no other fits.
            CocoAnnotation[] labels = [.. _labels.Where(label => !Ignore(label, size)), .. _labels.Where(label => Ignore(label, size))];
            int counting = Objects(size);
            double[] iou = Overlaps(labels);
            for (int threshold = 0; threshold < ThresholdCount; threshold++)
                Match(size, threshold, labels, counting, iou);
        }
    }

    private void Match(CocoSize size, int threshold, CocoAnnotation[] labels, int counting, double[] iou)
    {
        var taken = new bool[labels.Length];
        for (int d = 0; d < _detections.Count; d++)
        {
            int label = BestLabel(iou.AsSpan(d * labels.Length, labels.Length), labels, counting, taken, Thresholds[threshold]);
            int place = ((int)size * _detections.Count) + d;
            if (label >= 0)
            {
                taken[label] = true;
                _matched[place] |= (ushort)(1 << threshold);
            }

            bool ignored = label >= 0
                ? label >= counting
                : !Within(_detections[d].Width * _detections[d].Height, size);
            if (ignored)
                _ignored[place] |= (ushort)(1 << threshold);
        }
    }

    /// <summary>The last label of the largest IoU among those left; one that does not count only if no other reaches the threshold.</summary>
    private static int BestLabel(ReadOnlySpan<double> iou, CocoAnnotation[] labels, int counting, bool[] taken, double threshold)
    {
        double highest = threshold;
        int best = -1;
        for (int i = 0; i < labels.Length; i++)
        {
            if (taken[i] && !labels[i].IsCrowd)
                continue;
            if (best >= 0 && best < counting && i >= counting)
                break;
            if (!(iou[i] >= highest))
                continue;
            highest = iou[i];
            best = i;
        }

        return best;
    }

    private double[] Overlaps(CocoAnnotation[] labels)
    {
        var iou = new double[_detections.Count * labels.Length];
        for (int d = 0; d < _detections.Count; d++)
        {
            for (int g = 0; g < labels.Length; g++)
                iou[(d * labels.Length) + g] = Overlap(_detections[d], labels[g]);
        }

        return iou;
    }

    /// <summary>IoU; of a crowd the share of the detection that lies in it.</summary>
    private static double Overlap(in CocoDetection detection, in CocoAnnotation label)
    {
        double width = Math.Min(detection.X + detection.Width, label.X + label.Width) - Math.Max(detection.X, label.X);
        double height = Math.Min(detection.Y + detection.Height, label.Y + label.Height) - Math.Max(detection.Y, label.Y);
        if (width <= 0 || height <= 0)
            return 0;
        double intersection = width * height;
        double area = detection.Width * detection.Height;
        return intersection / (label.IsCrowd ? area : area + (label.Width * label.Height) - intersection);
    }

    private static bool Ignore(in CocoAnnotation label, CocoSize size) => label.IsCrowd || !Within(label.Area, size);

    private static bool Within(double area, CocoSize size) => area >= Areas[(int)size].From && area <= Areas[(int)size].To;

    private bool Bit(ushort[] bits, CocoSize size, int detection, int threshold) =>
        (bits[((int)size * _detections.Count) + detection] >> threshold & 1) != 0;
}
