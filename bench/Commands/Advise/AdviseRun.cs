using System.Globalization;
using Benchmarks.Epochs;
using Benchmarks.Reporting;
using Reports.Advice;
using Reports.Model;
using Yolov5.Training;

namespace Benchmarks.Commands.Advise;

/// <summary>
/// Measures the parts of a training, chooses changes by the model of an epoch, measures the training with and without them in short runs, and
/// proves the prediction with whole epochs.
/// </summary>
internal sealed class AdviseRun(AdviseOptions options, TrainingData data, string commandLine, TextWriter output, CancellationToken cancellationToken)
{
    // Before there is something to compare with.
    private const int FirstRuns = 3;

    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    /// <summary>Measures, and says what was found.</summary>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    /// <exception cref="InvalidInputException">The training cannot be run as it is.</exception>
    public AdviceResult Run()
    {
        EpochSettings now = options.Settings;
        int images = data.Train.Entries.Count, validationImages = now.EvalPeriod == 0 ? 0 : data.Validation.Entries.Count;
        int rest = FirstRuns + 1 + (2 * options.Repeats) + 1 + (options.ProofEpochs == 0 ? 0 : 2 * (options.ProofEpochs + 1));
        AdviseProgress progress = new(output, 0, cancellationToken);
        using MachineMeasurement machine = new(options, data, progress, cancellationToken);
        progress.Expect(machine.Count + rest);
        var loads = machine.Loads();
        var steps = machine.Steps();
        bool fits = steps.ContainsKey((now.Scheme, now.BatchSize));
        machine.AddBatches(steps);
        machine.Dispose();

        progress.Expect(rest);
        EpochRuns before = new(now);
        using EpochProcess first = options.Start(now, "now", machine.Images, machine.ValidationImages);
        progress.Run("training as it is now, to warm up", () => first.Epoch(fills: true));
        for (int run = 0; run < FirstRuns; run++)
            before.Add(progress.Run("training as it is now, short run", () => first.Epoch()));

        if (!fits)
        {
            double perBatch = before.Median(record => record.Steps / record.Images * now.BatchSize);
            steps[(now.Scheme, now.BatchSize)] = new StepRate(perBatch, perBatch * options.Threads);
        }

        EpochModel model = Model(now, loads, steps, before, machine);
        IReadOnlyList<Change> changes = Changes.Of(now, model.Facts);
        EpochSettings chosen = Changes.Choose(model, now, changes, images, validationImages);
        EpochRuns after = new(chosen);
        using EpochProcess? second = chosen == now ? null : options.Start(chosen, "changed", machine.Images, machine.ValidationImages);
        if (second is not null)
        {
            progress.Run($"training with {chosen.OptionsAgainst(now)}, to warm up", () => second.Epoch(fills: true));
            for (int run = 0; run < options.Repeats; run++)
            {
                after.Add(progress.Run("changed, short run", () => second.Epoch()));
                before.Add(progress.Run("as it is now, short run", () => first.Epoch()));
            }
        }

        AdviceResult result = Result(now, chosen, model, changes, before, after, images, validationImages) with { Facts = Facts(model.Facts, machine, before) };
        return result.Changed is null || options.ProofEpochs == 0 ? result : result with { Proof = Prove(progress, (first, before, now), (second!, after, chosen), machine) };
    }

    // The part that trains is compared with the model of the same number of images.
    private static EpochModel Model(
        EpochSettings now, IReadOnlyDictionary<(int, bool), LoadRate> loads, IReadOnlyDictionary<(string, int), StepRate> steps, EpochRuns before, MachineMeasurement machine)
    {
        EpochRecord first = before.Records[0];
        double evaluated = Math.Max(1, first.ValidationImages);
        double computing = before.Median(record => record.EvaluationComputing) / evaluated;
        EpochFacts facts = new()
        {
            SharedCores = first.OnCores ? Environment.ProcessorCount : 0,
            Loads = loads,
            Steps = steps,
            EvaluationComputing = computing,
            EvaluationWaiting = Math.Max(0, (before.Median(record => record.Evaluation) / evaluated) - computing),
            Saving = before.Median(record => record.Saving),
            Measured = now,
        };
        EpochTime predicted = new EpochModel(facts).Predict(now, machine.Images, 0);
        return new EpochModel(facts with { Correction = before.Median(record => record.Training) / (predicted.Waiting + predicted.Steps) });
    }

