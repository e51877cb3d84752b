namespace Yolov5.Weights;

/// <summary>Names that wrappers put before those of a network's weights.</summary>
internal static class NamePrefix
{
    // DataParallel and DistributedDataParallel; torch.compile.
    private static readonly string[] Known = ["module.", "_orig_mod."];

    /// <summary>The same weights without the prefixes that all of them have, in any order and number.</summary>
    public static StateDict Removed(StateDict state)
    {
        int length = 0;
        string first = state[0].Name;
        while (Known.FirstOrDefault(prefix => first.AsSpan(length).StartsWith(prefix, StringComparison.Ordinal)) is { } next)
        {
            int end = length + next.Length;
            if (!state.All(tensor => tensor.Name.AsSpan(0, Math.Min(end, tensor.Name.Length)).SequenceEqual(first.AsSpan(0, end))))
                break;
            length = end;
        }

        return length == 0 ? state : new StateDict(state.Select(tensor => tensor with { Name = tensor.Name[length..] }));
    }
}
