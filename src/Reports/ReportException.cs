namespace Reports;

/// <summary>
/// A file or value that a user gave to a report cannot be used. The message names it, says what is wrong and what is
/// allowed; programs print it without a stack trace and end with exit code 2.
/// </summary>
public class ReportException : Exception
{
    /// <summary>Makes the exception with a message for the user.</summary>
    public ReportException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message for the user and the failure behind it.</summary>
    public ReportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
