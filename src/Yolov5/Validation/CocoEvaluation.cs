using System.Globalization;

namespace Yolov5.Validation;

/// <summary>
/// COCO's evaluation of boxes, the figures of <c>pycocotools.COCOeval</c>: matching in float64, crowds, object sizes, and
/// precision read at 101 recalls without interpolation. It differs from <see cref="AveragePrecision"/>, which is what
/// YOLOv5 prints during training, by a point or so.
/// </summary>
public static class CocoEvaluation
{
    /// <summary>Evaluates detections.</summary>
    /// <param name="groundTruth">The labels.</param>
    /// <param name="detections">
    /// The detections. Those of equal score count in the order given; those of a category that the labels do not know
    /// are left out.
    /// </param>
    /// <exception cref="InvalidInputException">A detection or label names an image that the labels do not have.</exception>
    public static CocoMetrics Compute(CocoGroundTruth groundTruth, IReadOnlyList<CocoDetection> detections)
    {
        ArgumentNullException.ThrowIfNull(groundTruth);
        ArgumentNullException.ThrowIfNull(detections);
        long[] images = [.. groundTruth.ImageIds.Distinct().Order()];
        var imageIndex = new Dictionary<long, int>(images.Length);
        for (int i = 0; i < images.Length; i++)
            imageIndex[images[i]] = i;
        int[] ids = [.. groundTruth.CategoryIds.Distinct().Order()];
        var categories = ids.ToDictionary(id => id, _ => new CocoCategory());
        foreach (CocoAnnotation label in groundTruth.Annotations)
        {
            int image = Index(label.ImageId, "label");
            if (categories.TryGetValue(label.CategoryId, out CocoCategory? category))
                category.Add(image, label);
        }

        foreach (CocoDetection detection in detections)
        {
            int image = Index(detection.ImageId, "detection");
            if (categories.TryGetValue(detection.CategoryId, out CocoCategory? category))
                category.Add(image, detection);
        }

        CocoCategory[] evaluated = [.. ids.Select(id => categories[id])];
        Parallel.ForEach(evaluated, category => category.Evaluate());
        return Summarize(ids, evaluated);

        int Index(long image, string what) => imageIndex.TryGetValue(image, out int index)
            ? index
            : throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"A {what} names image {image}, which is not one of the {images.Length} images of the ground truth."));
    }

    /// <summary>Evaluates a validation against the data set's labels; an object's area is that of its box.</summary>
    /// <param name="images">Results by image.</param>
    /// <param name="categories">Category id of each class.</param>
    public static CocoMetrics Of(IReadOnlyList<ValidatedImage> images, IReadOnlyList<int> categories)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(categories);
        CocoGroundTruth truth = new()
        {
            ImageIds = [.. Enumerable.Range(0, images.Count).Select(image => (long)image)],
            CategoryIds = categories,
            Annotations =
            [
                .. images.SelectMany((image, id) => image.Labels.Select(label => new CocoAnnotation(
                    id, categories[label.Class], label.X1, label.Y1, label.X2 - label.X1, label.Y2 - label.Y1, (label.X2 - label.X1) * (double)(label.Y2 - label.Y1), IsCrowd: false))),
            ],
        };
        return Compute(truth, [.. images.SelectMany((image, id) => image.Detections.Select(detection => CocoDetection.From(detection, id, categories[detection.Class])))]);
    }

    private static CocoMetrics Summarize(int[] ids, CocoCategory[] categories)
    {
        double Precision(CocoSize size, int threshold = -1) => Mean(categories
            .Where(category => category.Objects(size) > 0)
            .Select(category => threshold < 0 ? category.Precision(size).Average() : category.Precision(size)[threshold]));

        double Recall(CocoSize size, int limit) => Mean(categories
            .Where(category => category.Objects(size) > 0)
            .Select(category => category.Recall(size, limit)));

        return new CocoMetrics
        {
            Ap = Precision(CocoSize.All),
            Ap50 = Precision(CocoSize.All, threshold: 0),
            Ap75 = Precision(CocoSize.All, threshold: 5),
            ApSmall = Precision(CocoSize.Small),
            ApMedium = Precision(CocoSize.Medium),
            ApLarge = Precision(CocoSize.Large),
            Ar1 = Recall(CocoSize.All, limit: 1),
            Ar10 = Recall(CocoSize.All, limit: 10),
            Ar100 = Recall(CocoSize.All, limit: 100),
            ArSmall = Recall(CocoSize.Small, limit: 100),
            ArMedium = Recall(CocoSize.Medium, limit: 100),
            ArLarge = Recall(CocoSize.Large, limit: 100),
            ApPerCategory = ids.Zip(categories)
                .Where(pair => pair.Second.Objects(CocoSize.All) > 0)
                .ToDictionary(pair => pair.First, pair => pair.Second.Precision(CocoSize.All).Average()),
        };
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(-1).Average();
}