    private AdviceResult Result(
        EpochSettings now, EpochSettings chosen, EpochModel model, IReadOnlyList<Change> changes, EpochRuns before, EpochRuns after, int images, int validationImages)
    {
        IReadOnlyList<EpochTime> measured = before.Extrapolated(images, validationImages), changed = after.Extrapolated(images, validationImages);
        measured = [.. measured.TakeLast(changed.Count > 0 ? changed.Count : measured.Count)];
        EpochTime time = EpochTime.Median(measured);
        double modelled = model.Predict(now, images, validationImages).Total;
        AdviceCandidate[] candidates =
        [
            .. changes.Select(change => (Change: change, Settings: change.Apply(now), Time: model.Predict(change.Apply(now), images, validationImages))).Select(each => new AdviceCandidate
            {
                Options = each.Settings.OptionsAgainst(now),
                Time = each.Time,
                Gain = 1 - (each.Time.Total / modelled),
                IsAdvised = each.Change.IsAdvisable && each.Change.Apply(chosen) == chosen,
                Note = each.Change.Note,
            }),
        ];
        (Bottleneck bottleneck, string reason) = Diagnose(now, model, changes, before, time, images, validationImages);
        AdviceResult result = new()
        {
            StartedUtc = _started,
            CommandLine = commandLine,
            Environment = EnvironmentFacts.Of(options.Config.Device, options.Threads, options.MemoryBudget),
            Settings = options.Describe(),
            Images = images,
            ValidationImages = validationImages,
            Bottleneck = bottleneck,
            Reason = reason,
            Now = time,
            NowInterval = Gain.Seconds(measured),
            Candidates = candidates,
            Utilisation = Utilisation(before),
            Facts = [],
        };
        if (changed.Count == 0)
            return result;

        // Each run with the change beside the one that was measured right after it.
        double gain = Gain.Of(measured, changed);
        return gain < Changes.LeastGain ? result : result with
        {
            Changed = EpochTime.Median(changed),
            ChangedInterval = Gain.Seconds(changed),
            Advice = chosen.OptionsAgainst(now),
            Gain = gain,
            GainInterval = Gain.Interval(measured, changed),
        };
    }

    private static (Bottleneck Bottleneck, string Reason) Diagnose(
        EpochSettings now, EpochModel model, IReadOnlyList<Change> changes, EpochRuns before, EpochTime time, int images, int validationImages)
    {
        double modelled = model.Predict(now, images, validationImages).Total;
        double loading = model.Facts.Loads[(now.Workers, now.Caches)].CpuSeconds * now.BatchSize;
        return new Diagnosis
        {
            Now = time,
            CoreUtilisation = model.Facts.SharedCores > 0 ? Utilisation(before) : null,
            LoadingOfCpu = loading / (loading + model.Step(now.Scheme, now.BatchSize).CpuSeconds),
            MicroBatchSize = before.Records[^1].MicroBatchSize,
            BatchSize = now.BatchSize,
            SchemeGain = BestOf(ChangeKind.Scheme),
            BatchGain = BestOf(ChangeKind.Batch),
            Cores = Environment.ProcessorCount,
        }.Name();

        double BestOf(ChangeKind kind) => changes.Where(change => change.Kind == kind)
            .Select(change => 1 - (model.Predict(change.Apply(now), images, validationImages).Total / modelled)).DefaultIfEmpty(0).Max();
    }

