using System.Diagnostics;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Anchors;
using Yolov5.Models;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Sizing;

/// <summary>
/// Runs the steps in this process. A probe's process uses it; in a process that holds other tensors, or has run
/// another probe before, figures may differ from those of a fresh one.
/// </summary>
public sealed class InProcessProbe : IStepProbe
{
    /// <inheritdoc/>
    public ProbeResult Run(ProbeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        torch.Device device = torch.device(request.Config.Device);
        int threadsBefore = get_num_threads();
        set_num_threads(request.Threads);
        long budgetBefore = DeviceMemory.CpuBudget;
        if (device.type == DeviceType.CPU)
            DeviceMemory.SetCpuBudget(request.MemoryBudget);
        try
        {
            return Run(request, device, cancellationToken);
        }
        finally
        {
            set_num_threads(threadsBefore);
            if (device.type == DeviceType.CPU)
                DeviceMemory.SetCpuBudget(budgetBefore);
        }
    }

    private static ProbeResult Run(ProbeRequest request, torch.Device device, CancellationToken cancellationToken)
    {
        // The memory that CUDA itself takes for the process is no longer free once there is a tensor.
        zeros([1], device: device).Dispose();

        // What nobody holds any more would count as there before the steps, and be freed during them.
        DeviceMemory.FreeUnreferenced();
        DeviceMemory.EmptyCache(device);
        DeviceMemory.ResetPeak(device);
        DeviceMemoryStatistics before = DeviceMemory.Statistics(device);
        (long free, long total) = DeviceMemory.Capacity(device);
        ProbeResult result = new()
        {
            Status = ProbeStatus.Completed,
            TotalBytes = total,
            AvailableBytes = free,
        };
        try
        {
            double seconds = request.Mode == ProbeMode.Training ? Train(request, cancellationToken) : Infer(request, device, cancellationToken);
            DeviceMemoryStatistics after = DeviceMemory.Statistics(device);
            return result with { StepSeconds = seconds, PeakAllocatedBytes = after.PeakAllocated - before.Allocated, PeakReservedBytes = after.PeakReserved };
        }
        catch (Exception exception) when (DeviceMemory.IsOutOfMemory(exception))
        {
            return result with { Status = ProbeStatus.OutOfMemory, Message = DeviceMemory.Message(exception) };
        }
    }

    private static void UseTypicalAnchors(DetectionModel model)
    {
        if (model.Description.FitsAnchors)
            model.Head.SetAnchors(Described(model).Anchors);
    }

    private static ModelDescription Described(DetectionModel model) => model.Description.FitsAnchors
        ? model.Description with { Anchors = AutoAnchor.Typical(model.Head.Strides, model.Head.AnchorsPerLevel) }
        : model.Description;

    // Two batches to every optimizer step, as training does to reach its nominal batch: the second runs while the
    // gradients of the first are there.
    private static double Train(ProbeRequest request, CancellationToken cancellationToken)
    {
        using TrainingSession session = TrainingSession.Create(request.Config, request.ClassCount, fitAnchors: UseTypicalAnchors);
        using NoiseBatch batch = NoiseBatch.Crowded(Described(session.Model), request.Config, request.ClassCount, request.LabelsPerImage);
        MicroBatchedStep step = new(session.Step) { MostHalvings = 0 };
        List<double> passes = [], updates = [];
        for (int i = 0; i <= request.TimedSteps || i % 2 == 1; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            passes.Add(Seconds(session, () => step.Accumulate(batch.Images, batch.Targets).Dispose()));
            if (i % 2 == 1)
                updates.Add(Seconds(session, () => session.Step.Update()));
        }

        return Median([.. passes.Skip(1)]) + Median(updates);
    }

    private static double Infer(ProbeRequest request, torch.Device device, CancellationToken cancellationToken)
    {
        using IDisposable noGrad = no_grad();
        using DetectionModel whole = new(StartingWeights.Describe(request.Config) with { ClassCount = request.ClassCount });
        if (device.type != DeviceType.CPU)
            whole.to(device);
        using DetectionModel model = whole.Fuse();
        SchemeForward forward = SchemeForward.ForInference(model, request.Config.Scheme);
        using NoiseBatch batch = NoiseBatch.Crowded(model.Description, request.Config, request.ClassCount, labelsPerImage: 0);
        List<double> passes = [];
        for (int i = 0; i <= request.TimedSteps; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            using (Tensor images = forward.Normalise(batch.Images))
            using (forward.Precision())
                forward.Run(images).Dispose();
            DeviceMemory.Synchronize(device);
            passes.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return Median([.. passes.Skip(1)]);
    }

    private static double Seconds(TrainingSession session, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        session.Step.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        int middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
