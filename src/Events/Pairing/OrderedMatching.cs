namespace Events.Pairing;

/// <summary>
/// The matching of two sorted sequences with the greatest sum of <c>reach - distance</c> over its pairs and, among these, the
/// most pairs. Two pairs that cross can be exchanged for two that do not, whose sum of distances is no longer and neither of
/// which is longer than the longer one; so a matching in the order of both sequences is among the best, and dynamic
/// programming over prefixes finds it.
/// </summary>
internal static class OrderedMatching
{
    private const byte NotFirst = 0;
    private const byte NotSecond = 1;
    private const byte Both = 2;

    /// <summary>Finds the matching.</summary>
    /// <param name="first">Sorted numbers.</param>
    /// <param name="second">Sorted numbers.</param>
    /// <param name="candidates">For each of the first the range of the second that it may be paired with; neither bound ever falls.</param>
    /// <param name="reach">Gain of a pair at the distance 0; no candidate is farther.</param>
    /// <returns>Pairs of indices in rising order.</returns>
    public static List<(int First, int Second)> Of(long[] first, long[] second, (int From, int To)[] candidates, long reach)
    {
        long all = candidates.Sum(static range => (long)(range.To - range.From));
        byte[] choices = new byte[all];
        int[] starts = new int[first.Length];
        Fill(first, second, candidates, reach, choices, starts);
        return Read(candidates, choices, starts, second.Length);
    }

    /// <summary>
    /// Row by row, an element of the first sequence each: the best of the prefix that ends there and each prefix of the second
    /// sequence that ends in the row's range. Behind the range the best does not change; before it, it is never asked for again.
    /// </summary>
    private static void Fill(long[] first, long[] second, (int From, int To)[] candidates, long reach, byte[] choices, int[] starts)
    {
        Best[] row = [default], next = [default];
        int from = 0, to = 0, start = 0;
        for (int i = 0; i < first.Length; i++)
        {
            (int nextFrom, int nextTo) = candidates[i];
            if (next.Length <= nextTo - nextFrom)
                next = new Best[Math.Max(nextTo - nextFrom + 1, 2 * next.Length)];
            starts[i] = start;
            next[0] = row[Math.Min(nextFrom, to) - from];
            for (int j = nextFrom + 1; j <= nextTo; j++)
            {
                Best best = row[Math.Min(j, to) - from];
                byte choice = NotFirst;
                Best with = row[Math.Min(j - 1, to) - from].With(reach - Math.Abs(first[i] - second[j - 1]));
                if (with.IsBetterThan(best))
                    (best, choice) = (with, Both);
                Best without = next[j - 1 - nextFrom];
                if (without.IsBetterThan(best))
                    (best, choice) = (without, NotSecond);
                next[j - nextFrom] = best;
                choices[start++] = choice;
            }

            (row, next, from, to) = (next, row, nextFrom, nextTo);
        }
    }

    private static List<(int First, int Second)> Read((int From, int To)[] candidates, byte[] choices, int[] starts, int end)
    {
        List<(int First, int Second)> pairs = [];
        int j = end;
        for (int i = candidates.Length - 1; i >= 0; i--)
        {
            j = Math.Min(j, candidates[i].To);
            while (j > candidates[i].From && choices[starts[i] + j - 1 - candidates[i].From] == NotSecond)
                j--;
            if (j > candidates[i].From && choices[starts[i] + j - 1 - candidates[i].From] == Both)
                pairs.Add((i, --j));
        }

        pairs.Reverse();
        return pairs;
    }

    private readonly record struct Best(long Gain, int Pairs)
    {
        public Best With(long gain) => new(Gain + gain, Pairs + 1);

        public bool IsBetterThan(Best other) => Gain > other.Gain || (Gain == other.Gain && Pairs > other.Pairs);
    }
}
