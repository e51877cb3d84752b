namespace Files;

/// <summary>
/// Something a user gave cannot be used: a file, a key, a value. The message names it, says what is wrong and what is
/// allowed; programs print it without a stack trace and end with exit code 2.
/// </summary>
public class InvalidInputException : Exception
{
    /// <summary>Creates the exception with a message for the user.</summary>
    public InvalidInputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for the user and the failure behind it.</summary>
    public InvalidInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
