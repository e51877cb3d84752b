using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

/// <summary>
/// Non-maximum suppression as its definition reads: every candidate, a stable sort, every pair compared, nothing clever.
/// </summary>
internal static class PlainSuppression
{
    public static Detection[] Run(float[] predictions, int classCount, NmsOptions options)
    {
        var candidates = new List<Detection>();
        float threshold = (float)options.ConfidenceThreshold;
        for (int start = 0; start < predictions.Length; start += 5 + classCount)
        {
            float[] row = predictions[start..(start + 5 + classCount)];
            if (!(row[4] > threshold))
                continue;
            float x1 = row[0] - (row[2] / 2), y1 = row[1] - (row[3] / 2), x2 = row[0] + (row[2] / 2), y2 = row[1] + (row[3] / 2);
            if (!new[] { x1, y1, x2, y2 }.All(float.IsFinite))
                continue;
            float[] confidences = row[5..].Select(value => value * row[4]).ToArray();
            IEnumerable<int> classes = options.MultiLabel && classCount > 1
                ? Enumerable.Range(0, classCount)
                : [Array.FindIndex(confidences, float.IsNaN) is var nan and >= 0 ? nan : Array.IndexOf(confidences, confidences.Max())];
            candidates.AddRange(classes
                .Where(id => confidences[id] > threshold && float.IsFinite(confidences[id]))
                .Where(id => options.Classes?.Contains(id) ?? true)
                .Select(id => new Detection(x1, y1, x2, y2, confidences[id], id)));
        }

        Detection[] sorted = candidates.OrderByDescending(d => d.Confidence).Take(options.MaxCandidates).ToArray();
        var suppressed = new bool[sorted.Length];
        var kept = new List<Detection>();
        for (int i = 0; i < sorted.Length; i++)
        {
            if (suppressed[i])
                continue;
            kept.Add(sorted[i]);
            for (int j = i + 1; j < sorted.Length; j++)
                suppressed[j] |= Iou(sorted[i], sorted[j], options) > options.IouThreshold;
        }

        return [.. kept.Take(options.MaxDetections)];
    }

    public static float Iou(Detection a, Detection b, NmsOptions options)
    {
        float offsetA = options.Agnostic ? 0 : a.Class * options.ClassOffset;
        float offsetB = options.Agnostic ? 0 : b.Class * options.ClassOffset;
        float ax1 = a.X1 + offsetA, ay1 = a.Y1 + offsetA, ax2 = a.X2 + offsetA, ay2 = a.Y2 + offsetA;
        float bx1 = b.X1 + offsetB, by1 = b.Y1 + offsetB, bx2 = b.X2 + offsetB, by2 = b.Y2 + offsetB;
        float width = Math.Max(0, Math.Min(ax2, bx2) - Math.Max(ax1, bx1));
        float height = Math.Max(0, Math.Min(ay2, by2) - Math.Max(ay1, by1));
        float intersection = width * height;
        float areaA = (ax2 - ax1) * (ay2 - ay1);
        float areaB = (bx2 - bx1) * (by2 - by1);
        return intersection / (areaA + areaB - intersection);
    }
}
