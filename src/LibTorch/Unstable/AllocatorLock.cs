namespace LibTorch.Unstable;

/// <summary>Mutual exclusion for sections of a hundred nanoseconds; allocates nothing and cannot be interrupted.</summary>
/// <remarks>The runtime's own locks may throw (<see cref="Thread.Interrupt"/>), which a callback of libtorch must not.</remarks>
internal struct AllocatorLock
{
    private int _held;

    public void Enter()
    {
        if (Interlocked.Exchange(ref _held, 1) != 0)
            Wait();
    }

    public void Exit() => Volatile.Write(ref _held, 0);

    private void Wait()
    {
        SpinWait wait = default;
        do
        {
            while (Volatile.Read(ref _held) != 0)
                wait.SpinOnce(sleep1Threshold: -1);
        }
        while (Interlocked.Exchange(ref _held, 1) != 0);
    }
}
