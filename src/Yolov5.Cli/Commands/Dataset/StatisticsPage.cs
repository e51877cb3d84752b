using System.Globalization;
using Reports.Charts;
using Reports.Html;
using Reports.Tables;
using Yolov5.Data;
using Yolov5.Datasets;

namespace Yolov5.Cli.Commands.Dataset;

/// <summary>The page of <c>yolo5 dataset stats</c>.</summary>
internal static class StatisticsPage
{
    // Enough to see the shape of a cloud, and few enough for a browser.
    private const int MostPoints = 6000;
    private const int Buckets = 40;

    /// <summary>Builds the page of a split.</summary>
    public static ChartPage Of(DatasetStatistics statistics, DatasetDescription description, DatasetSplit split)
    {
        (int small, int medium, int large) = statistics.SizeRanges;
        string name = split.ToString().ToLowerInvariant();
        Table classes = Table("classes", "Classes", ["Class", "Objects", "Images", "Median width [px]", "Median height [px]"],
            statistics.Classes.Select(each => new[] { each.Name, Text(each.Objects), Text(each.Images), Text(each.MedianWidth), Text(each.MedianHeight) }));
        return new ChartPage
        {
            Eyebrow = "YOLOv5 data set",
            Title = $"{Path.GetFileName(description.File)}, split {name}",
            Lead = string.Create(CultureInfo.InvariantCulture,
                $"{statistics.Images} images, {statistics.Background} of them without objects; {statistics.Boxes.Count} objects of {statistics.Classes.Count} classes: {small} small, {medium} medium, {large} large."),
            Tables = [classes],
            Charts = [Classes(statistics, classes), BoxSizes(statistics), BoxSides(statistics), ObjectsPerImage(statistics), ImageSizes(statistics)],
            Footer = "Sizes are in pixels of the images as they are, before they are resized for training. Small objects have an area below 32x32 pixels, medium ones below 96x96, as COCO counts. Images that cannot be used are left out.",
        };
    }

    private static Chart Classes(DatasetStatistics statistics, Table table) => new()
    {
        Id = "class-counts",
        Title = "Objects of each class",
        Caption = "Classes with few objects are learnt late or not at all; --image-weights draws their images more often.",
        XTitle = "",
        YTitle = "Objects",
        XTicks = [.. Enumerable.Range(0, statistics.Classes.Count).Select(i => (double)i)],
        XTickLabels = [.. statistics.Classes.Select(each => each.Name)],
        YFromZero = true,
        Series = [Bars("objects", 1, statistics.Classes.Select((each, i) => ((double)i, (double)each.Objects)), statistics.Classes.Select(each => each.Name))],
        Table = table with { Id = "class-counts-table" },
    };

    private static Chart BoxSizes(DatasetStatistics statistics)
    {
        // Every n-th box, so that the same data gives the same picture.
        int step = Math.Max(1, (int)Math.Ceiling(statistics.Boxes.Count / (double)MostPoints));
        (int Class, double Width, double Height)[] shown = [.. statistics.Boxes.Where((_, i) => i % step == 0)];
        return new Chart
        {
            Id = "box-sizes",
            Title = "Width and height of boxes",
            Caption = step == 1 ? "Each point is a box, in the colour of its class." : $"Each point is a box, in the colour of its class; one box in {step} is shown.",
            XTitle = "Width [px]",
            YTitle = "Height [px]",
            YFromZero = true,
            Series =
            [
                .. shown.GroupBy(box => box.Class).OrderBy(group => group.Key).Select(group => new ChartSeries
                {
                    Name = statistics.Classes[group.Key].Name,
                    Kind = ChartKind.Points,
                    Color = group.Key,
                    X = [.. group.Select(box => box.Width)],
                    Y = [.. group.Select(box => box.Height)],
                }),
            ],
            Table = Table("box-sizes-table", "Boxes by size", ["Size", "Objects"], Ranges(statistics)),
        };
    }

