using Reports.Model;

namespace Reports;

/// <summary>Thins recordings of many thousand points to a number that a report can hold and a chart can show.</summary>
public static class TimelinePoints
{
    /// <summary>
    /// Thins points to at most <paramref name="most"/> without bending the curve: the points that stay are turning points, with
    /// their exact values, and the first point of every phase. If not all turning points fit, the shallowest waves
    /// are left out; the highest point always stays.
    /// </summary>
    /// <param name="points">Points in the order of time.</param>
    /// <param name="most">Largest number of points to keep, at least ten more than there are changes of the phase.</param>
    public static IReadOnlyList<MemoryPoint> Thin(IReadOnlyList<MemoryPoint> points, int most)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count <= most)
            return points;

        // The more shallow waves are ignored the fewer points are left, so the least depth can be searched for.
        long tooFew = 1, enough = points.Max(point => point.AllocatedBytes) + 1;
        SortedSet<int> kept = Turning(points, tooFew);
        if (kept.Count <= most)
            return Pick(points, kept);
        while (enough - tooFew > 1)
        {
            long middle = tooFew + ((enough - tooFew) / 2);
            if (Turning(points, middle).Count <= most)
                enough = middle;
            else
                tooFew = middle;
        }

        return Pick(points, Turning(points, enough));
    }

    private static MemoryPoint[] Pick(IReadOnlyList<MemoryPoint> points, SortedSet<int> indices) => [.. indices.Select(index => points[index])];

    // Turning points of waves at least so deep, beginnings of phases, both ends, and the highest point.
    private static SortedSet<int> Turning(IReadOnlyList<MemoryPoint> points, long depth)
    {
        SortedSet<int> kept = [0, points.Count - 1];
        int low = 0, high = 0, highest = 0;
        bool? rising = null;
        for (int i = 1; i < points.Count; i++)
        {
            long bytes = points[i].AllocatedBytes;
            if (points[i].Phase != points[i - 1].Phase)
                kept.Add(i);
            if (bytes > points[highest].AllocatedBytes)
                highest = i;
            if (bytes > points[high].AllocatedBytes)
                high = i;
            if (bytes < points[low].AllocatedBytes)
                low = i;
            if (rising != false && points[high].AllocatedBytes - bytes >= depth)
            {
                kept.Add(high);
                rising = false;
                low = i;
            }
            else if (rising != true && bytes - points[low].AllocatedBytes >= depth)
            {
                kept.Add(low);
                rising = true;
                high = i;
            }
        }

        kept.Add(rising == false ? low : high);
        kept.Add(highest);
        return kept;
    }
}
