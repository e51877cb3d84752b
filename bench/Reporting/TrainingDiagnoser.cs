using BenchmarkDotNet.Analysers;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;
using Benchmarks.Measurement;

namespace Benchmarks.Reporting;

/// <summary>
/// Brings what a training step measures beside time (peak memory of the device, loss scale, accuracy) from the
/// benchmark process into BenchmarkDotNet's metrics.
/// </summary>
/// <param name="records">Store of the records of all cases, failed ones included.</param>
/// <param name="warmupCount">Steps at the start of a record that are not measured ones.</param>
/// <param name="inProcess">True if the cases run in this process.</param>
public sealed class TrainingDiagnoser(CaseRecords records, int warmupCount, bool inProcess) : IDiagnoser
{
    /// <inheritdoc/>
    public IEnumerable<string> Ids => [nameof(TrainingDiagnoser)];

    /// <inheritdoc/>
    public IEnumerable<IExporter> Exporters => [];

    /// <inheritdoc/>
    public IEnumerable<IAnalyser> Analysers => [];

    /// <inheritdoc/>
    public RunMode GetRunMode(BenchmarkCase benchmarkCase) => RunMode.NoOverhead;

    /// <inheritdoc/>
    public void Handle(HostSignal signal, DiagnoserActionParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);

        // A case that runs in this process is told here where to report to, a fresh process when it is started.
        if (!inProcess || signal != HostSignal.BeforeAnythingElse)
            return;
        string file = CaseRecordFile.NewPath();
        records.Expect(parameters.BenchmarkCase, file);
        Environment.SetEnvironmentVariable(CaseRecordFile.EnvironmentVariable, file);
    }

    /// <inheritdoc/>
    public IEnumerable<Metric> ProcessResults(DiagnoserResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (records[results.BenchmarkCase] is not { } record)
            yield break;

        MeasuredSteps steps = MeasuredSteps.Of(record, warmupCount);
        if (steps.PeakAllocatedBytes is { } allocated)
            yield return new Metric(MetricDescriptor.PeakAllocated, allocated / MetricDescriptor.Mebibyte);
        if (steps.PeakReservedBytes is { } reserved)
            yield return new Metric(MetricDescriptor.PeakReserved, reserved / MetricDescriptor.Mebibyte);
        if (record.LossScale is { } scale)
            yield return new Metric(MetricDescriptor.LossScale, scale);
        if (record.SkippedSteps is { } skipped)
            yield return new Metric(MetricDescriptor.SkippedSteps, skipped);
        if (record.Accuracy is { } accuracy)
        {
            yield return new Metric(MetricDescriptor.Map50, accuracy.Map50);
            yield return new Metric(MetricDescriptor.Map50To95, accuracy.Map50To95 ?? double.NaN);
        }
    }

    /// <inheritdoc/>
    public void DisplayResults(ILogger logger)
    {
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationError> Validate(ValidationParameters validationParameters) => [];
}
