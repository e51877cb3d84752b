namespace Schemes;

/// <summary>A text describes no scheme. The message names key, value and what is allowed; whoever knows the file adds its name.</summary>
public sealed class SchemeFormatException : FormatException
{
    /// <summary>Makes the exception with a message for the user.</summary>
    public SchemeFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message for the user and the failure behind it.</summary>
    public SchemeFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
