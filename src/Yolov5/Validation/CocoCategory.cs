namespace Yolov5.Validation;

/// <summary>COCO's evaluation of one category over all images.</summary>
internal sealed class CocoCategory
{
    private const int SizeCount = 4;
    private const int RecallPoints = 101;

    /// <summary>Keeps a quotient 0 / 0 at 0; the reference's value, the spacing of float64 at 1.</summary>
    private const double Epsilon = 2.220446049250313e-16;

    private static readonly double[] RecallGrid = Interpolation.UnitGrid(RecallPoints);

    // By image in ascending id: among equal scores the first image's detection counts first.
    private readonly SortedDictionary<int, CocoImageMatch> _images = [];
    private readonly int[] _objects = new int[SizeCount];
    private readonly double[][] _precision = new double[SizeCount][];
    private readonly Dictionary<(CocoSize, int), double> _recall = [];

    public void Add(int image, CocoAnnotation label) => Image(image).Add(label);

    public void Add(int image, CocoDetection detection) => Image(image).Add(detection);

    /// <summary>Number of labels of this size, crowds left out.</summary>
    public int Objects(CocoSize size) => _objects[(int)size];

    /// <summary>[10] average precision at each IoU threshold, with at most 100 detections an image.</summary>
    public double[] Precision(CocoSize size) => _precision[(int)size];

    /// <summary>Recall, averaged over the IoU thresholds, with at most this many detections an image.</summary>
    public double Recall(CocoSize size, int limit) => _recall[(size, limit)];

    public void Evaluate()
    {
        foreach (CocoImageMatch image in _images.Values)
            image.Evaluate();
        foreach (int limit in (ReadOnlySpan<int>)[1, 10, CocoImageMatch.MaxDetections])
        {
            (CocoImageMatch Image, int Detection)[] ranked = Rank(limit);
            for (CocoSize size = CocoSize.All; size <= CocoSize.Large; size++)
                Accumulate(size, limit, ranked);
        }
    }

    private (CocoImageMatch Image, int Detection)[] Rank(int limit) =>
    [
        .. _images.Values
            .SelectMany(image => Enumerable.Range(0, Math.Min(limit, image.Detections.Count)).Select(detection => (image, detection)))
            .OrderByDescending(item => item.image.Detections[item.detection].Score),
    ];

    private void Accumulate(CocoSize size, int limit, (CocoImageMatch Image, int Detection)[] ranked)
    {
        int objects = _images.Values.Sum(image => image.Objects(size));
        _objects[(int)size] = objects;
        var precision = new double[CocoImageMatch.ThresholdCount];
        double recallSum = 0;
        if (objects > 0)
        {
            var recalls = new List<double>(ranked.Length);
            var precisions = new List<double>(ranked.Length);
            for (int threshold = 0; threshold < precision.Length; threshold++)
            {
                Curve(size, threshold, ranked, objects, recalls, precisions);
                recallSum += recalls.Count == 0 ? 0 : recalls[^1];
                precision[threshold] = MeanPrecision(recalls, precisions);
            }
        }

        _precision[(int)size] = precision;
        _recall[(size, limit)] = recallSum / precision.Length;
    }

    private static void Curve(
        CocoSize size, int threshold, (CocoImageMatch Image, int Detection)[] ranked, int objects, List<double> recalls, List<double> precisions)
    {
        recalls.Clear();
        precisions.Clear();
        double right = 0;
        double wrong = 0;
        foreach ((CocoImageMatch image, int detection) in ranked)
        {
            if (!image.IsIgnored(size, detection, threshold))
            {
                if (image.IsMatched(size, detection, threshold))
                    right++;
                else
                    wrong++;
            }

            recalls.Add(right / objects);
            precisions.Add(right / (wrong + right + Epsilon));
        }
    }

    /// <summary>Mean over 101 recalls of the largest precision at that recall or a higher one; 0 beyond the last recall.</summary>
    private static double MeanPrecision(List<double> recalls, List<double> precisions)
    {
        for (int i = precisions.Count - 2; i >= 0; i--)
            precisions[i] = Math.Max(precisions[i], precisions[i + 1]);
        double sum = 0;
        int place = 0;
        foreach (double recall in RecallGrid)
        {
            while (place < recalls.Count && recalls[place] < recall)
                place++;
            if (place == recalls.Count)
                break;
            sum += precisions[place];
        }

        return sum / RecallGrid.Length;
    }

    private CocoImageMatch Image(int image)
    {
        if (!_images.TryGetValue(image, out CocoImageMatch? match))
            _images[image] = match = new CocoImageMatch();
        return match;
    }
}
