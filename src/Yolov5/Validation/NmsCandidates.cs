using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Yolov5.Validation;

/// <summary>
/// Finds the candidates of one image: pairs of box and class above the confidence threshold, at most
/// <see cref="NmsOptions.MaxCandidates"/>, the most confident ones. They are collected in a buffer of limited size; when
/// it is full the best are selected and the threshold rises to the last of them, so that an overconfident network, whose
/// every pair is a candidate, costs little more than reading its output.
/// </summary>
internal ref struct NmsCandidates
{
    private const int Objectness = 4;
    private const int FirstClass = 5;

    private readonly ReadOnlySpan<float> _predictions;
    private readonly NmsOptions _options;
    private readonly int _classCount;
    private readonly bool _multiLabel;
    private readonly bool[]? _wanted;
    private readonly ulong[] _keys;
    private readonly int _capacity;
    private float _threshold;
    private int _count;

    public NmsCandidates(ReadOnlySpan<float> predictions, int classCount, NmsOptions options)
    {
        _predictions = predictions;
        _classCount = classCount;
        _options = options;
        _multiLabel = options.MultiLabel && classCount > 1;
        _wanted = WantedClasses(options.Classes, classCount);
        _threshold = (float)options.ConfidenceThreshold;
        long rows = predictions.Length / (FirstClass + classCount);
        long most = rows * (_multiLabel ? classCount : 1);
        _capacity = (int)Math.Min(most, Math.Min((2L * options.MaxCandidates) + classCount, Array.MaxLength));
        _keys = ArrayPool<ulong>.Shared.Rent(_capacity);
        Left = float.PositiveInfinity;
        Right = float.NegativeInfinity;
    }

    /// <summary>Smallest x of any box that has had a candidate.</summary>
    public float Left { get; private set; }

    /// <summary>Largest x of any box that has had a candidate.</summary>
    public float Right { get; private set; }

    /// <summary>Reads the predictions.</summary>
    public void Collect()
    {
        // Not the rising threshold: objectness need not exceed the confidence if a class value is above 1.
        float objectnessThreshold = (float)_options.ConfidenceThreshold;
        int stride = FirstClass + _classCount;
        int perRow = _multiLabel ? _classCount : 1;
        for (int start = 0, row = 0; start < _predictions.Length; start += stride, row++)
        {
            if (!(_predictions[start + Objectness] > objectnessThreshold))
                continue;
            ReadOnlySpan<float> values = _predictions.Slice(start, stride);
            (float x1, float y1, float x2, float y2) = BoxGeometry.ToCorners(values[0], values[1], values[2], values[3]);
            if (!(float.IsFinite(x1) && float.IsFinite(y1) && float.IsFinite(x2) && float.IsFinite(y2)))
                continue;
            if (_capacity - _count < perRow)
                SelectBest();
            int before = _count;
            if (_multiLabel)
                AddClasses(row, values[Objectness], values[FirstClass..]);
            else
                AddBestClass(row, values[Objectness], values[FirstClass..]);
            if (_count == before)
                continue;
            Left = Math.Min(Left, Math.Min(x1, x2));
            Right = Math.Max(Right, Math.Max(x1, x2));
        }
    }

    /// <summary>The keys (<see cref="ConfidenceOrder"/>, index = row x classes + class) in descending confidence.</summary>
    public ReadOnlySpan<ulong> Sorted()
    {
        if (_count > _options.MaxCandidates)
            SelectBest();
        ulong[] scratch = ArrayPool<ulong>.Shared.Rent(_count);
        ConfidenceOrder.Sort(_keys.AsSpan(0, _count), scratch);
        ArrayPool<ulong>.Shared.Return(scratch);
        return _keys.AsSpan(0, _count);
    }

    /// <summary>Returns the rented memory.</summary>
    public readonly void Dispose() => ArrayPool<ulong>.Shared.Return(_keys);

    private void SelectBest()
    {
        // Later candidates have a higher index: with a confidence equal to the last one's they would come after it.
        _threshold = ConfidenceOrder.Select(_keys.AsSpan(0, _count), _options.MaxCandidates);
        _count = _options.MaxCandidates;
    }

    private void AddClasses(int row, float objectness, ReadOnlySpan<float> classes)
    {
        int classId = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> factor = Vector256.Create(objectness);
            Vector256<float> threshold = Vector256.Create(_threshold);
            ref float first = ref MemoryMarshal.GetReference(classes);
            for (; classId <= classes.Length - Vector256<float>.Count; classId += Vector256<float>.Count)
            {
                Vector256<float> confidence = Vector256.LoadUnsafe(ref first, (nuint)classId) * factor;
                uint above = Vector256.GreaterThan(confidence, threshold).ExtractMostSignificantBits();
                for (; above != 0; above &= above - 1)
                {
                    int found = classId + BitOperations.TrailingZeroCount(above);
                    Add(row, found, classes[found] * objectness);
                }
            }
        }

        for (; classId < classes.Length; classId++)
            Add(row, classId, classes[classId] * objectness);
    }

    private void AddBestClass(int row, float objectness, ReadOnlySpan<float> classes)
    {
        int best = 0;
        float highest = classes[0] * objectness;
        for (int classId = 1; classId < classes.Length; classId++)
        {
            float confidence = classes[classId] * objectness;
            // The first of equal ones, and NaN before every number, as torch.max chooses.
            if (confidence > highest || (float.IsNaN(confidence) && !float.IsNaN(highest)))
            {
                highest = confidence;
                best = classId;
            }
        }

        Add(row, best, highest);
    }

    private void Add(int row, int classId, float confidence)
    {
        if (confidence > _threshold && confidence < float.PositiveInfinity && (_wanted is null || _wanted[classId]))
            _keys[_count++] = ConfidenceOrder.Key(confidence, (row * _classCount) + classId);
    }

    private static bool[]? WantedClasses(IReadOnlyList<int>? classes, int classCount)
    {
        if (classes is null)
            return null;
        var wanted = new bool[classCount];
        foreach (int classId in classes)
        {
            if (classId >= 0 && classId < classCount)
                wanted[classId] = true;
        }

        return wanted;
    }
}
