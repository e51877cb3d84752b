namespace Support;

/// <summary>
/// Runs finalizers for tests that count the allocator's bytes: tensors that earlier tests left are freed before the
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
