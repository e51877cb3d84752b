namespace Support;

/// <summary>
/// For tests that count the allocator's bytes: what earlier tests left to the garbage collector is freed before the
/// counting begins, not in the middle of it.
/// </summary>
public static class Finalizers
{
    public static void RunNow()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
