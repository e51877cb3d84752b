using System.Buffers;

namespace Yolov5.Validation;

/// <summary>
/// Non-maximum suppression: of the network's overlapping boxes keeps the most confident ones. The same boxes in the same
/// order as YOLOv5 v7.0's <c>non_max_suppression</c> over torchvision's <c>nms</c>, in float32.
/// </summary>
/// <remarks>
/// The candidates are visited in descending confidence (equal ones in the order of box, then class) and compared only
/// with the boxes kept so far, so the work ends with the last detection kept. If the coordinates of all candidates
/// span less than <see cref="NmsOptions.ClassOffset"/>, boxes of different classes cannot meet and only boxes of one
/// class are compared. Unlike the reference there is no limit on time, and candidates with a coordinate or confidence
/// that is not finite are left out.
/// </remarks>
public static class NonMaxSuppression
{
    private const int BoxValues = 5;

    /// <summary>Keeps the detections of one image.</summary>
    /// <param name="predictions">
    /// [boxes, 5 + classCount] decoded network output: centre x, centre y, width and height in pixels, objectness, and
    /// one probability per class.
    /// </param>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="options">Thresholds and limits.</param>
    /// <returns>The kept detections in descending confidence, in pixels of the network's input, not clipped to it.</returns>
    /// <exception cref="ArgumentException">The number of values is not a multiple of a row's.</exception>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public static Detection[] Run(ReadOnlySpan<float> predictions, int classCount, NmsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        RequireRows(predictions.Length, classCount);
        return predictions.IsEmpty ? [] : Suppress(predictions, classCount, options);
    }

    /// <summary>Keeps the detections of every image of a batch, images in parallel.</summary>
    /// <param name="predictions">[imageCount, boxes, 5 + classCount] decoded network output; see <see cref="Run"/>.</param>
    /// <param name="imageCount">Number of images.</param>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="options">Thresholds and limits, the same for every image.</param>
    /// <returns>One list of detections per image.</returns>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    /// <exception cref="InvalidInputException">An option is out of its range.</exception>
    public static unsafe Detection[][] RunBatch(ReadOnlySpan<float> predictions, int imageCount, int classCount, NmsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(imageCount);
        options.Validate();
        if (imageCount == 0 ? !predictions.IsEmpty : predictions.Length % imageCount != 0)
            throw new ArgumentException($"{predictions.Length} values cannot be shared among {imageCount} images.", nameof(predictions));
        var detections = new Detection[imageCount][];
        if (imageCount == 0)
            return detections;

        int imageLength = predictions.Length / imageCount;
        RequireRows(imageLength, classCount);
        fixed (float* start = predictions)
        {
            // A span cannot travel to other threads, an address can; the memory is pinned until all of them are done.
            nint address = (nint)start;
            Parallel.For(0, imageCount, image =>
                detections[image] = imageLength == 0
                    ? []
                    : Suppress(new ReadOnlySpan<float>((float*)address + ((nint)image * imageLength), imageLength), classCount, options));
        }

        return detections;
    }

    private static void RequireRows(int length, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classCount, int.MaxValue - BoxValues);
        if (length % (BoxValues + classCount) != 0)
            throw new ArgumentException($"{length} values are not rows of {BoxValues + classCount}.", nameof(length));
    }

    private static Detection[] Suppress(ReadOnlySpan<float> predictions, int classCount, NmsOptions options)
    {
        var candidates = new NmsCandidates(predictions, classCount, options);
        try
        {
            candidates.Collect();
            return Keep(predictions, classCount, options, candidates.Sorted(), candidates.Left, candidates.Right);
        }
        finally
        {
            candidates.Dispose();
        }
    }

    /// <summary>The greedy part: every candidate that no kept box suppresses is kept.</summary>
    private static Detection[] Keep(
        ReadOnlySpan<float> predictions, int classCount, NmsOptions options, ReadOnlySpan<ulong> candidates, float left, float right)
    {
        if (candidates.IsEmpty)
            return [];
        bool byClass = !options.Agnostic && ClassesNeverMeet(left, right, classCount, options.ClassOffset);
        int limit = Math.Min(options.MaxDetections, candidates.Length);
        Detection[] detections = ArrayPool<Detection>.Shared.Rent(limit);
        var kept = new KeptBoxes(byClass ? classCount : 1, options.IouThreshold);
        try
        {
            int count = 0;
            foreach (ulong key in candidates)
            {
                (int row, int classId) = int.DivRem(ConfidenceOrder.Index(key), classCount);
                ReadOnlySpan<float> box = predictions.Slice(row * (BoxValues + classCount), 4);
                (float x1, float y1, float x2, float y2) = BoxGeometry.ToCorners(box[0], box[1], box[2], box[3]);
                float offset = options.Agnostic ? 0 : classId * options.ClassOffset;
                int group = byClass ? classId : 0;
                if (kept.Suppress(group, x1 + offset, y1 + offset, x2 + offset, y2 + offset))
                    continue;
                detections[count++] = new Detection(x1, y1, x2, y2, ConfidenceOrder.Confidence(key), classId);
                if (count == limit)
                    break;
                kept.Add(group, x1 + offset, y1 + offset, x2 + offset, y2 + offset);
            }

            return detections.AsSpan(0, count).ToArray();
        }
        finally
        {
            kept.Dispose();
            ArrayPool<Detection>.Shared.Return(detections);
        }
    }

    /// <summary>
    /// Returns true if the class offsets keep boxes of different classes apart in x. Rounding to float32 is monotonic, so it
    /// cannot make boxes overlap that do not; the margin covers the rounding of the offsets themselves.
    /// </summary>
    private static bool ClassesNeverMeet(float left, float right, int classCount, float classOffset)
    {
        float largestOffset = classCount * classOffset;
        double margin = (double)MathF.BitIncrement(largestOffset) - largestOffset;
        return (double)right - left + margin <= classOffset;
    }
}
