namespace Yolov5.Data;

/// <summary>
/// The order in which rectangular batches take their images: ascending, and equal ones as NumPy's default argsort leaves
/// them. That sort is not stable, and which of several images of one aspect falls into the next batch decides the shape
/// it is validated at (on 64 photographs precision moved by 0.07); so its steps are followed: median of three, Hoare's
/// partition, insertion sort of small parts.
/// </summary>
internal static class AspectOrder
{
    // Parts whose ends are at most this far from each other are sorted by insertion.
    private const int SmallPart = 15;

    /// <summary>Indices of the values in ascending order.</summary>
    public static int[] Of(ReadOnlySpan<double> values)
    {
        int[] order = new int[values.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Stack<(int First, int Last, int Depth)> waiting = new();
        waiting.Push((0, order.Length - 1, 2 * (int)Math.Log2(Math.Max(1, order.Length))));
        while (waiting.TryPop(out var part))
        {
            (int first, int last, int depth) = part;
            while (last - first > SmallPart && depth >= 0)
            {
                int pivot = Partition(order, values, first, last);
                depth--;

                // The larger part waits, so that the stack stays short.
                if (pivot - first < last - pivot)
                {
                    waiting.Push((pivot + 1, last, depth));
                    last = pivot - 1;
                }
                else
                {
                    waiting.Push((first, pivot - 1, depth));
                    first = pivot + 1;
                }
            }

            // Partitions that keep failing to halve are rare enough to go the slow way.
            InsertionSort(order, values, first, last);
        }

        return order;
    }

    private static int Partition(int[] order, ReadOnlySpan<double> values, int first, int last)
    {
        int middle = first + ((last - first) >> 1);
        if (values[order[middle]] < values[order[first]])
            Swap(order, middle, first);
        if (values[order[last]] < values[order[middle]])
            Swap(order, last, middle);
        if (values[order[middle]] < values[order[first]])
            Swap(order, middle, first);
        double pivot = values[order[middle]];
        int left = first, right = last - 1;
        Swap(order, middle, right);
        while (true)
        {
            do
                left++;
            while (values[order[left]] < pivot);
            do
                right--;
            while (pivot < values[order[right]]);
            if (left >= right)
                break;
            Swap(order, left, right);
        }

        Swap(order, left, last - 1);
        return left;
    }

    private static void InsertionSort(int[] order, ReadOnlySpan<double> values, int first, int last)
    {
        for (int next = first + 1; next <= last; next++)
        {
            int index = order[next];
            int at = next;
            while (at > first && values[index] < values[order[at - 1]])
            {
                order[at] = order[at - 1];
                at--;
            }

            order[at] = index;
        }
    }

    private static void Swap(int[] order, int a, int b) => (order[a], order[b]) = (order[b], order[a]);
}
