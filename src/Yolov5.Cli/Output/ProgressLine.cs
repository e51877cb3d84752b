using System.Diagnostics;
using System.Globalization;
using SyntheticData;
using Yolov5.Data;
using Yolov5.Training;
using Yolov5.Validation;

namespace Yolov5.Cli.Output;

/// <summary>One line at the bottom that shows the progress with rate and time left; silent if output is not a terminal.</summary>
/// <param name="isShown">False to show nothing in any case.</param>
internal sealed class ProgressLine(bool isShown = true) : IDisposable
{
    private readonly bool _live = isShown && !CommandLines.Output.IsPlain;
    private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
    private Stopwatch _phase = Stopwatch.StartNew();
    private int _shown;

    /// <summary>Shows files that are gone through, by several threads.</summary>
    /// <param name="what">The work, such as <c>scanning</c>.</param>
    public IProgress<ScanProgress> Files(string what) => new Report<ScanProgress>(progress =>
    {
        if (!_live)
            return;
        lock (_sinceShown)
        {
            if (progress.Done == 1)
                _phase = Stopwatch.StartNew();
            string corrupt = progress.Corrupt == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"  {progress.Corrupt} with problems");
            Show(
                string.Create(CultureInfo.InvariantCulture, $"{what}  {progress.Done}/{progress.Total}{corrupt}  {progress.Done / Math.Max(1e-3, _phase.Elapsed.TotalSeconds):F0} files/s"),
                progress.Done,
                progress.Total);
        }
    });

    /// <summary>Shows the batches of an epoch.</summary>
    public IProgress<TrainingProgress> Training(int epochs) => new Report<TrainingProgress>(progress =>
    {
        if (progress.Batch == 1)
            _phase = Stopwatch.StartNew();
        Show(
            string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch + 1}/{epochs}  {progress.Batch}/{progress.BatchCount}  box {progress.MeanLoss.Box:F4}  obj {progress.MeanLoss.Objectness:F4}  cls {progress.MeanLoss.Class:F4}  {progress.ImagesPerSecond:F1} images/s{(progress.Pairs is { } pairs ? $"  {pairs}" : "")}"),
            progress.Batch,
            progress.BatchCount);
    });

    /// <summary>Shows the batches of a validation.</summary>
    public IProgress<ValidationProgress> Validation() => new Report<ValidationProgress>(progress =>
    {
        if (progress.Batch == 1)
            _phase = Stopwatch.StartNew();
        Show(
            string.Create(CultureInfo.InvariantCulture, $"validating  {progress.Batch}/{progress.BatchCount}  {progress.Images / Math.Max(1e-3, _phase.Elapsed.TotalSeconds):F1} images/s"),
            progress.Batch,
            progress.BatchCount);
    });

    /// <summary>Shows sequences that are drawn, by several threads.</summary>
    public IProgress<SyntheticProgress> Sequences() => new Report<SyntheticProgress>(progress =>
    {
        lock (_sinceShown)
            Show(string.Create(CultureInfo.InvariantCulture, $"drawing  {progress.Done}/{progress.Total} sequences"), progress.Done, progress.Total);
    });

    /// <summary>Replaces the line by a final one.</summary>
    public void Finish(string text)
    {
        Clear();
        Console.WriteLine(text);
    }

    /// <summary>Removes the line.</summary>
    public void Clear()
    {
        if (_shown == 0)
            return;
        Console.Write("\r" + new string(' ', _shown) + "\r");
        _shown = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Show(string text, int done, int all)
    {
        if (!_live || (_sinceShown.ElapsedMilliseconds < 100 && done < all))
            return;
        _sinceShown.Restart();
        double left = done <= 1 ? double.NaN : _phase.Elapsed.TotalSeconds / (done - 1) * (all - done);
        string line = double.IsNaN(left) ? text : string.Create(CultureInfo.InvariantCulture, $"{text}  {left:F0} s left");
        Console.Write("\r" + line.PadRight(_shown));
        _shown = line.Length;
    }

    // Progress<T> of the framework reports on other threads, later and out of order.
    private sealed class Report<T>(Action<T> action) : IProgress<T>
    {
        void IProgress<T>.Report(T value) => action(value);
    }
}
