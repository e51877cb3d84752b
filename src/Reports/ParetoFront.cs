namespace Reports;

/// <summary>The points of a plane that no other point beats in both directions, smaller being better.</summary>
internal static class ParetoFront
{
    /// <summary>Indexes of the front's points by ascending x.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        List<int> front = [];
        double best = double.PositiveInfinity;
        foreach (int i in Enumerable.Range(0, x.Count).OrderBy(i => x[i]).ThenBy(i => y[i]))
        {
            if (y[i] < best)
            {
                front.Add(i);
                best = y[i];
            }
        }

        return front;
    }
}
