using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class CocoEvaluationTests
{
    [Fact]
    public void Perfect_detections_score_one_at_the_sizes_that_occur()
    {
        CocoMetrics metrics = CocoEvaluation.Compute(
            Truth(Label(1, 1, 10, 10), Label(1, 2, 50, 50), Label(2, 1, 20, 20)),
            [Detection(1, 1, 10, 10, 0.9), Detection(1, 2, 50, 50, 0.8), Detection(2, 1, 20, 20, 0.7)]);

        Assert.Equal([1, 1, 1, 1, 1, -1, 1, 1, 1, 1, 1, -1], metrics.Stats.Select(value => Math.Round(value, 12)));
        Assert.Equal([1, 2], metrics.ApPerCategory.Keys.Order());
    }

    [Fact]
    public void Nothing_detected_is_zero_and_nothing_to_detect_is_minus_one()
    {
        CocoMetrics missed = CocoEvaluation.Compute(Truth(Label(1, 1, 10, 10)), []);
        Assert.Equal((0.0, 0.0, -1.0), (missed.Ap, missed.Ar100, missed.ApLarge));

        CocoMetrics empty = CocoEvaluation.Compute(Truth(), [Detection(1, 1, 10, 10, 0.9)]);
        Assert.All(empty.Stats, value => Assert.Equal(-1, value));
        Assert.Empty(empty.ApPerCategory);
    }

    [Fact]
    public void Recall_counts_no_more_detections_than_its_limit()
    {
        CocoAnnotation[] labels = [.. Enumerable.Range(0, 20).Select(i => Label(1, 1, 10, 10) with { X = i * 20 })];
        CocoDetection[] detections = [.. labels.Select((label, i) => Detection(1, 1, 10, 10, 1 - (i / 100.0)) with { X = label.X })];

        CocoMetrics metrics = CocoEvaluation.Compute(Truth(labels), detections);

        Assert.Equal(0.05, metrics.Ar1, 12);
        Assert.Equal(0.5, metrics.Ar10, 12);
        Assert.Equal(1, metrics.Ar100, 12);
    }

    [Fact]
    public void A_crowd_takes_any_number_of_detections_and_none_of_them_counts()
    {
        CocoAnnotation crowd = Label(1, 1, 100, 100) with { IsCrowd = true };
        CocoAnnotation single = Label(1, 1, 10, 10) with { X = 500 };
        CocoDetection[] inCrowd = [Detection(1, 1, 20, 20, 0.9), Detection(1, 1, 30, 30, 0.8)];
        CocoDetection found = Detection(1, 1, 10, 10, 0.7) with { X = 500 };

        Assert.Equal(1, CocoEvaluation.Compute(Truth(crowd, single), [.. inCrowd, found]).Ap, 12);
        Assert.True(CocoEvaluation.Compute(Truth(single), [.. inCrowd, found]).Ap < 0.5);
        Assert.Equal(-1, CocoEvaluation.Compute(Truth(crowd), inCrowd).Ap);
    }

    [Fact]
    public void The_last_of_labels_with_the_same_iou_is_taken()
    {
        // The first detection lies as near to one label as to the other; the second reaches only the last.
        CocoAnnotation[] labels = [Label(1, 1, 10, 10), Label(1, 1, 10, 10) with { X = 2 }];
        CocoDetection[] detections = [Detection(1, 1, 10, 10, 0.9) with { X = 1 }, Detection(1, 1, 10, 10, 0.8) with { X = 4 }];

        Assert.Equal(51.0 / 101, CocoEvaluation.Compute(Truth(labels), detections).Ap50, 12);
        Assert.Equal(1, CocoEvaluation.Compute(Truth([.. labels.Reverse()]), detections).Ap50, 12);
    }

    [Fact]
    public void A_detection_of_an_unknown_category_is_left_out_and_of_an_unknown_image_refused()
    {
        CocoGroundTruth truth = Truth(Label(1, 1, 10, 10));
        Assert.Equal(1, CocoEvaluation.Compute(truth, [Detection(1, 1, 10, 10, 0.5), Detection(1, 77, 10, 10, 0.9)]).Ap, 12);
        var error = Assert.Throws<InvalidInputException>(() => CocoEvaluation.Compute(truth, [Detection(99, 1, 10, 10, 0.5)]));
        Assert.Contains("image 99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detection_in_terms_of_coco()
    {
        CocoDetection detection = CocoDetection.From(new Detection(10, 20, 40, 80, 0.5f, 3), imageId: 7, CocoCategories.Ids[3]);
        Assert.Equal(new CocoDetection(7, 4, 10, 20, 30, 60, 0.5), detection);
    }

    [Fact]
    public void The_categories_are_80_from_1_to_90()
    {
        Assert.Equal(80, CocoCategories.Ids.Count);
        Assert.Equal((1, 13, 90), (CocoCategories.Ids[0], CocoCategories.Ids[11], CocoCategories.Ids[79]));
    }

    private static CocoGroundTruth Truth(params CocoAnnotation[] labels) => new()
    {
        ImageIds = [1, 2, 3],
        CategoryIds = [1, 2, 3],
        Annotations = labels,
    };

    private static CocoAnnotation Label(long image, int category, double width, double height) =>
        new(image, category, 0, 0, width, height, width * height, IsCrowd: false);

    private static CocoDetection Detection(long image, int category, double width, double height, double score) =>
        new(image, category, 0, 0, width, height, score);
}
