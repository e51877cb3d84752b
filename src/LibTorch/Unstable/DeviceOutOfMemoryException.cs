using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace LibTorch.Unstable;

/// <summary>The error of a device without memory for a tensor.</summary>
public sealed partial class DeviceOutOfMemoryException : OutOfMemoryException
{
    private DeviceOutOfMemoryException(string message, Exception inner, FailedRequest? request = null)
        : base(message, inner) => Request = request;

    /// <summary>Request that failed; null if it is unknown: on a GPU, whose message contains it, or if many others have failed since.</summary>
    public FailedRequest? Request { get; }

    /// <summary>Converts libtorch's error.</summary>
    /// <param name="exception">Any exception, or one with such a cause inside.</param>
    /// <returns>The error with a message of one line; null if the cause is another one.</returns>
    public static DeviceOutOfMemoryException? From(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            DeviceOutOfMemoryException known => known,
            OutOfMemoryException => new(FirstLine(exception), exception),
            ExternalException when OfCpu().Match(exception.Message) is { Success: true } match => OnCpu(match.Groups[1].Value, exception),
            ExternalException when exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase) => new(FirstLine(exception), exception),
            AggregateException { InnerExceptions: var several } => several.Select(From).FirstOrDefault(found => found is not null),
            { InnerException: { } inner } => From(inner),
            _ => null,
        };
    }

    /// <summary>Converts the error of a call that gives no reason.</summary>
    /// <param name="failures"><see cref="CpuAllocator.FailureCount"/> before the call.</param>
    /// <param name="exception">The error.</param>
    /// <returns>The error as one of memory; null if no request for memory has failed since.</returns>
    internal static DeviceOutOfMemoryException? Since(long failures, Exception exception) =>
        CpuAllocator.FailureCount is long last && last > failures ? OfRequest(last, exception) : null;

    // The number in libtorch's message identifies a request that the caching allocator refused, or is an amount that its own allocator lacked.
    private static DeviceOutOfMemoryException OnCpu(string number, Exception exception)
    {
        if (!long.TryParse(number, CultureInfo.InvariantCulture, out long size) || size <= CpuAllocator.RefusedSizes)
            return new DeviceOutOfMemoryException(FirstLine(exception), exception);
        return OfRequest(size - CpuAllocator.RefusedSizes, exception);
    }

    private static DeviceOutOfMemoryException OfRequest(long number, Exception exception)
    {
        FailedRequest? request = CpuAllocator.Failure(number);
        return new DeviceOutOfMemoryException(request?.ToString() ?? "CPU out of memory.", exception, request);
    }

    private static string FirstLine(Exception exception) => exception.Message.Split('\n')[0];

    [GeneratedRegex(@"can't allocate memory: you tried to allocate (\d+) bytes")]
    private static partial Regex OfCpu();
}
