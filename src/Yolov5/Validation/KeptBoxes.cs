using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Yolov5.Validation;

/// <summary>
/// The boxes that greedy suppression has kept so far, by group. Each group is a chain of blocks of eight boxes, stored
/// coordinate by coordinate, so that one candidate is compared with eight boxes at a time. All memory is rented.
/// </summary>
internal ref struct KeptBoxes
{
    private const int Lanes = 8;
    private const int BlockSize = 5 * Lanes;
    private const int None = -1;

    private readonly int[] _firstBlocks;
    private readonly int[] _lastBlocks;
    private readonly Vector256<float> _iouThreshold;
    private float[] _boxes;
    private int[] _links;
    private int _blockCount;

    /// <summary>Creates an empty set.</summary>
    /// <param name="groups">Number of groups; boxes of different groups never meet.</param>
    /// <param name="iouThreshold">A candidate is suppressed by an IoU strictly above this.</param>
    public KeptBoxes(int groups, double iouThreshold)
    {
        _firstBlocks = ArrayPool<int>.Shared.Rent(groups);
        _firstBlocks.AsSpan(0, groups).Fill(None);
        _lastBlocks = ArrayPool<int>.Shared.Rent(groups);
        _iouThreshold = Vector256.Create(LargestSingleNotAbove(iouThreshold));
        _boxes = ArrayPool<float>.Shared.Rent(64 * BlockSize);
        // A block's link is the next block of its group; of the last block it is its number of boxes, as -2 - count.
        _links = ArrayPool<int>.Shared.Rent(64);
    }

    /// <summary>Returns true if a kept box of this group overlaps the candidate by more than the threshold.</summary>
    public readonly bool Suppress(int group, float x1, float y1, float x2, float y2)
    {
        int block = _firstBlocks[group];
        if (block < 0)
            return false;
        Vector256<float> left = Vector256.Create(x1);
        Vector256<float> top = Vector256.Create(y1);
        Vector256<float> right = Vector256.Create(x2);
        Vector256<float> bottom = Vector256.Create(y2);
        Vector256<float> area = Vector256.Create((x2 - x1) * (y2 - y1));
        do
        {
            ref float box = ref MemoryMarshal.GetReference(_boxes.AsSpan(block * BlockSize, BlockSize));
            Vector256<float> width = Vector256.Min(right, Vector256.LoadUnsafe(ref box, 2 * Lanes))
                - Vector256.Max(left, Vector256.LoadUnsafe(ref box));
            Vector256<float> height = Vector256.Min(bottom, Vector256.LoadUnsafe(ref box, 3 * Lanes))
                - Vector256.Max(top, Vector256.LoadUnsafe(ref box, Lanes));
            Vector256<float> intersection = Vector256.Max(width, Vector256<float>.Zero) * Vector256.Max(height, Vector256<float>.Zero);
            Vector256<float> union = Vector256.LoadUnsafe(ref box, 4 * Lanes) + area - intersection;
            if (Vector256.GreaterThanAny(intersection / union, _iouThreshold))
                return true;
            block = _links[block];
        }
        while (block >= 0);
        return false;
    }

    /// <summary>Adds a box to a group.</summary>
    public void Add(int group, float x1, float y1, float x2, float y2)
    {
        int block = _firstBlocks[group] < 0 ? None : _lastBlocks[group];
        int count = block < 0 ? Lanes : -2 - _links[block];
        if (count == Lanes)
        {
            int added = NewBlock();
            if (block < 0)
                _firstBlocks[group] = added;
            else
                _links[block] = added;
            _lastBlocks[group] = added;
            block = added;
            count = 0;
        }

        Span<float> box = _boxes.AsSpan((block * BlockSize) + count);
        box[0] = x1;
        box[Lanes] = y1;
        box[2 * Lanes] = x2;
        box[3 * Lanes] = y2;
        box[4 * Lanes] = (x2 - x1) * (y2 - y1);
        _links[block] = -2 - (count + 1);
    }

    /// <summary>Returns the rented memory.</summary>
    public readonly void Dispose()
    {
        ArrayPool<int>.Shared.Return(_firstBlocks);
        ArrayPool<int>.Shared.Return(_lastBlocks);
        ArrayPool<float>.Shared.Return(_boxes);
        ArrayPool<int>.Shared.Return(_links);
    }

    /// <summary>
    /// The reference compares a float32 IoU with a float64 threshold; comparing with the largest float32 that is not
    /// above the threshold decides the same for every float32.
    /// </summary>
    private static float LargestSingleNotAbove(double threshold)
    {
        float rounded = (float)threshold;
        return rounded > threshold ? MathF.BitDecrement(rounded) : rounded;
    }

    private int NewBlock()
    {
        if ((_blockCount + 1) * BlockSize > _boxes.Length)
            Grow(ref _boxes, _blockCount * BlockSize);
        if (_blockCount == _links.Length)
            Grow(ref _links, _blockCount);

        // Empty places hold a box without area: its intersection is 0, which suppresses nothing.
        _boxes.AsSpan(_blockCount * BlockSize, BlockSize).Clear();
        _links[_blockCount] = -2;
        return _blockCount++;
    }

    private static void Grow<T>(ref T[] array, int used)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(2 * array.Length);
        array.AsSpan(0, used).CopyTo(larger);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
