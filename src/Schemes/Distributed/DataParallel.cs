using Schemes.Optimizers;
using static TorchSharp.torch;

namespace Schemes.Distributed;

/// <summary>
/// Sums the gradients of a network that every rank has a copy of, in buckets that travel while the backward pass goes on (on CPUs;
/// NCCL's collectives take their turn on the device's stream)
/// (Li et al., PyTorch Distributed: Experiences on Accelerating Data Parallel Training, VLDB 2020).
/// </summary>
/// <remarks>
/// <para>A pass is: <see cref="BeginPass"/>, forward (every unit's inputs through <see cref="Watch"/>), backward,
/// <see cref="DataParallelPass.Complete"/>. A pass that does not reduce leaves its gradients on this rank, to be added to by the
/// next one: gradients that are accumulated travel once. All ranks do the same, on the same network.</para>
/// <para>A unit's gradients are complete when the gradient of one of its inputs is reached: libtorch runs nodes in the reverse
/// order of their making as far as it can, and all nodes of the unit and of those after it were made later.</para>
/// <para>Where each rank's loss is its part of the batch's, the sum is the batch's gradient. (PyTorch's DistributedDataParallel divides
/// by the number of ranks; that costs a pass over all gradients.)</para>
/// <para>After a pass that reduces, gradients are views of the buckets. A parameter without a gradient takes part with zeros.</para>
/// </remarks>
public sealed class DataParallel
{
    // PyTorch takes 25 MB, and 1 MB for the first bucket. Yolov5n and s are so small that nearly all of their gradients would be in a bucket
    // that is full only when the backward pass is over. Buckets of less than this cost more than they hide.
    private const long UsualBucketBytes = 2 << 20;

    private readonly List<GradientBucket> _buckets = [];
    private bool _inPass;
    private bool _reduces;

    /// <summary>Plans the buckets.</summary>
    /// <param name="units">Parameters of each unit, in the order of the forward pass; those that need no gradient are left out.</param>
    /// <param name="group">The ranks; remains owned by the caller.</param>
    /// <param name="bucketBytes">Bytes from which a bucket is full. A parameter of as many bytes has one of its own.</param>
    /// <exception cref="ArgumentException">A parameter is not dense or not float32.</exception>
    public DataParallel(IReadOnlyList<IReadOnlyList<NamedParameter>> units, ProcessGroup group, long bucketBytes = UsualBucketBytes)
    {
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(group);
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketBytes, 1);
        Group = group;
        List<NamedParameter> open = [];
        long bytes = 0;
        for (int unit = units.Count - 1; unit >= 0; unit--)
        {
            foreach (NamedParameter parameter in units[unit].Reverse().Where(each => each.Value.requires_grad))
            {
                long own = parameter.Value.numel() * parameter.Value.element_size();
                if (own >= bucketBytes)
                {
                    _buckets.Add(new GradientBucket([parameter], unit, group));
                    continue;
                }

                open.Add(parameter);
                bytes += own;
                if (bytes >= bucketBytes)
                    Close(unit);
            }
        }

        if (open.Count > 0)
            Close(0);

        void Close(int unit)
        {
            _buckets.Add(new GradientBucket(open, unit, group));
            open = [];
            bytes = 0;
        }
    }

    /// <summary>The ranks.</summary>
    public ProcessGroup Group { get; }

    /// <summary>Bytes of each bucket, in the order in which they travel.</summary>
    public IReadOnlyList<long> BucketBytes => [.. _buckets.Select(bucket => bucket.Bytes)];

    /// <summary>Begins a forward and backward pass.</summary>
    /// <param name="reduces">True for the last pass before a step; false leaves the gradients on this rank.</param>
    public DataParallelPass BeginPass(bool reduces)
    {
        if (_inPass)
            throw new InvalidOperationException("The last pass has not ended.");
        (_inPass, _reduces) = (true, reduces);
        return new DataParallelPass(this);
    }

    /// <summary>A unit's inputs, watched: when the gradient of one of them is reached, the gradients of the unit are sent.</summary>
    /// <param name="unit">Number of the unit.</param>
    /// <param name="inputs">Inputs of the unit; they remain owned by the caller.</param>
    /// <returns>Tensors to compute with in their place, owned by the caller.</returns>
    public Tensor[] Watch(int unit, IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [.. inputs.Select(input => _reduces && is_grad_enabled() && input.requires_grad
            ? input.WhenReached(() => Start(unit))
            : LibTorch.Stable.TensorMemory.Alias(input))];
    }

    internal void Complete()
    {
        if (_reduces)
        {
            Start(0);
            foreach (GradientBucket bucket in _buckets)
                bucket.Wait();
            foreach (GradientBucket bucket in _buckets)
                bucket.Deliver();
        }

        (_inPass, _reduces) = (false, false);
    }

    internal void Abandon()
    {
        foreach (GradientBucket bucket in _buckets)
            bucket.Abandon();
        (_inPass, _reduces) = (false, false);
    }

    // Every rank starts the buckets in the same order, whichever unit is ready first.
    private void Start(int unit)
    {
        foreach (GradientBucket bucket in _buckets.TakeWhile(bucket => bucket.FirstUnit >= unit))
            bucket.Start();
    }
}