    // Short runs of a data set that is no longer than they are, are whole epochs already: their processes go on.
    private AdviceProof Prove(
        AdviseProgress progress, (EpochProcess Process, EpochRuns Short, EpochSettings Settings) now, (EpochProcess Process, EpochRuns Short, EpochSettings Settings) changed, MachineMeasurement machine)
    {
        int images = Math.Min(options.ProofImages, data.Train.Entries.Count);
        int validationImages = Math.Max(1, (int)((long)data.Validation.Entries.Count * images / data.Train.Entries.Count));
        bool goesOn = (images, validationImages) == (machine.Images, machine.ValidationImages);
        progress.Expect(2 * (options.ProofEpochs + (goesOn ? 0 : 1)));
        EpochRuns before = new(now.Settings), after = new(changed.Settings);
        using EpochProcess? first = goesOn ? null : options.Start(now.Settings, "now-proof", images, validationImages);
        using EpochProcess? second = goesOn ? null : options.Start(changed.Settings, "changed-proof", images, validationImages);
        if (first is not null && second is not null)
        {
            progress.Run("proof: as it is now, to warm up", () => first.Epoch(fills: true));
            progress.Run("proof: changed, to warm up", () => second.Epoch(fills: true));
        }

        for (int epoch = 0; epoch < options.ProofEpochs; epoch++)
        {
            before.Add(progress.Run("proof: as it is now, whole epoch", () => (first ?? now.Process).Epoch()));
            after.Add(progress.Run("proof: changed, whole epoch", () => (second ?? changed.Process).Epoch()));
        }

        IReadOnlyList<EpochTime> timesBefore = before.Extrapolated(images, validationImages), timesAfter = after.Extrapolated(images, validationImages);
        return new AdviceProof
        {
            Images = images,
            ValidationImages = validationImages,
            Now = EpochTime.Median(timesBefore),
            Changed = EpochTime.Median(timesAfter),
            NowSeconds = [.. timesBefore.Select(each => each.Total)],
            ChangedSeconds = [.. timesAfter.Select(each => each.Total)],
            Gain = Gain.Of(timesBefore, timesAfter),
            GainInterval = Gain.Interval(timesBefore, timesAfter),
            PredictedGain = Gain.Of(now.Short.Extrapolated(images, validationImages), changed.Short.Extrapolated(images, validationImages)),
        };
    }

    private static double? Utilisation(EpochRuns runs) => runs.Records.Average(record => record.Utilisation);

    private List<AdviceFact> Facts(EpochFacts facts, MachineMeasurement machine, EpochRuns before)
    {
        EpochRecord record = before.Records[^1];
        List<AdviceFact> list =
        [
            new("cores, libtorch's threads", Text($"{Environment.ProcessorCount}, {options.Threads}")),
            .. facts.Loads.OrderBy(each => each.Key.Caches).ThenBy(each => each.Key.Workers).Select(each => new AdviceFact(
                LoadRate.Name(each.Key.Workers, each.Key.Caches),
                Text($"{1 / each.Value.Seconds:F1} images/s, {each.Value.CpuSeconds * 1000:F1} ms of processor time an image"))),
            .. facts.Steps.OrderBy(each => each.Key.BatchSize).ThenBy(each => each.Value.Seconds).Select(each => new AdviceFact(
                Text($"step alone, {each.Key.Scheme}, batch {each.Key.BatchSize}"), Text($"{each.Value.Seconds * 1000:F1} ms, {each.Key.BatchSize / each.Value.Seconds:F1} images/s"))),
            new("step while images are loaded, as it is now", Text($"{before.Median(each => each.Steps / each.Batches) * 1000:F1} ms")),
            new("use of the device while training now", Utilisation(before) is { } used ? Text($"{used * 100:F0}%{(facts.SharedCores > 0 ? " of the cores' time that others left" : "")}") : "unknown"),
            new("evaluation", Text($"{(facts.EvaluationComputing + facts.EvaluationWaiting) * 1000:F1} ms an image")),
            new("saving", Text($"{facts.Saving * 1000:F0} ms an epoch")),
            new("resident memory of the training now, at most", Text($"{record.PeakResidentBytes / 1048576.0:F0} MiB")),
            new("short runs", Text($"{machine.Images} of {data.Train.Entries.Count} images, {machine.ValidationImages} of {data.Validation.Entries.Count} validated")),
        ];
        if (machine.LargestBatch is { } largest)
            list.Add(new("largest batch that fits, of those that were tried", Text($"{largest}")));
        return list;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
