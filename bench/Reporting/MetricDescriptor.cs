using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Benchmarks.Reporting;

/// <summary>The columns of a training step beside time.</summary>
internal sealed class MetricDescriptor : IMetricDescriptor
{
    public const double Mebibyte = 1 << 20;

    private MetricDescriptor(string id, string displayName, string legend, string format, int priority, bool greaterIsBetter, string unit = "")
    {
        Id = id;
        DisplayName = displayName;
        Legend = legend;
        NumberFormat = format;
        PriorityInCategory = priority;
        TheGreaterTheBetter = greaterIsBetter;
        Unit = unit;
    }

    public static MetricDescriptor PeakAllocated { get; } =
        new("peak allocated", "Peak alloc [MiB]", "The most bytes in tensors at once during the measured steps (device memory)", "N1", 1, greaterIsBetter: false);

    public static MetricDescriptor PeakReserved { get; } =
        new("peak reserved", "Peak resv [MiB]", "The most bytes the allocator held at once during the measured steps (device memory)", "N1", 2, greaterIsBetter: false);

    public static MetricDescriptor LossScale { get; } =
        new("loss scale", "Loss scale", "The gradient scaler's factor after the last step", "N0", 3, greaterIsBetter: true);

    public static MetricDescriptor SkippedSteps { get; } =
        new("skipped steps", "Skipped", "Optimizer steps skipped because a gradient overflowed", "N0", 4, greaterIsBetter: false);

    public static MetricDescriptor Map50 { get; } =
        new("mAP50", "mAP@0.5", "Mean average precision at IoU 0.5 after the accuracy pass", "0.0000", 5, greaterIsBetter: true);

    public static MetricDescriptor Map50To95 { get; } =
        new("mAP50-95", "mAP@0.5:0.95", "Mean average precision over IoU 0.5:0.95 after the accuracy pass", "0.0000", 6, greaterIsBetter: true);

    public string Id { get; }

    public string DisplayName { get; }

    public string Legend { get; }

    public string NumberFormat { get; }

    public UnitType UnitType => UnitType.Dimensionless;

    public string Unit { get; }

    public bool TheGreaterTheBetter { get; }

    public int PriorityInCategory { get; }

    public bool GetIsAvailable(Metric metric) => true;
}
