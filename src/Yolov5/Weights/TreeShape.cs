namespace Yolov5.Weights;

/// <summary>
/// Checks that a value from a file is a tree of limited depth: a pickle can make a list that contains
/// itself, or one nested a million times.
/// </summary>
internal static class TreeShape
{
    /// <summary>Levels that a tree may have.</summary>
    public const int MaximumDepth = 100;

    /// <summary>Walks without recursion, visiting every node once.</summary>
    /// <exception cref="InvalidDataException">The tree has a cycle or is too deep.</exception>
    public static void Require(CheckpointValue root)
    {
        // The height of a node that is done; null while the walk is inside it.
        var heights = new Dictionary<CheckpointValue, int?>(ReferenceEqualityComparer.Instance) { [root] = null };
        var path = new Stack<(CheckpointValue Node, IEnumerator<CheckpointValue> Children, int Height)>();
        path.Push((root, Children(root).GetEnumerator(), 0));
        while (path.TryPop(out (CheckpointValue Node, IEnumerator<CheckpointValue> Children, int Height) top))
        {
            if (!top.Children.MoveNext())
            {
                heights[top.Node] = top.Height;
                if (path.TryPop(out (CheckpointValue Node, IEnumerator<CheckpointValue> Children, int Height) parent))
                    path.Push(parent with { Height = Math.Max(parent.Height, top.Height + 1) });
                continue;
            }

            CheckpointValue child = top.Children.Current;
            int height = 0;
            bool isNew = child is not (CheckpointScalar or CheckpointTensor) && !heights.TryGetValue(child, out _);
            if (!isNew && child is not (CheckpointScalar or CheckpointTensor))
                height = heights[child] ?? throw new InvalidDataException("The file holds a value that contains itself.");
            path.Push(top with { Height = Math.Max(top.Height, height + 1) });
            if (isNew)
            {
                heights.Add(child, null);
                path.Push((child, Children(child).GetEnumerator(), 0));
            }

            if (path.Count > MaximumDepth || path.Peek().Height > MaximumDepth || top.Height > MaximumDepth)
                throw new InvalidDataException($"The file holds values nested more than {MaximumDepth} times.");
        }
    }

    private static IEnumerable<CheckpointValue> Children(CheckpointValue node)
    {
        switch (node)
        {
            case CheckpointList list:
                return list;
            case CheckpointDictionary dictionary:
                return dictionary.SelectMany(entry => new[] { entry.Key, entry.Value });
            case PickleObject opaque:
                return new[] { opaque.Arguments, opaque.State, opaque.Items, opaque.Elements }.OfType<CheckpointValue>();
            default:
                return [];
        }
    }
}
