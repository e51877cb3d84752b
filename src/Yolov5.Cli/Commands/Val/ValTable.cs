using System.Globalization;
using Spectre.Console;
using Yolov5.Validation;
using ValidationResult = Yolov5.Validation.ValidationResult;

namespace Yolov5.Cli.Commands.Val;

/// <summary>The figures of a validation as tables.</summary>
internal static class ValTable
{
    private const int FewClasses = 10;

    private static readonly string[] CocoRows =
    [
        "AP  0.50:0.95  all", "AP  0.50       all", "AP  0.75       all", "AP  0.50:0.95  small", "AP  0.50:0.95  medium", "AP  0.50:0.95  large",
        "AR  1 an image  all", "AR  10 an image  all", "AR  100 an image  all", "AR  100 an image  small", "AR  100 an image  medium", "AR  100 an image  large",
    ];

    public static void Print(ValidationResult result, IReadOnlyList<string> names, bool verbose)
    {
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Class", "Labels", "P", "R", "mAP@0.5", "mAP@0.5:0.95");
        foreach (TableColumn column in table.Columns.Skip(1))
            column.RightAligned();
        DetectionMetrics metrics = result.Metrics;
        table.AddRow("all", Text(metrics.Labels), Text(metrics.Precision), Text(metrics.Recall), Text(metrics.Map50), Text(metrics.Map50To95));
        foreach (ClassMetrics each in verbose || names.Count <= FewClasses ? metrics.Classes : [])
            table.AddRow(Markup.Escape(names[each.Class]), Text(each.Labels), Text(each.Precision), Text(each.Recall), Text(each.Ap50), Text(each.Ap50To95));
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"Milliseconds an image: {result.PreprocessMilliseconds:F1} preprocess, {result.InferenceMilliseconds:F1} inference, {result.SuppressionMilliseconds:F1} suppression ({result.Images} images)");
    }

    /// <summary>COCO's twelve figures; -1 where no object is of that kind.</summary>
    public static void Print(CocoMetrics metrics)
    {
        AnsiConsole.MarkupLine("COCO's evaluation against the labels (sizes by the boxes' areas; -1: no such object):");
        foreach ((string row, double value) in CocoRows.Zip(metrics.Stats))
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {row,-26} {value,7:F4}");
    }

    private static string Text(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