    private static Chart BoxSides(DatasetStatistics statistics) => Histogram(
        "box-sides", "Size of boxes", "Square root of a box's area. Objects of a few pixels are lost when images are made smaller.", "Size [px]", "Objects", 4,
        [.. statistics.Boxes.Select(box => Math.Sqrt(box.Width * box.Height))]);

    private static Chart ObjectsPerImage(DatasetStatistics statistics) => Histogram(
        "objects-per-image", "Objects in an image", "Images without objects are background: they teach what is none.", "Objects in an image", "Images", 3,
        [.. statistics.ObjectsPerImage.Select(count => (double)count)], whole: true);

    private static Chart ImageSizes(DatasetStatistics statistics) => new()
    {
        Id = "image-sizes",
        Title = "Sizes of images",
        Caption = "Each point is a size that occurs.",
        XTitle = "Width [px]",
        YTitle = "Height [px]",
        YFromZero = true,
        Series =
        [
            new ChartSeries
            {
                Name = "images",
                Kind = ChartKind.Points,
                Color = 5,
                X = [.. statistics.ImageSizes.Select(size => (double)size.Width)],
                Y = [.. statistics.ImageSizes.Select(size => (double)size.Height)],
                Labels = [.. statistics.ImageSizes.Select(size => $"{Text(size.Images)} images")],
            },
        ],
        Table = Table("image-sizes-table", "Sizes of images", ["Size [px]", "Images"],
            statistics.ImageSizes.Select(size => new[] { $"{Text(size.Width)}x{Text(size.Height)}", Text(size.Images) })),
    };

    private static Chart Histogram(string id, string title, string caption, string xTitle, string yTitle, int color, double[] values, bool whole = false)
    {
        double largest = values.Length == 0 ? 1 : values.Max();
        double width = largest / Buckets;
        if (whole)
            width = Math.Max(1, Math.Ceiling((largest + 1) / Buckets));
        int[] counts = new int[whole ? (int)(largest / width) + 1 : Buckets];
        foreach (double value in values)
            counts[width == 0 ? 0 : Math.Min(counts.Length - 1, (int)(value / width))]++;
        double[] centres = [.. counts.Select((_, i) => whole && width == 1 ? i : (i + 0.5) * width)];
        string[] ranges = [.. counts.Select((_, i) => whole && width == 1 ? Text(i) : $"{Text(i * width)} to {Text((i + 1) * width)}")];
        return new Chart
        {
            Id = id,
            Title = title,
            Caption = caption,
            XTitle = xTitle,
            YTitle = yTitle,
            YFromZero = true,
            Series = [Bars(yTitle.ToLowerInvariant(), color, centres.Zip(counts, (x, y) => (x, (double)y)), ranges)],
            Table = Table(id + "-table", title, [xTitle, yTitle], counts.Select((count, i) => new[] { ranges[i], Text(count) })),
        };
    }

    private static ChartSeries Bars(string name, int color, IEnumerable<(double X, double Y)> points, IEnumerable<string> labels)
    {
        (double X, double Y)[] all = [.. points];
        return new ChartSeries { Name = name, Kind = ChartKind.Bars, Color = color, X = [.. all.Select(point => point.X)], Y = [.. all.Select(point => point.Y)], Labels = [.. labels] };
    }

    private static IEnumerable<string[]> Ranges(DatasetStatistics statistics)
    {
        (int small, int medium, int large) = statistics.SizeRanges;
        return [["small, below 32x32 px", Text(small)], ["medium, below 96x96 px", Text(medium)], ["large", Text(large)]];
    }

    private static Table Table(string id, string title, string[] columns, IEnumerable<string[]> rows) => new()
    {
        Id = id,
        Title = title,
        Columns = [.. columns.Select((column, i) => new TableColumn { Title = column, Numeric = i > 0 })],
        Rows = [.. rows.Select(row => row.Select(text => new TableCell(text)).ToArray())],
    };

    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("0.#", CultureInfo.InvariantCulture);
}
