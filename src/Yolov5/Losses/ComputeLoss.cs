using Schemes.Distributed;
using Schemes.Operators;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Optimization;
using static TorchSharp.torch;

namespace Yolov5.Losses;

/// <summary>
/// YOLOv5 v7.0's loss: complete IoU of the matched boxes, binary cross entropy of objectness (whose target is that IoU)
/// over all cells, and of the classes of the matches.
/// </summary>
/// <remarks>
/// <para>Everything is computed in float32, also under autocast and on maps in half precision. Nothing waits for the device.
/// Anchors and device are read at construction: create it when the network is on its final device.</para>
/// <para>Over several ranks, box and class losses are means over the matches of all ranks, so that the sum of the ranks' totals is the
/// loss that one rank has of the whole batch, however the labels are spread. (The reference takes the mean of each rank's means.)</para>
/// </remarks>
public sealed class ComputeLoss : IDisposable
{
    // Weights of the levels' objectness losses, from the finest to the coarsest.
    private static readonly double[] ThreeLevels = [4.0, 1.0, 0.4];
    private static readonly double[] FiveLevels = [4.0, 1.0, 0.25, 0.06, 0.02];

    // A map's columns: four of the box, objectness, classes.
    private const int ObjectnessColumn = 4;

    // The stride whose weight stays one when the weights balance themselves.
    private const double BalanceStride = 16;

    private readonly Hyperparameters _hyp;
    private readonly int _anchors;
    private readonly int _classCount;
    private readonly BuildTargets _matcher;
    private readonly BinaryCrossEntropy _classes;
    private readonly BinaryCrossEntropy _objectness;
    private readonly double[] _balance;
    private readonly int _balanceLevel;
    private Tensor? _autoBalance;

    /// <summary>Creates the loss of a network.</summary>
    /// <param name="model">The network, on the device where it is trained.</param>
    /// <param name="hyp">Gains that fit the network and image size: see <see cref="Hyperparameters.Scaled"/>.</param>
    /// <param name="autoBalance">True if the weights of the levels follow their losses.</param>
    public ComputeLoss(DetectionModel model, Hyperparameters hyp, bool autoBalance = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(hyp);
        Detect head = model.Head;
        Device device = head.Anchors.device;
        double[] weights = head.Levels == 3 ? ThreeLevels : FiveLevels;
        if (head.Levels > weights.Length)
            throw new ArgumentException($"The network has {head.Levels} detection levels; at most {weights.Length} are supported.", nameof(model));
        _hyp = hyp;
        _anchors = head.AnchorsPerLevel;
        _classCount = head.ClassCount;
        _matcher = new BuildTargets(head.AnchorsInCells(), head.ClassCount, hyp.AnchorThreshold);
        _classes = new BinaryCrossEntropy(hyp.ClassPositiveWeight, hyp.FocalGamma, device);
        _objectness = new BinaryCrossEntropy(hyp.ObjectnessPositiveWeight, hyp.FocalGamma, device);
        _balance = weights[..head.Levels];
        if (!autoBalance)
            return;
        _balanceLevel = head.Strides.ToList().IndexOf(BalanceStride);
        if (_balanceLevel < 0)
            throw new ArgumentException($"Self-balancing needs a detection level of stride {BalanceStride}.", nameof(autoBalance));
        _autoBalance = tensor(Array.ConvertAll(_balance, weight => (float)weight), device: device).DetachFromDisposeScope();
    }

    /// <summary>Ranks that have a part of the batch each, and all call <see cref="Forward(IReadOnlyList{Tensor}, ReadOnlySpan{float})"/>; null for this one alone.</summary>
    public ProcessGroup? Ranks { get; init; }

    /// <summary>The loss of a batch.</summary>
    /// <param name="maps">Per level [N, anchors, ny, nx, 5 + classes]: <see cref="DetectOutput.Maps"/>. They remain owned by the caller.</param>
    /// <param name="targets">Six values a label, on the host: image, class, centre x, centre y, width, height; lengths as shares of the image.</param>
    /// <returns>The loss, which belongs to the caller.</returns>
    /// <exception cref="InvalidInputException">A label names an image or a class that does not exist.</exception>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public LossResult Forward(IReadOnlyList<Tensor> maps, ReadOnlySpan<float> targets)
    {
        ArgumentNullException.ThrowIfNull(maps);
        long[][] shapes = [.. maps.Select(map => map.shape)];
        (int Rows, int Columns)[] grids = [.. shapes.Select(shape => ((int)shape[2], (int)shape[3]))];
        int images = (int)shapes[0][0];
        LevelTargets[] levels = _matcher.Match(targets, images, grids);
        (int all, double[] divisors) = Divisors(levels, images);
        using DisposeScope scope = NewDisposeScope();
        Device device = maps[0].device;
        Tensor box = zeros([], device: device);
        Tensor classes = zeros([], device: device);
        Tensor? iou = null;
        DeviceTargets matches = new(levels, divisors, grids, _anchors, device);
        (Tensor Objectness, Tensor? Matched)[] logits =
            [.. maps.Select((map, level) => TableReads.Run(map, ObjectnessColumn, matches.HasAny(level) ? matches.Cells(level) : null))];
        if (matches.Count > 0)
            (box, classes, iou) = Matched([.. logits.Select(level => level.Matched).OfType<Tensor>()], matches, divisors);
        Tensor objectness = Objectness([.. logits.Select(level => level.Objectness)], matches, iou);
        Tensor parts = stack([box * _hyp.Box, objectness * _hyp.Objectness, classes * _hyp.Class]);
        Tensor total = parts.sum() * images;
        return new LossResult(total.MoveToOuterDisposeScope(), parts.detach().MoveToOuterDisposeScope()) { Images = all };
    }

