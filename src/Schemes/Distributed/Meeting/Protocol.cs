namespace Schemes.Distributed.Meeting;

/// <summary>Constants of the rendezvous protocol.</summary>
internal static class Protocol
{
    /// <summary>First string of a rank that joins; changes with the protocol.</summary>
    public const string Greeting = "ranks/1";
}

/// <summary>Kind of a request, its first byte.</summary>
internal enum Request : byte
{
    Set = 1,
    Get = 2,
}

/// <summary>Kind of an answer, its first byte.</summary>
internal enum Answer : byte
{
    Ok = 0,

    /// <summary>An error text and the missing ranks follow.</summary>
    Failure = 1,

    /// <summary>The ranks of another run meet at this port.</summary>
    OtherMeeting = 2,
}
