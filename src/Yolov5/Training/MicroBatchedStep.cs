using Schemes.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>
/// The first half of a <see cref="TrainingStep"/> that survives running out of memory: the cache is given back and the
/// same batch is computed again in passes of half as many images, whose gradients are added up. No image is lost and
/// none is seen twice.
/// </summary>
/// <remarks>
/// <para>The loss is multiplied by the images of a pass, so that the sum over passes stands for the whole batch. The
/// objectness loss is a mean over cells, the same number for each image: its gradient is that of the whole batch. Two
/// things differ, as they do between batches that are accumulated: batch norm normalises over the images of a pass, and
/// the box and class losses are means over the labels of a pass, so that with unevenly spread labels those of a pass with
/// few weigh more than they would in the whole batch.</para>
/// <para>A pass that fails leaves no trace: gradients that were there before are set aside while it runs, and batch
/// norm's running statistics are put back.</para>
/// <para>Over several ranks nothing is computed again: a rank that runs out of memory ends the training.</para>
/// </remarks>
public sealed class MicroBatchedStep
{
    private const int TargetColumns = 6;

    private readonly TrainingStep _step;
    private readonly GradientStash _gradients;
    private readonly NormStatistics _statistics;
    private int _halvings;

    /// <summary>Wraps a step, which remains owned by the caller.</summary>
    public MicroBatchedStep(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _step = step;
        _gradients = new GradientStash(step.GradientHolders);
        _statistics = new NormStatistics(step.Model);
    }

    /// <summary>Number of times that the passes are halved before the step fails.</summary>
    public int MostHalvings { get; init; } = 3;

    /// <summary>The most images of a pass; unlimited as long as there was enough memory.</summary>
    public int MicroBatchSize { get; private set; } = int.MaxValue;

    /// <summary>State that an exact resume needs: the most images of a pass, and the number of halvings.</summary>
    internal (int Size, int Halvings) State
    {
        get => (MicroBatchSize, _halvings);
        set => (MicroBatchSize, _halvings) = value;
    }

    /// <summary>Called when the passes are halved.</summary>
    public Action<MicroBatchReduction>? Reduced { get; init; }

    /// <summary>Adds a batch's gradients to those that are there.</summary>
    /// <param name="images">[N, C, H, W] bytes on the host; remains owned by the caller.</param>
    /// <param name="targets">Six values a label: image, class, centre x, centre y, width, height; lengths as shares of the image.</param>
    /// <param name="isLast">True for the last batch before the step.</param>
    /// <returns>Box, objectness and class loss an image: [3] in float32 on the device, owned by the caller.</returns>
    /// <exception cref="InvalidInputException">There is not enough memory for the smallest passes that are tried.</exception>
    public Tensor Accumulate(Tensor images, ReadOnlySpan<float> targets, bool isLast = true)
    {
        ArgumentNullException.ThrowIfNull(images);
        int count = (int)images.shape[0];
        if (_step.Ranks is not null)
            return AccumulateOverRanks(images, count, targets, isLast);
        while (true)
        {
            Exception failure;
            try
            {
                return Attempt(images, count, targets);
            }
            catch (Exception exception) when (DeviceMemory.IsOutOfMemory(exception))
            {
                failure = exception;
            }

            Halve(count, failure);
        }
    }

    /// <summary>The labels of some of a batch's images, their numbers counted from the first of these.</summary>
    /// <param name="targets">Six values a label: image, class, centre x, centre y, width, height.</param>
    /// <param name="first">Number of the first image.</param>
    /// <param name="count">Number of images.</param>
    public static float[] TargetsOf(ReadOnlySpan<float> targets, int first, int count)
    {
        List<float> part = [];
        for (int i = 0; i < targets.Length; i += TargetColumns)
        {
            int image = (int)targets[i];
            if (image < first || image >= first + count)
                continue;
            part.Add(image - first);
            part.AddRange(targets.Slice(i + 1, TargetColumns - 1));
        }

        return [.. part];
    }

    // A rank that began again alone would be at another collective than the others.
    private Tensor AccumulateOverRanks(Tensor images, int count, ReadOnlySpan<float> targets, bool isLast)
    {
        using NormStatistics.Snapshot before = _statistics.Take();
        try
        {
            Tensor items = _step.Accumulate(images, targets, isLast);
            if (!IsFinite(items))
                before.Restore();
            return items;
        }
        catch (Exception exception) when (DeviceMemory.IsOutOfMemory(exception))
        {
            throw new InvalidInputException(
                $"Out of memory on rank {_step.Ranks!.Rank} with its {count} images: {DeviceMemory.Message(exception).TrimEnd('.')}. Use more ranks, a smaller batch, image size or model, or a scheme that keeps less, such as mixed_optimization.", exception);
        }
    }

    private Tensor Attempt(Tensor images, int count, ReadOnlySpan<float> targets)
    {
        using NormStatistics.Snapshot before = _statistics.Take();
        _gradients.SetAside();
        try
        {
            Tensor items = count <= MicroBatchSize ? _step.Accumulate(images, targets) : InPasses(images, count, targets);
            _gradients.AddBack();

            // Activations that overflowed would stay in the running statistics for ever.
            if (!IsFinite(items))
                before.Restore();
            return items;
        }
        catch
        {
            _gradients.Restore();
            before.Restore();
            throw;
        }
    }

    private static bool IsFinite(Tensor items)
    {
        using DisposeScope scope = NewDisposeScope();
        return items.isfinite().all().item<bool>();
    }

    private Tensor InPasses(Tensor images, int count, ReadOnlySpan<float> targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? sum = null;
        for (int first = 0; first < count; first += MicroBatchSize)
        {
            int size = Math.Min(MicroBatchSize, count - first);
            Tensor items = _step.Accumulate(images.narrow(0, first, size), TargetsOf(targets, first, size)) * ((double)size / count);
            sum = sum is null ? items : sum + items;
        }

        return sum!.MoveToOuterDisposeScope();
    }

    private void Halve(int count, Exception failure)
    {
        int present = Math.Min(MicroBatchSize, count);
        if (present == 1 || _halvings == MostHalvings)
        {
            string tried = _halvings == 0 ? "" : $" ({_halvings} times halved)";
            throw new InvalidInputException(
                $"Out of memory with {present} images at a time{tried}: {DeviceMemory.Message(failure).TrimEnd('.')}. Use a smaller batch, image size or model, or a scheme that keeps less, such as mixed_optimization.", failure);
        }

        DeviceMemory.FreeUnreferenced();
        DeviceMemory.EmptyCache(_step.Device);
        MicroBatchSize = (present + 1) / 2;
        _halvings++;
        Reduced?.Invoke(new MicroBatchReduction(count, present, MicroBatchSize, _halvings, MostHalvings));
    }
}