    /// <summary>The loss of a batch whose labels are in a tensor [M, 6]; reading one from an accelerator waits for it.</summary>
    public LossResult Forward(IReadOnlyList<Tensor> maps, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        using Tensor single = targets.to(ScalarType.Float32, CPU);
        using Tensor host = single.contiguous();
        return Forward(maps, host.data<float>().ToArray());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _classes.Dispose();
        _objectness.Dispose();
        _autoBalance?.Dispose();
        _autoBalance = null;
    }

    // All levels at once: a few operators on all matches, instead of as many on each level's. The arithmetic of the
    // gradients, divisions where the reference divides included, is the reference's to the bit.
    private (Tensor Box, Tensor Classes, Tensor Iou) Matched(Tensor[] rows, DeviceTargets matches, double[] divisors)
    {
        Tensor[] parts = cat(rows, 0).split([2, 2, 1, _classCount], 1);
        Tensor centre = (parts[0].sigmoid() * 2) - 0.5;
        Tensor size = (parts[1].sigmoid() * 2).pow(2) * matches.Anchors;
        Tensor iou = CompleteIou.Of(centre, size, matches.Boxes);
        Tensor box = ((1 - iou) / matches.Divisors).sum();
        return (box, Classification(parts[3], matches, divisors), iou.detach().clamp(min: 0).view(-1));
    }

    // With a single class there is nothing to tell apart.
    private Tensor Classification(Tensor logits, DeviceTargets matches, double[] divisors)
    {
        if (_classCount == 1)
            return zeros([], device: logits.device);
        double off = 0.5 * _hyp.LabelSmoothing;
        Tensor target = full([matches.Count, _classCount], off, device: logits.device);
        target.scatter_(1, matches.Classes, full([matches.Count, 1], 1 - off, device: logits.device));
        long[] counts = matches.CountsOfLevels;
        double[] present = [.. divisors.Where((_, level) => matches.HasAny(level))];
        return logits.split(counts).Zip(target.split(counts), _classes.Mean)
            .Select((mean, i) => present[i] == counts[i] ? mean : mean * (counts[i] / present[i]))
            .Aggregate((sum, next) => sum + next);
    }

    // The images of all ranks, and what means over matches divide by: their number on all ranks, times this rank's share of the images,
    // because the total is multiplied by its images.
    private (int Images, double[] Divisors) Divisors(LevelTargets[] levels, int images)
    {
        double[] own = [images, .. levels.Select(level => (double)level.Count)];
        if (Ranks is not { } ranks)
            return (images, own[1..]);
        double[][] rows = ranks.AllGather(own);
        double[] sums = [.. own.Select((_, column) => rows.Sum(row => row[column]))];
        return ((int)sums[0], [.. sums[1..].Select(matches => matches * images / sums[0])]);
    }

    private Tensor Objectness(Tensor[] logits, DeviceTargets matches, Tensor? iou)
    {
        Tensor[] losses = new Tensor[logits.Length];
        for (int level = 0; level < logits.Length; level++)
        {
            Tensor target = zeros(logits[level].shape, device: logits[level].device);
            if (matches.HasAny(level))
            {
                (Tensor cells, Tensor last) = matches.LastMatches(level);
                target.view(-1).index_put_(iou!.index_select(0, last), cells);
            }

            losses[level] = _objectness.Mean(logits[level], target);
        }

        if (_autoBalance is not null && Ranks is not null)
            throw new NotSupportedException("The weights of the levels would follow each rank's own losses.");
        if (_autoBalance is null)
            return losses.Select((loss, level) => loss * _balance[level]).Aggregate((sum, next) => sum + next);
        Tensor each = stack(losses);
        Tensor weighted = (each * _autoBalance).sum();
        Rebalance(each.detach());
        return weighted;
    }

    private void Rebalance(Tensor losses)
    {
        Tensor moved = (_autoBalance! * 0.9999) + (0.0001 / losses);
        _autoBalance!.Dispose();
        _autoBalance = (moved / moved.narrow(0, _balanceLevel, 1)).DetachFromDisposeScope();
    }
}
